package dev.holdfast.appliance.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.holdfast.appliance.authz.Needs;
import dev.holdfast.appliance.authz.Open;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.gateway.route.Endpoint;
import dev.holdfast.appliance.licensing.Capability;
import dev.holdfast.appliance.licensing.Licensed;
import dev.holdfast.appliance.licensing.Unlicensed;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.HttpMethodMapping;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Reads every endpoint that there is, without starting anything. */
class EveryRouteTest {
  /** Each was looked at: what it gives away, and whom it lets in. A new one wants the same look. */
  private static final Set<String> REVIEWED_OPEN =
      Set.of(
          "SessionController.show",
          "SessionController.create",
          "SessionController.delete",
          "SessionController.changePassphrase",
          "SetupController.show",
          "SetupController.administrator",
          "ApiDocument.document",
          // On the management listener only; states and sums, of no tenant.
          "HealthController.live",
          "HealthController.ready",
          "MetricsController.scrape");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.holdfast.appliance");

  @Test
  void everyRoute_saysWhatItNeedsOrThatItIsOpen() {
    List<JavaMethod> routes = routes();
    assertThat(routes).hasSizeGreaterThan(15);
    assertThat(routes)
        .allSatisfy(
            route ->
                assertThat(route.isAnnotatedWith(Needs.class) ^ route.isAnnotatedWith(Open.class))
                    .as("%s carries one of @Needs and @Open", route.getFullName())
                    .isTrue());
  }

  @Test
  void openRoutes_areTheReviewedOnes() {
    assertThat(routes())
        .filteredOn(route -> route.isAnnotatedWith(Open.class))
        .extracting(EveryRouteTest::name)
        .isSubsetOf(REVIEWED_OPEN);
  }

  @Test
  void needingRoutes_areUnderApi_becauseTheRoadIs() {
    assertThat(routes())
        .filteredOn(route -> route.isAnnotatedWith(Needs.class))
        .allSatisfy(route -> assertThat(path(route)).startsWith("/api/"));
  }

  @Test
  void platformPermissions_areNeededOnPlatformPathsOnly() {
    assertThat(routes())
        .filteredOn(route -> route.isAnnotatedWith(Needs.class))
        .allSatisfy(
            route -> {
              Permission permission = route.getAnnotationOfType(Needs.class).permission();
              boolean platform = permission.code().startsWith("platform:");
              assertThat(path(route).startsWith("/api/platform"))
                  .as("%s needs %s", route.getFullName(), permission)
                  .isEqualTo(platform);
            });
  }

  @Test
  void actions_areDottedAndEachIsOneRoutes() {
    Map<String, String> owners = new HashMap<>();
    for (JavaMethod route : routes()) {
      String action =
          route
              .tryGetAnnotationOfType(Needs.class)
              .map(Needs::action)
              .or(() -> route.tryGetAnnotationOfType(Open.class).map(Open::action))
              .orElse("");
      if (!action.isEmpty()) {
        assertThat(action).matches("[a-z_]+(\\.[a-z_]+)+");
        assertThat(owners.put(action, name(route))).as(action).isNull();
      }
    }
  }

  @Test
  void everyRoute_saysWhichCapabilityItNeedsOrThatItNeedsNone() {
    assertThat(routes())
        .allSatisfy(
            route -> {
              boolean licensed = route.isAnnotatedWith(Licensed.class);
              boolean unlicensed = route.isAnnotatedWith(Unlicensed.class);
              boolean byController = route.getOwner().isAnnotatedWith(Unlicensed.class);
              assertThat(licensed || unlicensed || byController)
                  .as("%s carries @Licensed, or it or its controller @Unlicensed", name(route))
                  .isTrue();
              assertThat(licensed && unlicensed).as("%s says both", name(route)).isFalse();
              assertThat(licensed && route.isAnnotatedWith(Open.class))
                  .as("%s is open, so the road cannot ask for its capability", name(route))
                  .isFalse();
            });
  }

  @Test
  void unlicensedRoutes_sayWhy() {
    assertThat(CLASSES)
        .filteredOn(type -> type.isAnnotatedWith(Unlicensed.class))
        .isNotEmpty()
        .allSatisfy(
            type ->
                assertThat(type.getAnnotationOfType(Unlicensed.class).value())
                    .as(type.getName())
                    .hasSizeGreaterThan(15));
  }

  /** Where a capability is asked for, besides routes and the data plane; each was looked at. */
  private static final Map<Capability, String> ASKED_BY_A_SERVICE =
      Map.of(
          Capability.TENANTS_MULTIPLE,
          "tenant.Tenants counts before it asks",
          Capability.KMS_VAULT,
          "a running appliance is never kept from its keys: the licence page says that it is in use");

  @Test
  void everyCapability_isAskedForSomewhere() {
    Set<Capability> asked = EnumSet.noneOf(Capability.class);
    routes().stream()
        .filter(route -> route.isAnnotatedWith(Licensed.class))
        .forEach(route -> asked.add(route.getAnnotationOfType(Licensed.class).value()));
    for (Endpoint endpoint : Endpoint.values()) {
      Capability capability = endpoint.operation().capability();
      if (capability != null) {
        asked.add(capability);
      }
    }
    asked.addAll(ASKED_BY_A_SERVICE.keySet());
    assertThat(asked).containsExactlyInAnyOrder(Capability.values());
  }

  @Test
  void dataPlane_saysOfEachEndpointWhichCapabilityItNeeds() {
    assertThat(Endpoint.values())
        .extracting(endpoint -> endpoint + " " + endpoint.operation().capability())
        .containsExactlyInAnyOrder(
            "CHAT GATEWAY_CHAT", "EMBEDDINGS GATEWAY_EMBEDDINGS", "MODELS null");
  }

  @Test
  void capabilities_haveANameAnOwnerThatIsAPackageAndASentence() {
    Set<String> codes = new java.util.HashSet<>();
    for (Capability capability : Capability.values()) {
      assertThat(codes.add(capability.code())).as(capability.code()).isTrue();
      assertThat(capability.code()).matches("[a-z0-9]+(\\.[a-z0-9]+)+");
      assertThat(capability.sentence()).matches("[A-Z].*[^.]");
      assertThat(CLASSES)
          .as("the owner of %s", capability.code())
          .anyMatch(
              type ->
                  type.getPackageName().startsWith("dev.holdfast.appliance." + capability.owner()));
    }
  }

  @Test
  void controllers_makeNoAccessChecks() {
    assertThat(CLASSES)
        .filteredOn(type -> type.isAnnotatedWith(Controller.class))
        .allSatisfy(
            type ->
                assertThat(type.getDirectDependenciesFromSelf())
                    .as(type.getName())
                    .noneMatch(
                        dependency -> dependency.getTargetClass().isEquivalentTo(Admission.class)));
  }

  private static List<JavaMethod> routes() {
    List<JavaMethod> routes = new ArrayList<>();
    for (JavaClass type : CLASSES) {
      if (type.isAnnotatedWith(Controller.class)) {
        type.getMethods().stream()
            .filter(method -> method.isMetaAnnotatedWith(HttpMethodMapping.class))
            .forEach(routes::add);
      }
    }
    return routes;
  }

  private static String name(JavaMethod route) {
    return route.getOwner().getSimpleName() + "." + route.getName();
  }

  private static String path(JavaMethod route) {
    return route.getOwner().getAnnotationOfType(Controller.class).value() + "/";
  }
}
