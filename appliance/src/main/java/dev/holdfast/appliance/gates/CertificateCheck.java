package dev.holdfast.appliance.gates;

import dev.holdfast.appliance.platform.tls.ServerCertificate;
import dev.holdfast.checks.Check;
import dev.holdfast.checks.Finding.Result;
import dev.holdfast.checks.Severity;
import io.micronaut.context.BeanProvider;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The certificate of the https listener is in force, and stays so for a while. */
@Singleton
final class CertificateCheck implements Check {
  private static final Duration WARN_BEFORE = Duration.ofDays(21);
  private static final Duration FAIL_BEFORE = Duration.ofDays(3);

  private final BeanProvider<ServerCertificate> certificate;
  private final Clock clock;

  CertificateCheck(BeanProvider<ServerCertificate> certificate, Clock clock) {
    this.certificate = certificate;
    this.clock = clock;
  }

  @Override
  public String id() {
    return "tls.certificate";
  }

  @Override
  public Severity severity() {
    return Severity.STRICT;
  }

  @Override
  public String title() {
    return "TLS certificate";
  }

  @Override
  public Observation look() {
    ServerCertificate.Details details = certificate.get().details();
    Result result = result(details, clock.instant());
    String observed =
        details.subject()
            + (details.own() ? " (the appliance's own)" : "")
            + ", in force from "
            + details.notBefore()
            + " to "
            + details.notAfter()
            + (details.problem().isEmpty() ? "." : "; " + details.problem());
    return new Observation(
        result,
        observed,
        "In force, and for " + WARN_BEFORE.toDays() + " days more.",
        details.own()
            ? "It renews itself; the log says why it did not."
            : "Put a renewed certificate where holdfast.tls.certificate-file says.");
  }

  static Result result(ServerCertificate.Details details, Instant now) {
    Duration left = Duration.between(now, details.notAfter());
    if (now.isBefore(details.notBefore()) || left.compareTo(FAIL_BEFORE) < 0) {
      return Result.FAIL;
    }
    return left.compareTo(WARN_BEFORE) < 0 || !details.problem().isEmpty()
        ? Result.WARN
        : Result.OK;
  }
}
