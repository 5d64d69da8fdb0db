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
 * @param certificateFile PEM file with the certificate and the chain to its authority
 * @param keyFile PEM file with its private key (PKCS #8, unencrypted)
 * @param names further host names and addresses for the appliance's own certificate
 */
@ConfigurationProperties("holdfast.tls")
record TlsConfig(
    @Told(Told.As.TOKEN) @Nullable String certificateFile,
    @Told(Told.As.NEVER) @Nullable String keyFile,
    @Told(Told.As.TOKEN) @Bindable(defaultValue = "") List<String> names) {
  TlsConfig {
    names = names.stream().filter(name -> !name.isBlank()).toList();
  }
}
