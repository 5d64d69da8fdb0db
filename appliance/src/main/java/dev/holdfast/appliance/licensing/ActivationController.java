package dev.holdfast.appliance.licensing;

import dev.holdfast.appliance.audit.AuditNotes;
import dev.holdfast.appliance.authz.Needs;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.licensing.installation.Installation;
import dev.holdfast.appliance.platform.error.Problem;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Locale;
import java.util.Optional;

/** What is asked of the vendor without a network, and the answers that are not licences. */
@Unlicensed("It is about the licence itself")
@Controller("/api/platform/licence")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Platform")
final class ActivationController {
  private final LicensingService licensing;
  private final LicenceViews views;

  ActivationController(LicensingService licensing, LicenceViews views) {
    this.licensing = licensing;
    this.views = views;
  }

  /**
   * A request for the vendor: a text that people can read, signed by this installation.
   *
   * @param name what the file is called
   * @param text the file; it names no host and no address
   */
  @Serdeable
  record RequestView(String name, String installation, long sequence, String text) {}

  /** The vendor's word for what time it is. */
  @Serdeable
  record NewReset(String statement) {}

  @Post("/requests")
  @Status(HttpStatus.CREATED)
  @Needs(action = "licence.request", permission = Permission.PLATFORM_WRITE)
  @Operation(
      summary = "Ask the vendor for a licence bound to this installation, or for a clock reset")
  RequestView request(HttpRequest<?> request) {
    Installation.Asked asked = licensing.ask();
    String name = String.format(Locale.ROOT, "holdfast-request-%d.txt", asked.number());
    AuditNotes.of(request).target(name).detail("installation", asked.installation());
    return new RequestView(name, asked.installation(), asked.number(), asked.text());
  }

  @Post("/clock-reset")
  @Needs(action = "licence.clock_reset", permission = Permission.PLATFORM_WRITE)
  @Operation(summary = "Set the time that licences go by, by the vendor's signed word")
  LicenceView reset(HttpRequest<?> request, @Body NewReset body) {
    String before = licensing.state().time().now().toString();
    Optional<Problem> problem = licensing.add(body.statement(), "upload");
    if (problem.isPresent()) {
      throw problem.get().asException();
    }
    LicenceView view =
        views.view(
            licensing.state(), licensing.witnesses(), licensing.installationId().orElse(null));
    AuditNotes.of(request)
        .detail("before", before)
        .detail("after", licensing.state().time().now().toString());
    return view;
  }
}
