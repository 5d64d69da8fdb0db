package dev.holdfast.vendor.keys;

import dev.holdfast.license.key.Role;
import dev.holdfast.license.key.Root;
import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.key.VerifyingKey;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.PayloadType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How roots are made and followed by new ones; it touches no file. */
final class Ceremony {
  private Ceremony() {}

  /** A root with its first version's keys at hand. */
  record Made(Root root, Envelope statement) {}

  /** Signs a root with these keys. */
  static Made sign(Root root, List<SigningKey> signers) {
    byte[] payload = root.payload();
    List<Envelope.Signature> signatures = new ArrayList<>();
    Set<List<String>> done = new HashSet<>();
    for (SigningKey signer : signers) {
      if (done.add(signer.verifying().ids())) {
        signatures.add(signer.sign(PayloadType.ROOT, payload));
      }
    }
    return new Made(root, new Envelope(PayloadType.ROOT, payload, signatures));
  }

  /** A delegation that begins now. */
  static Root.Delegation delegation(Role role, VerifyingKey key, Instant from, Instant until) {
    return new Root.Delegation(role, Set.of(KeyFolder.PRODUCT), from, until, key);
  }

  /** The next version, in which a role has a new key and its old one signs no more. */
  static Root withRoleKey(Root root, Instant now, Root.Delegation added) {
    List<Root.Delegation> delegations = new ArrayList<>();
    for (Root.Delegation old : root.delegations()) {
      boolean ends = old.role() == added.role() && now.isBefore(old.notAfter());
      delegations.add(
          ends
              ? new Root.Delegation(old.role(), old.products(), old.notBefore(), now, old.key())
              : old);
    }
    delegations.add(added);
    return next(root, now, root.keys(), delegations, root.denied());
  }

  /** The next version, in which one share has a new key. */
  static Root withShare(Root root, Instant now, int share, VerifyingKey key) {
    List<VerifyingKey> keys = new ArrayList<>(root.keys());
    keys.set(share - 1, key);
    return next(root, now, keys, root.delegations(), root.denied());
  }

  /** The next version, which denies what a key signed from an instant on. */
  static Root withDenial(Root root, Instant now, Root.Denial denial) {
    List<Root.Denial> denied = new ArrayList<>(root.denied());
    denied.add(denial);
    return next(root, now, root.keys(), root.delegations(), denied);
  }

  /** Several changes of one ceremony are one version. */
  static Root asVersion(Root root, long version) {
    return new Root(
        root.name(),
        version,
        root.issued(),
        root.development(),
        root.threshold(),
        root.keys(),
        root.delegations(),
        root.denied());
  }

  private static Root next(
      Root root,
      Instant now,
      List<VerifyingKey> keys,
      List<Root.Delegation> delegations,
      List<Root.Denial> denied) {
    return new Root(
        root.name(),
        root.version() + 1,
        now,
        root.development(),
        root.threshold(),
        keys,
        delegations,
        denied);
  }
}
