package dev.holdfast.appliance.tenant;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.id.IdSource;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.platform.json.Fields;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes, changes and shows a tenant's projects. */
@Singleton
final class ProjectService {
  static final int NAME_LENGTH = 100;

  /** A billion dollars a month: more is a typing error. */
  private static final long MOST_BUDGET = 1_000_000_000_000_000_000L;

  private static final int MOST_PROJECTS = 1_000;

  private final Database database;
  private final ProjectStore store;
  private final ProjectSpending spending;
  private final IdSource ids;
  private final Clock clock;

  ProjectService(
      Database database, ProjectStore store, ProjectSpending spending, IdSource ids, Clock clock) {
    this.database = database;
    this.store = store;
    this.spending = spending;
    this.ids = ids;
    this.clock = clock;
  }

  List<ProjectView> all(TenantId tenant) {
    return views(tenant, database.inTenant(tenant, store::all));
  }

  ProjectView create(TenantId tenant, String name, @Nullable Long budget) {
    Project project = new Project(new ProjectId(ids.next()), name, budget, clock.instant());
    return unlessTaken(
        name,
        () ->
            database.inTenant(
                tenant,
                handle -> {
                  if (store.all(handle).size() >= MOST_PROJECTS) {
                    throw Problem.of(
                            ErrorCode.REQUEST_INVALID,
                            "A tenant has at most " + MOST_PROJECTS + " projects.")
                        .asException();
                  }
                  store.insert(handle, tenant, project);
                  return ProjectView.of(project, nothingYet());
                }));
  }

  Optional<ProjectView> change(TenantId tenant, ProjectId id, Change change) {
    Optional<Project> changed =
        unlessTaken(
            change.name(),
            () ->
                database.inTenant(
                    tenant,
                    handle -> {
                      Optional<Project> project =
                          store.findToChange(handle, id).map(change::applied);
                      project.ifPresent(fresh -> store.update(handle, fresh));
                      return project;
                    }));
    if (changed.isPresent() && change.setsBudget()) {
      spending.budgetChanged(tenant, id);
    }
    return changed.map(project -> views(tenant, List.of(project)).getFirst());
  }

  private List<ProjectView> views(TenantId tenant, List<Project> projects) {
    Map<ProjectId, ProjectSpending.Figures> figures =
        spending.of(tenant, projects.stream().map(Project::id).toList());
    return projects.stream()
        .map(project -> ProjectView.of(project, figures.getOrDefault(project.id(), nothingYet())))
        .toList();
  }

  private ProjectSpending.Figures nothingYet() {
    Instant nextMonth =
        YearMonth.now(clock).plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    return new ProjectSpending.Figures(0, 0, nextMonth);
  }

  private static <T> T unlessTaken(@Nullable String name, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      if (Database.isDuplicate(e)) {
        throw Problem.of(ErrorCode.CONFLICT, "Another project has the name " + name + ".")
            .asException();
      }
      throw e;
    }
  }

  /** The checked budget, in nano-US-dollars. */
  static long budget(long nanos) {
    return Fields.number("monthlyBudgetNanos", nanos, 0, MOST_BUDGET, 0);
  }

  /** What to change: a null name stays; the budget changes where {@code setsBudget}. */
  record Change(@Nullable String name, boolean setsBudget, @Nullable Long budget) {
    Project applied(Project old) {
      return new Project(
          old.id(),
          name == null ? old.name() : name,
          setsBudget ? budget : old.monthlyBudgetNanos(),
          old.createdAt());
    }
  }
}
