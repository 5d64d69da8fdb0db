package dev.holdfast.license.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.license.activation.ClockReset;
import dev.holdfast.license.key.Role;
import dev.holdfast.license.key.Root;
import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.licence.RevocationList;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.license.statement.Suite;
import dev.holdfast.license.statement.Suites;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A vendor in memory: three root holders, two of whom must sign, and a key for each role. */
public final class TestVendor {
  /** When the first root was made. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** When the role keys of the first root end. */
  public static final Instant END = START.plus(Duration.ofDays(1825));

  private static final Set<String> HOLDFAST = Set.of("holdfast");

  private final List<SigningKey> holders;
  private final Map<Role, SigningKey> roles;
  private final Root root;
  private final Envelope statement;

  private TestVendor(List<SigningKey> holders, Map<Role, SigningKey> roles, Root root) {
    this.holders = List.copyOf(holders);
    this.roles = new EnumMap<>(roles);
    this.root = root;
    this.statement = sign(root, holders);
  }

  /** A vendor with keys of its own. */
  public static TestVendor named(String name) {
    return make(name, false, Suite.V2026_1, HOLDFAST);
  }

  /** A vendor whose root only a development build trusts. */
  public static TestVendor development(String name) {
    return make(name, true, Suite.V2026_1, HOLDFAST);
  }

  /** A vendor that signs with another suite. */
  public static TestVendor of(String name, Suite suite) {
    return make(name, false, suite, HOLDFAST);
  }

  /** A vendor of other products. */
  public static TestVendor of(String name, Set<String> products) {
    return make(name, false, Suite.V2026_1, products);
  }

  private static TestVendor make(
      String name, boolean development, Suite suite, Set<String> products) {
    List<SigningKey> holders = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      holders.add(SigningKey.generate(suite));
    }
    Map<Role, SigningKey> roles = new EnumMap<>(Role.class);
    List<Root.Delegation> delegations = new ArrayList<>();
    for (Role role : Role.values()) {
      SigningKey key = SigningKey.generate(suite);
      roles.put(role, key);
      delegations.add(new Root.Delegation(role, products, START, END, key.verifying()));
    }
    Root root =
        new Root(
            name,
            1,
            START,
            development,
            2,
            holders.stream().map(SigningKey::verifying).toList(),
            delegations,
            List.of());
    return new TestVendor(holders, roles, root);
  }

  /** A root signed by these keys. */
  public static Envelope sign(Root root, List<SigningKey> signers) {
    byte[] payload = root.payload();
    return new Envelope(
        PayloadType.ROOT,
        payload,
        signers.stream().map(signer -> signer.sign(PayloadType.ROOT, payload)).toList());
  }

  public Root root() {
    return root;
  }

  /** The root, signed by all its holders. */
  public Envelope rootStatement() {
    return statement;
  }

  public List<SigningKey> holders() {
    return holders;
  }

  public SigningKey key(Role role) {
    SigningKey key = roles.get(role);
    if (key == null) {
      throw new IllegalArgumentException("no key for " + role);
    }
    return key;
  }

  /** What a build of this vendor trusts. */
  public TrustAnchors anchors() {
    return anchors(Suites.CURRENT);
  }

  /** What a build of this vendor trusts, that knows these suites. */
  public TrustAnchors anchors(Suites suites) {
    return TrustAnchors.parse(new StatementFile(List.of(statement)).bytes(), suites);
  }

  /** A signed licence. */
  public Envelope envelope(Licence licence) {
    return key(Role.LICENCE).envelope(PayloadType.LICENCE, licence.payload());
  }

  /** A licence file. */
  public byte[] file(Licence licence) {
    return new StatementFile(List.of(envelope(licence))).bytes();
  }

  /** A licence file of any payload. */
  public byte[] file(String payload) {
    return new StatementFile(
            List.of(key(Role.LICENCE).envelope(PayloadType.LICENCE, payload.getBytes(UTF_8))))
        .bytes();
  }

  /** A signed revocation list. */
  public Envelope envelope(RevocationList list) {
    return key(Role.REVOCATION).envelope(PayloadType.REVOCATIONS, list.payload());
  }

  /** A file with a reset of the time kept. */
  public byte[] file(ClockReset reset) {
    return new StatementFile(
            List.of(key(Role.REVOCATION).envelope(PayloadType.CLOCK_RESET, reset.payload())))
        .bytes();
  }
}
