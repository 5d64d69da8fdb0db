package dev.holdfast.vendor.licence;

import dev.holdfast.license.LicenceVerifier;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.vendor.keys.KeyFolder;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/**
 * Reads the licence that a new one is made of, or that use is compared with. It must be one that
 * these keys signed: a customer who sends one back to be renewed could have written another amount
 * into it, and the new signature would make it true.
 */
public final class SignedBefore {
  @Option(
      names = "--accept-unsigned",
      description =
          "Take a licence that these keys did not sign, or that was changed since, as it stands.")
  private boolean accept;

  /**
   * The licence in a file.
   *
   * @throws VendorException {@link Exit#REFUSED} where its signature does not hold
   */
  public Licence read(Path file, KeyFolder folder) throws IOException {
    if (accept) {
      return LicenceFiles.unverified(file);
    }
    LicenceVerifier.Reader reader = new LicenceVerifier.Reader(KeyFolder.PRODUCT, null, null, null);
    return switch (LicenceVerifier.verify(Files.readAllBytes(file), folder.trust(), reader)) {
      case LicenceVerifier.Result.Verified verified -> verified.licence();
      case LicenceVerifier.Result.Refused refused ->
          throw new VendorException(
              Exit.REFUSED,
              file
                  + " is not as these keys signed it: "
                  + refused.detail()
                  + "; where that is known, say --accept-unsigned");
    };
  }
}
