package dev.holdfast.license;

import dev.holdfast.license.key.Root;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.key.VerifyingKey;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.licence.RevocationList;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.JsonFields;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.license.statement.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a licence file: the roots that travel in it, the revocation list, the licence. It says
 * who signed what and what it says; whether the licence has begun or ended is the {@link
 * dev.holdfast.license.licence.Ladder}'s to say.
 */
public final class LicenceVerifier {
  /** How far ahead of the reader's clock a licence may be issued. */
  public static final Duration MAX_SKEW = Duration.ofHours(24);

  private LicenceVerifier() {}

  /**
   * What the reader is.
   *
   * @param product for example {@code holdfast}
   * @param version the release that asks; null to leave it unchecked
   * @param installation the installation that asks; null to leave it unchecked
   * @param now the reader's best knowledge of the time; null to leave it unchecked
   */
  public record Reader(
      String product,
      @Nullable String version,
      @Nullable String installation,
      @Nullable Instant now) {}

  /** Verified, or refused with the reason. */
  public sealed interface Result {
    /**
     * The signatures hold.
     *
     * @param anchors the trust with the roots that travelled in the file; to be kept
     * @param revocations the list that travelled in the file
     * @param notices what people should know, in sentences
     */
    record Verified(
        Licence licence,
        VerifyingKey key,
        TrustAnchors anchors,
        Optional<RevocationList> revocations,
        List<String> notices)
        implements Result {}

    /** Nothing of the file may be used. */
    record Refused(Refusal refusal, String detail) implements Result {}
  }

  /** Verifies a file. Takes no longer than a few milliseconds, whatever the bytes are. */
  public static Result verify(byte[] file, TrustAnchors anchors, Reader reader) {
    try {
      return verified(StatementFile.parse(file), anchors, reader);
    } catch (RefusedException e) {
      return new Result.Refused(e.refusal(), e.detail());
    }
  }

  private static Result verified(StatementFile file, TrustAnchors anchors, Reader reader) {
    List<Envelope> roots = file.ofType(PayloadType.ROOT);
    List<Envelope> lists = file.ofType(PayloadType.REVOCATIONS);
    List<Envelope> licences = file.ofType(PayloadType.LICENCE);
    if (licences.size() != 1
        || lists.size() > 1
        || file.statements().size() != roots.size() + lists.size() + 1) {
      throw new RefusedException(
          licences.isEmpty() ? Refusal.PAYLOAD_TYPE_WRONG : Refusal.CONTENTS_WRONG);
    }
    TrustAnchors trust = anchors.advance(roots);
    TrustAnchors.Verified statement =
        trust.verify(licences.getFirst(), PayloadType.LICENCE, reader.product());
    Licence licence = Licence.read(statement.payload());
    Optional<RevocationList> revocations =
        lists.stream().findFirst().map(list -> revocations(list, trust, reader.product()));
    return new Result.Verified(
        licence, statement.key(), trust, revocations, notices(licence, reader));
  }

  /**
   * Gathers the roots and the newest revocation list from files that were kept. What does not hold
   * is passed over: a file that was good once must not stop the others.
   */
  public static Known gather(List<byte[]> files, TrustAnchors anchors, String product) {
    List<Envelope> roots = new ArrayList<>();
    List<Envelope> lists = new ArrayList<>();
    for (byte[] file : files) {
      attempt(
          () -> {
            StatementFile parsed = StatementFile.parse(file);
            roots.addAll(parsed.ofType(PayloadType.ROOT));
            lists.addAll(parsed.ofType(PayloadType.REVOCATIONS));
          });
    }
    AtomicReference<TrustAnchors> trust = new AtomicReference<>(anchors);
    roots.stream()
        .sorted(Comparator.comparingLong(root -> versionOf(root, anchors)))
        .forEach(root -> attempt(() -> trust.set(trust.get().advance(List.of(root)))));
    AtomicReference<RevocationList> newest = new AtomicReference<>();
    for (Envelope list : lists) {
      attempt(
          () -> {
            RevocationList read = revocations(list, trust.get(), product);
            RevocationList known = newest.get();
            if (known == null || read.sequence() > known.sequence()) {
              newest.set(read);
            }
          });
    }
    return new Known(trust.get(), Optional.ofNullable(newest.get()));
  }

  /**
   * What the files say together.
   *
   * @param revocations the list with the highest sequence
   */
  public record Known(TrustAnchors anchors, Optional<RevocationList> revocations) {}

  /**
   * Reads a file that carries a revocation list and no licence.
   *
   * @throws RefusedException where it does not hold
   */
  public static RevocationList revocations(byte[] file, TrustAnchors anchors, String product) {
    StatementFile parsed = StatementFile.parse(file);
    List<Envelope> lists = parsed.ofType(PayloadType.REVOCATIONS);
    if (lists.size() != 1 || !parsed.ofType(PayloadType.LICENCE).isEmpty()) {
      throw new RefusedException(Refusal.CONTENTS_WRONG);
    }
    return revocations(lists.getFirst(), anchors.advance(parsed.ofType(PayloadType.ROOT)), product);
  }

  /**
   * Reads a file that carries one statement of a role, besides roots.
   *
   * @return the verified payload, for example for {@link
   *     dev.holdfast.license.activation.ClockReset#read}
   * @throws RefusedException where it does not hold
   */
  public static JsonFields single(
      byte[] file, PayloadType type, TrustAnchors anchors, String product) {
    StatementFile parsed = StatementFile.parse(file);
    List<Envelope> roots = parsed.ofType(PayloadType.ROOT);
    List<Envelope> found = parsed.ofType(type);
    if (found.isEmpty()) {
      throw new RefusedException(Refusal.PAYLOAD_TYPE_WRONG);
    }
    if (found.size() != 1 || parsed.statements().size() != roots.size() + 1) {
      throw new RefusedException(Refusal.CONTENTS_WRONG);
    }
    return anchors.advance(roots).verify(found.getFirst(), type, product).payload();
  }

  private static RevocationList revocations(Envelope list, TrustAnchors trust, String product) {
    return RevocationList.read(trust.verify(list, PayloadType.REVOCATIONS, product).payload());
  }

  private static long versionOf(Envelope root, TrustAnchors anchors) {
    try {
      return Root.read(root, anchors.suites()).version();
    } catch (RefusedException e) {
      return Long.MAX_VALUE;
    }
  }

  private static void attempt(Runnable step) {
    try {
      step.run();
    } catch (RefusedException e) {
      // Passed over, as gather says.
      return;
    }
  }

  private static List<String> notices(Licence licence, Reader reader) {
    Licence.Scope scope = licence.scope();
    if (reader.version() != null && !scope.versions().cover(reader.version())) {
      throw new RefusedException(
          Refusal.VERSION_NOT_COVERED,
          "this is "
              + reader.version()
              + ", it covers "
              + scope.versions().from()
              + " up to "
              + scope.versions().before());
    }
    if (reader.installation() != null
        && scope.installation() != null
        && !scope.installation().equals(reader.installation())) {
      throw new RefusedException(Refusal.INSTALLATION_MISMATCH, "this is " + reader.installation());
    }
    Instant issued = licence.term().issued();
    if (reader.now() == null || !issued.isAfter(reader.now())) {
      return List.of();
    }
    String both =
        "issued "
            + Times.readable(issued)
            + ", and this clock says "
            + Times.readable(reader.now());
    if (issued.isAfter(reader.now().plus(MAX_SKEW))) {
      throw new RefusedException(Refusal.ISSUED_IN_FUTURE, both + "; set the clock");
    }
    return List.of("The clocks differ: the licence was " + both + ".");
  }
}
