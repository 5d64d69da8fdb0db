package dev.holdfast.appliance.admission;

import dev.holdfast.appliance.testkit.House;
import dev.holdfast.appliance.testkit.House.Tenancy;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every endpoint under {@code /api} that the router has, ready to be called. A path variable that
 * nothing here knows a value for is a failure: whoever adds an endpoint says here how it is met.
 */
final class Endpoints {
  private static final Pattern VARIABLE = Pattern.compile("\\{([+]?)([A-Za-z]+)(?::[^}]*)?}");

  /** Well-formed ids of things that do not exist; a call that is let in finds nothing and ends. */
  private static final Map<String, String> ABSENT =
      Map.of(
          "id", "key_01h455vb4pex5vsknk084sn02q",
          "provider", "prv_01h455vb4pex5vsknk084sn02q",
          "model", "no/such-model",
          "project", "prj_01h455vb4pex5vsknk084sn02q",
          "key", "key_01h455vb4pex5vsknk084sn02q",
          "tenant", "ten_01h455vb4pex5vsknk084sn02q");

  private Endpoints() {}

  /**
   * One endpoint.
   *
   * @param template the path with its variables, without those of the query
   */
  record Endpoint(String method, String template, Mark mark) {
    boolean changes() {
      return !method.equals("GET") && !method.equals("HEAD");
    }

    boolean ofTenant() {
      return template.startsWith("/api/tenants/{tenant}");
    }

    boolean ofPlatform() {
      return template.startsWith("/api/platform");
    }

    Operation operation() {
      return ((Mark.Needed) mark).operation();
    }

    /** The path in this tenant, of things that are not there. */
    String in(Tenancy tenancy) {
      return filled(template.replace("{tenant}", tenancy.id()));
    }

    @Override
    public String toString() {
      return method + " " + template;
    }
  }

  static List<Endpoint> all() {
    return House.shared()
        .server
        .context()
        .getBean(Router.class)
        .uriRoutes()
        .<UriRouteInfo<?, ?>>map(UriRouteInfo.class::cast)
        .filter(route -> template(route).startsWith("/api/"))
        .map(
            route ->
                new Endpoint(
                    route.getHttpMethodName(),
                    template(route),
                    Mark.of(route.getAnnotationMetadata())))
        .distinct()
        .toList();
  }

  /** Those that need something; HEAD twins of GET are left out. */
  static List<Endpoint> guarded() {
    return all().stream()
        .filter(endpoint -> endpoint.mark() instanceof Mark.Needed)
        .filter(endpoint -> !endpoint.method().equals("HEAD"))
        .toList();
  }

  static List<Endpoint> open() {
    return all().stream()
        .filter(endpoint -> endpoint.mark() instanceof Mark.Opened)
        .filter(endpoint -> !endpoint.method().equals("HEAD"))
        .toList();
  }

  static String filled(String template) {
    Matcher variables = VARIABLE.matcher(template);
    StringBuilder path = new StringBuilder();
    while (variables.find()) {
      String value = ABSENT.get(variables.group(2));
      if (value == null) {
        throw new AssertionError(
            "say in Endpoints what to put for {" + variables.group(2) + "} of " + template);
      }
      variables.appendReplacement(path, Matcher.quoteReplacement(value));
    }
    return variables.appendTail(path).toString();
  }

  private static String template(UriRouteInfo<?, ?> route) {
    return route.getUriMatchTemplate().toString().replaceAll("\\{[?&][^}]*}", "");
  }
}
