package dev.holdfast.appliance.licensing.meter;

import dev.holdfast.appliance.audit.AuditNotes;
import dev.holdfast.appliance.authz.Needs;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.licensing.Unlicensed;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** The record of use: shown, and exported for the vendor. */
@Unlicensed("It is about the licence itself")
@Controller("/api/platform/licence")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Platform")
final class UsageController {
  private final UsageReports reports;
  private final UsageViews views;

  UsageController(UsageReports reports, UsageViews views) {
    this.reports = reports;
    this.views = views;
  }

  /**
   * What is to be reported.
   *
   * @param since the first day ({@code 2026-11-21}); null for everything
   */
  @Serdeable
  record NewReport(@Nullable String since) {}

  /**
   * A report: two files, to be kept or sent together.
   *
   * @param name what both are called, without an ending
   * @param csv the table, for {@code <name>.csv}
   * @param signed the same rows with the installation's signature, for {@code
   *     <name>.holdfast-usage}
   */
  @Serdeable
  record ReportView(
      String name,
      long sequence,
      String installation,
      LocalDate from,
      LocalDate to,
      long firstRow,
      long lastRow,
      String csv,
      String signed) {}

  @Get("/usage")
  @Needs(action = "licence.usage", permission = Permission.PLATFORM_READ)
  @Operation(summary = "Show use day by day beside what is granted, with a forecast")
  UsageViews.UsageView usage() {
    return views.view();
  }

  @Post("/reports")
  @Status(HttpStatus.CREATED)
  @Needs(action = "licence.report", permission = Permission.PLATFORM_WRITE)
  @Operation(summary = "Write a report of use, for the vendor and for yourself")
  ReportView report(HttpRequest<?> request, @Body NewReport body) {
    UsageReports.Files files = reports.make(day(body.since()));
    AuditNotes.of(request)
        .target(files.name())
        .detail("rows", files.report().first() + " to " + files.report().last());
    return new ReportView(
        files.name(),
        files.report().sequence(),
        files.report().installation(),
        files.report().from(),
        files.report().to(),
        files.report().first(),
        files.report().last(),
        files.csv(),
        files.signed());
  }

  private static @Nullable LocalDate day(@Nullable String text) {
    try {
      return text == null || text.isBlank() ? null : LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw Problem.of(ErrorCode.REQUEST_INVALID, "since must be a day, for example 2026-11-21.")
          .asException();
    }
  }
}
