package dev.holdfast.appliance.platform.tls;

import dev.holdfast.appliance.platform.config.Told;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which certificate the https listener shows. Without files of the operator's, it is one from the
 * appliance's own certificate authority.
 *
 * @param mode where the certificate is from: `own`, `files` or `acme`; without it, `files` where
 *     `holdfast.tls.certificate-file` is given, `own` otherwise
 * @param certificateFile PEM file with the certificate and the chain to its authority
 * @param keyFile PEM file with its private key (PKCS #8, unencrypted)
 * @param names further host names and addresses for the appliance's own certificate; with ACME, the
 *     names that the certificate is ordered for
 */
@ConfigurationProperties("holdfast.tls")
record TlsConfig(
    @Told(value = Told.As.AS_IT_IS, where = "own|files|acme") @Nullable String mode,
    @Told(Told.As.TOKEN) @Nullable String certificateFile,
    @Told(Told.As.NEVER) @Nullable String keyFile,
    @Told(Told.As.TOKEN) @Bindable(defaultValue = "") List<String> names) {
  TlsConfig {
    names = names.stream().filter(name -> !name.isBlank()).toList();
    if (mode != null && !List.of("own", "files", "acme").contains(mode)) {
      throw new IllegalArgumentException(
          "holdfast.tls.mode is '" + mode + "'; it must be own, files or acme");
    }
    if (mode != null && mode.equals("files") != (certificateFile != null)) {
      throw new IllegalArgumentException(
          "holdfast.tls.certificate-file goes with holdfast.tls.mode files, and with no other");
    }
  }

  /** What the mode comes to. */
  ServerCertificate.Origin origin() {
    if ("acme".equals(mode)) {
      return ServerCertificate.Origin.ACME;
    }
    return certificateFile == null ? ServerCertificate.Origin.OWN : ServerCertificate.Origin.FILES;
  }
}
