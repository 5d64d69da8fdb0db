package dev.holdfast.appliance.licensing;

import dev.holdfast.appliance.audit.AuditNotes;
import dev.holdfast.appliance.authz.Needs;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.licensing.kept.LicenceSteps;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.json.Listing;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

/** The licence page's endpoints. */
@Unlicensed("It is about the licence itself")
@Controller("/api/platform/licence")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Platform")
final class LicenceController {
  private final LicensingService licensing;
  private static final int MOST_STEPS = 200;

  private final LicenceViews views;
  private final LicenceSteps steps;

  LicenceController(LicensingService licensing, LicenceViews views, LicenceSteps steps) {
    this.licensing = licensing;
    this.views = views;
    this.steps = steps;
  }

  /**
   * A licence to be added.
   *
   * @param statement the file's text; how long it may be is the verifier's to say
   */
  @Serdeable
  record NewLicence(String statement) {}

  @Get
  @Needs(action = "licence.read", permission = Permission.PLATFORM_READ)
  @Operation(summary = "Show the licence in force, what it grants, and how much is used")
  LicenceView show() {
    return view();
  }

  @Get("/history")
  @Needs(action = "licence.history", permission = Permission.PLATFORM_READ)
  @Operation(summary = "What happened to the licence, newest first: licences, rungs, the clock")
  Listing<LicenceView.StepView> history() {
    return Listing.whole(
        steps.newest(MOST_STEPS).stream()
            .map(
                step ->
                    new LicenceView.StepView(
                        step.at(),
                        step.licence().isEmpty() ? null : step.licence(),
                        step.stage(),
                        step.sentence()))
            .toList());
  }

  @Post
  @Needs(action = "licence.add", permission = Permission.PLATFORM_WRITE)
  @Operation(summary = "Add a licence, or a revocation list; it takes effect at once")
  LicenceView add(HttpRequest<?> request, @Body NewLicence body) {
    licensing
        .add(body.statement(), "upload")
        .map(Problem::asException)
        .ifPresent(LicenceController::raise);
    LicenceView view = view();
    AuditNotes.of(request).target(view.id() == null ? "" : view.id()).detail("plan", view.plan());
    return view;
  }

  @Delete
  @Status(HttpStatus.NO_CONTENT)
  @Needs(action = "licence.remove", permission = Permission.PLATFORM_WRITE)
  @Operation(summary = "Remove all licences; the community plan rules then")
  void remove(HttpRequest<?> request) {
    AuditNotes.of(request).detail("removed", String.valueOf(licensing.remove(null)));
  }

  private LicenceView view() {
    return views.view(
        licensing.state(), licensing.witnesses(), licensing.installationId().orElse(null));
  }

  private static void raise(ProblemException problem) {
    throw problem;
  }
}
