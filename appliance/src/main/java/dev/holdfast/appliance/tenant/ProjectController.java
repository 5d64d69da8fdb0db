package dev.holdfast.appliance.tenant;

import dev.holdfast.appliance.audit.AuditNotes;
import dev.holdfast.appliance.authz.Needs;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.licensing.Unlicensed;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.platform.json.Fields;
import dev.holdfast.appliance.platform.json.Listing;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** A tenant's projects and their budgets. */
@Tag(name = "Projects")
@Unlicensed("Projects and budgets come with every plan")
@Controller("/api/tenants/{tenant}/projects")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ProjectController {
  private static final String BUDGET = "monthlyBudgetNanos";

  private final ProjectService projects;

  ProjectController(ProjectService projects) {
    this.projects = projects;
  }

  @Operation(summary = "Lists the projects with this month's spending")
  @Get
  @Needs(action = "project.list", permission = Permission.TENANT_READ)
  Listing<ProjectView> list(TenantId tenant) {
    return Listing.whole(projects.all(tenant));
  }

  @Operation(summary = "Makes a project")
  @Post
  @Status(HttpStatus.CREATED)
  @Needs(action = "project.create", permission = Permission.PROJECT_WRITE)
  ProjectView create(TenantId tenant, @Body NewProject body, HttpRequest<?> request) {
    String name = Fields.text("name", body.name(), ProjectService.NAME_LENGTH);
    Long budget = body.monthlyBudgetNanos();
    ProjectView made =
        projects.create(tenant, name, budget == null ? null : ProjectService.budget(budget));
    AuditNotes.of(request)
        .target(made.id())
        .detail("name", made.name())
        .detail(BUDGET, String.valueOf(budget));
    return made;
  }

  @Operation(
      summary = "Changes a project",
      description = "What is absent stays as it is; a budget of null takes the budget away.",
      requestBody =
          @RequestBody(content = @Content(schema = @Schema(implementation = NewProject.class))))
  @Patch("/{id}")
  @Needs(action = "project.change", permission = Permission.PROJECT_WRITE)
  ProjectView change(TenantId tenant, String id, @Body JsonNode body, HttpRequest<?> request) {
    AuditNotes notes = AuditNotes.of(request).target(id);
    ProjectService.Change change = change(body);
    if (change.name() != null) {
      notes.detail("name", change.name());
    }
    if (change.setsBudget()) {
      notes.detail(BUDGET, String.valueOf(change.budget()));
    }
    return ProjectId.parse(id)
        .flatMap(project -> projects.change(tenant, project, change))
        .orElseThrow(() -> Problem.of(ErrorCode.NOT_FOUND, "No such project.").asException());
  }

  private static ProjectService.Change change(JsonNode body) {
    if (!body.isObject()) {
      throw Problem.of(ErrorCode.BODY_NOT_JSON, "The body is not a JSON object.").asException();
    }
    JsonNode name = body.get("name");
    JsonNode budget = body.get(BUDGET);
    return new ProjectService.Change(
        name == null
            ? null
            : Fields.text(
                "name", name.isString() ? name.getStringValue() : null, ProjectService.NAME_LENGTH),
        budget != null,
        budget == null || budget.isNull() ? null : whole(budget));
  }

  private static long whole(JsonNode budget) {
    return Fields.whole(budget)
        .map(ProjectService::budget)
        .orElseThrow(
            () -> Fields.invalid(BUDGET, "takes a whole number of nano-US-dollars, or null"));
  }

  /** What makes or changes a project; the budget in nano-US-dollars, null for none. */
  @Serdeable
  record NewProject(@Nullable String name, @Nullable Long monthlyBudgetNanos) {}
}
