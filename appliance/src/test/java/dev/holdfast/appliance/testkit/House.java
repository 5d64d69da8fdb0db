package dev.holdfast.appliance.testkit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An open house with a fake audit log and a fake licence. Most tests share one ({@link #shared})
 * and make a tenant of their own in it.
 */
public final class House extends OpenHouse {
  public final FakeAudit audit;
  public final FakeLicensing licensing;
  private final AtomicInteger made = new AtomicInteger();

  private House(TestServer server) {
    super(server);
    this.audit = server.context().getBean(FakeAudit.class);
    this.licensing = server.context().getBean(FakeLicensing.class);
  }

  /** The one that tests share: on H2, set up, and with a proxy on the loopback that is believed. */
  public static House shared() {
    return Shared.HOUSE;
  }

  /** The shared appliance's operator. */
  public static Visitor sharedOperator() {
    return Shared.OPERATOR;
  }

  /** A tenant of a test's own in the shared appliance. */
  public static Tenancy sharedTenancy() {
    return Shared.HOUSE.tenancy(Shared.OPERATOR, "t" + Shared.HOUSE.made.incrementAndGet());
  }

  public static House open(TestDatabase database) {
    return open(database, Map.of());
  }

  /** Opens one with these properties on top. */
  public static House open(TestDatabase database, Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put("holdfast.test.fakes", "true");
    return new House(start(database, properties));
  }

  /** Makes a tenant, whose administrator the operator becomes, and adds one of its own. */
  public Tenancy tenancy(Visitor operator, String slug) {
    String tenant =
        operator
            .post("/api/platform/tenants", Map.of("name", "Tenant " + slug, "slug", slug))
            .expect(201)
            .text("id");
    String path = "/api/tenants/" + tenant;
    operator.post(path + "/members", member("admin@" + slug + ".example", "admin")).expect(201);
    Visitor admin = signIn("admin@" + slug + ".example");
    String project = admin.get(path + "/projects").expect(200).at("items", "0", "id");
    return new Tenancy(tenant, path, project, admin);
  }

  private static final class Shared {
    static final House HOUSE =
        House.open(TestDatabases.h2(), Map.of("holdfast.server.trusted-proxies", "127.0.0.1"));
    static final Visitor OPERATOR = HOUSE.operator();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(HOUSE::close));
    }
  }

  /** A tenant with its first project and its administrator. */
  public record Tenancy(String id, String path, String project, Visitor admin) {
    public Answer makeKey(List<String> permissions) {
      Map<String, Object> body = new HashMap<>();
      body.put("name", "key");
      body.put("projectId", project);
      body.put("permissions", permissions);
      return admin.post(path + "/keys", body);
    }
  }
}
