package dev.holdfast.appliance.acme;

import dev.holdfast.appliance.authz.Needs;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.licensing.Unlicensed;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.tls.ServerCertificate;
import io.micronaut.context.BeanProvider;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The certificate of the https listener, for the operator. */
@Tag(name = "Platform")
@Unlicensed("A licence that has ended must not let the certificate end too")
@Controller("/api/platform/certificate")
@ExecuteOn(TaskExecutors.BLOCKING)
final class CertificateController {
  private final ServerCertificate certificate;
  private final BeanProvider<AcmeKeeper> keeper;

  CertificateController(ServerCertificate certificate, BeanProvider<AcmeKeeper> keeper) {
    this.certificate = certificate;
    this.keeper = keeper;
  }

  @Operation(summary = "Says which certificate is shown, and how its renewal stands")
  @Get
  @Needs(action = "certificate.read", permission = Permission.PLATFORM_READ)
  CertificateView read() {
    return view();
  }

  @Operation(
      summary = "Orders a new certificate from the ACME server now",
      description = "It is ordered meanwhile; reading the certificate says what came of it.")
  @Post("/renew")
  @Status(HttpStatus.ACCEPTED)
  @Needs(action = "certificate.renew", permission = Permission.PLATFORM_WRITE)
  CertificateView renew() {
    if (!keeper.isPresent()) {
      throw Problem.of(ErrorCode.ACME_OFF).asException();
    }
    keeper.get().ask();
    return view();
  }

  private CertificateView view() {
    ServerCertificate.Details now = certificate.details();
    return new CertificateView(
        now.subject(),
        now.issuer(),
        now.names(),
        now.notBefore(),
        now.notAfter(),
        word(now.origin()),
        now.fingerprint(),
        now.problem(),
        keeper.isPresent() ? AcmeView.of(keeper.get().state()) : null);
  }

  /** {@code OTHER_NODE} is written {@code other_node}. */
  static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  /**
   * A certificate.
   *
   * @param origin {@code own} for the appliance's own authority, {@code files} or {@code acme}
   * @param fingerprint SHA-256 of the whole certificate, in lower-case hex
   * @param problem what went wrong when it was last read or renewed; empty if nothing
   * @param acme null where the certificate is not to be from an ACME server
   */
  @Serdeable
  record CertificateView(
      String subject,
      String issuer,
      List<String> names,
      Instant notBefore,
      Instant notAfter,
      String origin,
      String fingerprint,
      String problem,
      @Nullable AcmeView acme) {}

  /**
   * How the renewal stands.
   *
   * @param phase {@code waiting}, {@code ordering}, {@code retrying} or {@code other_node}
   * @param dueAt when it is due; null before the first certificate
   * @param adviceStart the window that the server advises; null where it does not
   * @param attemptedAt when the last attempt of this process began
   * @param nextAttemptAt the earliest time of the next one, after a failure
   * @param code why the last attempt failed; null where it did not
   * @param hint what to do about it; null where it did not fail
   */
  @Serdeable
  record AcmeView(
      String phase,
      @Nullable Instant dueAt,
      @Nullable Instant adviceStart,
      @Nullable Instant adviceEnd,
      @Nullable Instant attemptedAt,
      @Nullable Instant succeededAt,
      @Nullable Instant nextAttemptAt,
      int failures,
      @Nullable String code,
      String detail,
      @Nullable String hint) {
    static AcmeView of(AcmeState state) {
      Optional<RenewalPlan.Advice> advice = Optional.ofNullable(state.advice());
      ErrorCode code = state.code();
      return new AcmeView(
          word(state.phase()),
          Optional.ofNullable(state.due()).filter(due -> !due.equals(Instant.EPOCH)).orElse(null),
          advice.map(RenewalPlan.Advice::start).orElse(null),
          advice.map(RenewalPlan.Advice::end).orElse(null),
          state.attempted(),
          state.succeeded(),
          state.next(),
          state.failures(),
          code == null ? null : code.code(),
          state.detail(),
          code == null ? null : code.hint());
    }
  }
}
