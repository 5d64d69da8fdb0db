package dev.holdfast.appliance.webui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.House;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The served OpenAPI document against the router: it describes what there is, and only that. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all
class ApiDocumentTest {
  private static final Pattern PATH = Pattern.compile("^  (/\\S*):$");
  private static final Pattern METHOD = Pattern.compile("^    (get|put|post|patch|delete):$");
  private static final Pattern VARIABLE = Pattern.compile("\\{([^}]*)}");

  /** Served by the data plane, below the router. */
  private static final Set<String> DATA_PLANE =
      Set.of(
          "POST /v1/chat/completions",
          "POST /v1/embeddings",
          "GET /v1/models",
          "POST /api/tenants/{tenant}/projects/{project}/chat/completions");

  /** Not for clients: the document itself. */
  private static final Set<String> HIDDEN = Set.of("GET /api/openapi.yml");

  private List<String> lines;

  @BeforeAll
  void read() throws IOException {
    // The tests' own controllers make a second document; the one of the product is meant.
    for (URL url :
        Collections.list(
            getClass().getClassLoader().getResources("META-INF/swagger/holdfast.yml"))) {
      if (!url.getPath().contains("test-classes")) {
        try (InputStream in = url.openStream()) {
          lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
      }
    }
  }

  /** "GET /api/session" to the lines that describe it. */
  private Map<String, String> operations() {
    Map<String, String> operations = new LinkedHashMap<>();
    String path = "";
    String operation = "";
    for (String line : lines) {
      if (!line.startsWith(" ") && !line.startsWith("paths:")) {
        path = "";
        operation = "";
      }
      Matcher paths = PATH.matcher(line);
      Matcher methods = METHOD.matcher(line);
      if (paths.matches()) {
        path = paths.group(1);
        operation = "";
      } else if (!path.isEmpty() && methods.matches()) {
        operation = methods.group(1).toUpperCase(Locale.ROOT) + " " + path;
        operations.put(operation, "");
      } else if (!operation.isEmpty()) {
        operations.merge(operation, line + "\n", String::concat);
      }
    }
    return operations;
  }

  private static Set<String> routes() {
    Set<String> routes = new TreeSet<>();
    House.shared()
        .server
        .context()
        .getBean(Router.class)
        .uriRoutes()
        .<UriRouteInfo<?, ?>>map(UriRouteInfo.class::cast)
        .filter(route -> !route.getHttpMethodName().equals("HEAD"))
        .filter(route -> route.getUriMatchTemplate().toString().startsWith("/api/"))
        .forEach(
            route ->
                routes.add(
                    route.getHttpMethodName()
                        + " "
                        + route
                            .getUriMatchTemplate()
                            .toString()
                            .replaceAll("\\{[?&][^}]*}", "")
                            .replaceAll("\\{[+#/]?([A-Za-z]+)(:[^}]*)?}", "{$1}")));
    return routes;
  }

  @Test
  void operations_ofTheDocument_areExactlyTheRoutersAndTheDataPlanes() {
    Set<String> expected = routes();
    expected.removeAll(HIDDEN);
    expected.addAll(DATA_PLANE);

    assertThat(operations().keySet()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void operations_each_describeEveryVariableOfTheirPath() {
    operations()
        .forEach(
            (operation, text) -> {
              Set<String> variables = new LinkedHashSet<>();
              Matcher matcher = VARIABLE.matcher(operation);
              while (matcher.find()) {
                variables.add(matcher.group(1));
              }
              for (String variable : variables) {
                assertThat(text)
                    .as(operation)
                    .containsPattern("name: " + variable + "\\s+in: path");
              }
              assertThat(text.split("in: path", -1)).as(operation).hasSize(variables.size() + 1);
            });
  }

  @Test
  void operations_each_haveASummaryForPeople() {
    operations().forEach((operation, text) -> assertThat(text).as(operation).contains("summary: "));
  }

  @Test
  void operationIds_areNeverTheSame() {
    assertThat(lines)
        .filteredOn(line -> line.strip().startsWith("operationId: "))
        .doesNotHaveDuplicates();
  }

  @Test
  void whatTheRoadBinds_isNoPartOfTheInterface() {
    assertThat(lines)
        .noneMatch(line -> line.matches("    (Principal|SignedIn|Actor|HttpRequest.*):"))
        .noneMatch(line -> line.contains("schemas/Principal\""))
        .noneMatch(line -> line.contains("schemas/SignedIn\""))
        .noneMatch(line -> line.contains("name: signedIn"))
        .noneMatch(line -> line.contains("name: principal"));
  }

  @Test
  void document_anybodyAsks_isYamlThatMayBeRead() {
    var answer = House.shared().server.get("/api/openapi.yml");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/yaml"));
    assertThat(lines.getFirst()).startsWith("openapi: 3");
  }
}
