package dev.holdfast.appliance.platform.tls;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.netty.NettySslContextBuilder;
import io.micronaut.http.server.netty.ssl.NettyServerSslFactory;
import io.netty.handler.ssl.SslContext;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Remembers whether the https listener could take up what it was handed last. Where it cannot,
 * Micronaut only logs it, and goes on with what there was before: at the start, with nothing.
 */
@Singleton
@Replaces(NettyServerSslFactory.class)
final class TlsSetup extends NettyServerSslFactory {
  private volatile boolean shows;
  private volatile String refusal = "";

  @Override
  public NettySslContextBuilder serverBuilder() {
    return new Watched();
  }

  /** Whether there is a certificate, this one or one before, for the connections that open now. */
  boolean shows() {
    return shows;
  }

  /** Why what was handed over last was not taken; empty where it was, or nothing was. */
  Optional<String> refusal() {
    return refusal.isEmpty() ? Optional.empty() : Optional.of(refusal);
  }

  private final class Watched extends QuickTls {
    @Override
    public SslContext buildTcp() throws Exception {
      try {
        SslContext context = super.buildTcp();
        shows = true;
        refusal = "";
        return context;
      } catch (Exception e) {
        refusal = e.getClass().getSimpleName() + ": " + e.getMessage();
        throw e;
      }
    }
  }
}
