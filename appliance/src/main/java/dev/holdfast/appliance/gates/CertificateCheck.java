package dev.holdfast.appliance.gates;

import dev.holdfast.appliance.platform.tls.ServerCertificate;
import dev.holdfast.appliance.platform.tls.ServerCertificate.Origin;
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
            + switch (details.origin()) {
              case OWN -> " (the appliance's own)";
              case ACME -> " (by ACME, from " + details.issuer() + ")";
              case FILES -> "";
            }
            + ", in force from "
            + details.notBefore()
            + " to "
            + details.notAfter()
            + (details.problem().isEmpty() ? "." : "; " + details.problem());
    return new Observation(
        result,
        observed,
        details.origin() == Origin.ACME
            ? "In force, and for a quarter of its life more."
            : "In force, and for " + WARN_BEFORE.toDays() + " days more.",
        switch (details.origin()) {
          case OWN -> "It renews itself; the log says why it did not.";
          case ACME -> "holdfastctl tls status says why it was not renewed.";
          case FILES -> "Put a renewed certificate where holdfast.tls.certificate-file says.";
        });
  }

  static Result result(ServerCertificate.Details details, Instant now) {
    Duration left = Duration.between(now, details.notAfter());
    if (now.isBefore(details.notBefore()) || left.compareTo(bound(details, FAIL_BEFORE, 20)) < 0) {
      return Result.FAIL;
    }
    return left.compareTo(bound(details, WARN_BEFORE, 4)) < 0 || !details.problem().isEmpty()
        ? Result.WARN
        : Result.OK;
  }

  /** A certificate by ACME may live for a day or less: then a part of its life is the bound. */
  private static Duration bound(ServerCertificate.Details details, Duration most, int part) {
    if (details.origin() != Origin.ACME) {
      return most;
    }
    Duration share = Duration.between(details.notBefore(), details.notAfter()).dividedBy(part);
    return share.compareTo(most) < 0 ? share : most;
  }
}
