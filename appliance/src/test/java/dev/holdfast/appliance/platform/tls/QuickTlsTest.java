package dev.holdfast.appliance.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.netty.NettySslContextBuilder;
import io.micronaut.http.ssl.ClientAuthentication;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which way the listener's context is made. */
final class QuickTlsTest {
  @Test
  void buildTcp_ofWhatAnApplianceConfigures_doesNotGoNettysWay() throws Exception {
    NettySslContextBuilder builder = new QuickTls();
    builder.protocols(List.of("TLSv1.3"));

    SslContext made = builder.buildTcp();

    assertThat(made.getClass()).isEqualTo(JdkSslContext.class);
    assertThat(made.isServer()).isTrue();
    assertThat(((JdkSslContext) made).context().getSocketFactory()).isNotNull();
  }

  /** What this does not do itself must not be left out in silence. */
  @ParameterizedTest
  @MethodSource("more")
  void buildTcp_whereMoreIsConfigured_goesNettysWay(Consumer<NettySslContextBuilder> more)
      throws Exception {
    NettySslContextBuilder builder = new QuickTls();
    more.accept(builder);

    assertThat(builder.buildTcp().getClass().getSimpleName()).isEqualTo("JdkSslServerContext");
  }

  static Stream<Consumer<NettySslContextBuilder>> more() {
    return Stream.of(
        builder -> builder.clientAuthentication(ClientAuthentication.NEED),
        builder -> builder.trustAll(true),
        builder -> builder.ciphers(List.of("TLS_AES_256_GCM_SHA384"), false),
        builder -> builder.alpnProtocols(List.of("http/1.1")));
  }
}
