package dev.holdfast.appliance.diagnostics;

import dev.holdfast.appliance.authz.Open;
import dev.holdfast.appliance.licensing.Unlicensed;
import dev.holdfast.appliance.observe.Readiness;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;
import java.util.Locale;

/** For load balancers and systemd; only the management listener serves these paths. */
@Hidden
@Unlicensed("Diagnostics never stop")
@Controller("/health")
final class HealthController {
  private final Readiness readiness;

  HealthController(Readiness readiness) {
    this.readiness = readiness;
  }

  /** The process answers; whether it should get requests is another question. */
  @Get("/live")
  @Open(reason = "a probe on the loopback management listener, and it says nothing")
  Live live() {
    return new Live("up");
  }

  @Get("/ready")
  @ExecuteOn(TaskExecutors.BLOCKING)
  @Open(reason = "a probe on the loopback management listener")
  HttpResponse<Ready> ready() {
    Readiness.Report report = readiness.look();
    List<Check> checks =
        report.checks().stream()
            .map(
                check ->
                    new Check(check.name(), text(check.health().state()), check.health().detail()))
            .toList();
    String status = report.ready() ? text(report.worst()) : "down";
    return HttpResponse.<Ready>status(
            report.ready() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .body(new Ready(status, text(report.phase()), checks));
  }

  private static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  @Serdeable
  record Live(String status) {}

  @Serdeable
  record Ready(String status, String phase, List<Check> checks) {}

  @Serdeable
  record Check(String name, String status, String detail) {}
}
