package dev.holdfast.appliance.diagnostics;

import dev.holdfast.appliance.diagnostics.collect.AllCollectors;
import dev.holdfast.appliance.diagnostics.collect.Collection;
import dev.holdfast.appliance.diagnostics.redact.LeakGuard;
import dev.holdfast.appliance.diagnostics.redact.Names;
import dev.holdfast.appliance.diagnostics.redact.Redactor;
import dev.holdfast.appliance.platform.Build;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.id.EntityIds;
import dev.holdfast.appliance.platform.id.IdSource;
import dev.holdfast.license.support.Analyzers;
import dev.holdfast.license.support.SupportBundle;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes support bundles in two steps: first everything is gathered, redacted and looked at, for a
 * person to read; then exactly that is signed, encrypted and written. One preview at a time is
 * kept, in memory, for an hour.
 */
@Singleton
final class SupportBundles {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration KEPT = Duration.ofHours(1);
  private static final int TOKEN_BYTES = 5;
  private static final String PRODUCT = "holdfast";

  /** The names that stand in the code: what is gathered never names a file. */
  private static final Predicate<String> OWN_NAMES =
      Pattern.compile(
              "(?:facts|warnings|redactions|versions|memory|threads|recording|health|doctor|database"
                  + "|licence|audit|backups|installation|host)\\.txt|metrics\\.prom"
                  + "|metrics-history\\.csv|configuration\\.properties|logs/[0-9]{1,3}\\.log")
          .asMatchPredicate();

  private final AllCollectors collectors;
  private final KnownNames known;
  private final OwnSecrets secrets;
  private final SupportKeys keys;
  private final SupportSigner signer;
  private final SupportShelf shelf;
  private final IdSource ids;
  private final Clock clock;
  private final AtomicReference<@Nullable Preview> latest = new AtomicReference<>();

  SupportBundles(
      AllCollectors collectors,
      KnownNames known,
      OwnSecrets secrets,
      SupportKeys keys,
      SupportSigner signer,
      SupportShelf shelf,
      IdSource ids,
      Clock clock) {
    this.collectors = collectors;
    this.known = known;
    this.secrets = secrets;
    this.keys = keys;
    this.signer = signer;
    this.shelf = shelf;
    this.ids = ids;
    this.clock = clock;
  }

  /** What would leave, before it does. */
  record Preview(
      String id,
      Instant at,
      Map<String, byte[]> files,
      List<String> warnings,
      Map<String, Long> redactions,
      Map<String, String> map) {
    Preview {
      files = Map.copyOf(files);
      warnings = List.copyOf(warnings);
      redactions = Map.copyOf(redactions);
      map = Map.copyOf(map);
    }

    List<Analyzers.Finding> findings() {
      return Analyzers.run(files);
    }
  }

  /** Gathers and redacts; nothing is written. */
  Preview preview() {
    Names names = new Names(number -> HexFormat.of().formatHex(random()));
    learn(names);
    Redactor redactor = new Redactor(names);
    Collection gathered = Collection.of(collectors.all(), names::tokenFor);
    Map<String, byte[]> files = new HashMap<>();
    gathered
        .files()
        .forEach(
            (name, text) ->
                files.put(name, redactor.redact(text).getBytes(StandardCharsets.UTF_8)));
    Map<String, Long> counts = redactor.counts();
    StringBuilder report = new StringBuilder();
    counts.forEach((rule, count) -> report.append(rule).append(' ').append(count).append('\n'));
    files.put("redactions.txt", report.toString().getBytes(StandardCharsets.UTF_8));
    refuseLeaks(names, files);
    Preview preview =
        new Preview(
            EntityIds.format("sup", ids.next()),
            clock.instant().truncatedTo(ChronoUnit.SECONDS),
            files,
            gathered.warnings().stream().map(redactor::redact).toList(),
            counts,
            names.map());
    latest.set(preview);
    return preview;
  }

  private void learn(Names names) {
    try {
      known.into(names);
    } catch (IOException e) {
      throw new ProblemException(
          Problem.of(
              ErrorCode.SUPPORT_REFUSED,
              "The configuration cannot be read, so that nobody can say which names are in the"
                  + " bundle."),
          e);
    }
  }

  private void refuseLeaks(Names names, Map<String, byte[]> files) {
    try {
      List<LeakGuard.Leak> leaks = new LeakGuard(names, secrets.all(), OWN_NAMES).look(files);
      if (!leaks.isEmpty()) {
        LeakGuard.Leak first = leaks.getFirst();
        throw Problem.of(
                ErrorCode.SUPPORT_LEAK,
                first.file()
                    + " would give away: "
                    + first.kind()
                    + " ("
                    + leaks.size()
                    + " places).")
            .asException();
      }
    } catch (IOException e) {
      throw new ProblemException(
          Problem.of(
              ErrorCode.SUPPORT_REFUSED,
              "The appliance's own secrets cannot be read, so that nobody can say that none is in"
                  + " the bundle."),
          e);
    }
  }

  /** The preview with this id, while it is kept. */
  Preview kept(String id) {
    return Optional.ofNullable(latest.get())
        .filter(preview -> preview.id().equals(id))
        .filter(preview -> preview.at().plus(KEPT).isAfter(clock.instant()))
        .orElseThrow(
            () ->
                Problem.of(ErrorCode.NOT_FOUND, "There is no such preview, or not any more.")
                    .asException());
  }

  /** Signs, encrypts and writes what a preview showed. */
  SupportShelf.Written write(String previewId) {
    Preview preview = kept(previewId);
    List<SupportBundle.To> to = keys.recipients(preview.id(), preview.at());
    SupportSigner.Signed signed =
        signer.sign(
            installation ->
                new SupportBundle.Receipt(
                    PRODUCT,
                    installation,
                    preview.id(),
                    preview.at(),
                    Build.version(),
                    SupportBundle.digests(preview.files()),
                    preview.redactions()));
    byte[] bundle =
        SupportBundle.seal(preview.id(), preview.at(), signed.receipt(), preview.files(), to);
    latest.compareAndSet(preview, null);
    return shelf.put(preview.id(), bundle, signed.receipt(), preview.map());
  }

  private static byte[] random() {
    byte[] bytes = new byte[TOKEN_BYTES];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
