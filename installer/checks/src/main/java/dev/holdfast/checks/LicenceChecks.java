package dev.holdfast.checks;

import dev.holdfast.checks.Check.Observation;
import dev.holdfast.checks.Subject.Papers;
import dev.holdfast.license.LicenceVerifier;
import dev.holdfast.license.key.TrustAnchors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** A licence file, as the appliance will judge it. */
final class LicenceChecks {
  private static final String PRODUCT = "holdfast";
  private static final long LARGEST = 1 << 20;
  private static final String REQUIRED = "A licence of the vendor, for this product.";

  private LicenceChecks() {}

  static List<Check> of(Papers papers, Clock clock) {
    Path file = papers.licence();
    return file == null
        ? List.of()
        : List.of(Check.of("licence", Severity.STRICT, "Licence", () -> look(file, clock)));
  }

  private static Observation look(Path file, Clock clock) throws IOException {
    String fix = "Use the file as the vendor sent it, or install without one and add it later.";
    if (Files.size(file) > LARGEST) {
      return Observation.fail(file + " is too large for a licence.", REQUIRED, fix);
    }
    LicenceVerifier.Result result =
        LicenceVerifier.verify(
            Files.readAllBytes(file),
            TrustAnchors.compiledIn(),
            new LicenceVerifier.Reader(PRODUCT, null, null, clock.instant()));
    return switch (result) {
      case LicenceVerifier.Result.Verified verified ->
          Observation.ok(
              "Licence " + verified.licence().header().id() + ", signature intact.", REQUIRED);
      case LicenceVerifier.Result.Refused refused ->
          Observation.fail("Refused: " + refused.detail() + ".", REQUIRED, fix);
    };
  }
}
