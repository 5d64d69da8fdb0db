package dev.holdfast.appliance.gates;

import dev.holdfast.appliance.authz.Needs;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.licensing.Unlicensed;
import dev.holdfast.checks.Finding;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;

/** What the operator asks about the appliance itself. */
@Tag(name = "Platform")
@Unlicensed("Diagnostics never stop")
@Controller("/api/platform")
@ExecuteOn(TaskExecutors.BLOCKING)
final class GatesController {
  private final Doctor doctor;
  private final StatusReport status;

  GatesController(Doctor doctor, StatusReport status) {
    this.doctor = doctor;
    this.status = status;
  }

  @Operation(summary = "Says what runs, since when, and on what")
  @Get("/status")
  @Needs(action = "platform.status", permission = Permission.PLATFORM_READ)
  StatusReport.Status status() {
    return status.now();
  }

  @Operation(summary = "Examines everything the appliance stands on")
  @Get("/doctor")
  @Needs(action = "platform.doctor", permission = Permission.PLATFORM_READ)
  Examination doctor() {
    return new Examination(doctor.examine().stream().map(CheckView::of).toList());
  }

  /** What the doctor found. */
  @Serdeable
  record Examination(List<CheckView> checks) {}

  /**
   * What one check found.
   *
   * @param severity {@code strict} or {@code advice}
   * @param result {@code ok}, {@code warn} or {@code fail}
   * @param fix what to do; empty where all is well
   */
  @Serdeable
  record CheckView(
      String id,
      String severity,
      String result,
      String title,
      String observed,
      String required,
      String fix,
      String doc) {
    static CheckView of(Finding finding) {
      return new CheckView(
          finding.id(),
          finding.severity().code(),
          finding.result().code(),
          finding.title(),
          finding.observed(),
          finding.required(),
          finding.fix(),
          finding.doc());
    }
  }
}
