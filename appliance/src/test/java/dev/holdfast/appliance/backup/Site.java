package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.audit.Actor;
import dev.holdfast.appliance.audit.Audit;
import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.secret.Secret;
import dev.holdfast.appliance.secret.Secrets;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** An appliance on a home that outlives it, with a few things to lose. */
final class Site implements AutoCloseable {
  private static final UUID ROW = new UUID(1, 2);

  private final EmbeddedServer server;

  private Site(EmbeddedServer server) {
    this.server = server;
  }

  static Site start(Path home, Map<String, Object> properties) throws IOException {
    new Home(home).create();
    Map<String, Object> all = new HashMap<>(properties);
    all.put("holdfast.home", home.toString());
    Site site = new Site(ApplicationContext.run(EmbeddedServer.class, all, "test"));
    site.bean(RewindWatch.class).look();
    return site;
  }

  <T> T bean(Class<T> type) {
    return server.getApplicationContext().getBean(type);
  }

  Database database() {
    return bean(Database.class);
  }

  /** A tenant with a sealed secret. */
  TenantId tenant(String slug) {
    TenantId tenant =
        new TenantId(
            UUID.nameUUIDFromBytes(slug.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    byte[] sealed = bean(Secrets.class).seal(tenant, place(), Secret.of("secret of " + slug));
    database()
        .inPlatform(
            handle -> {
              handle.execute(
                  "insert into tenant (id, name, slug, status, created_at) values (?, ?, ?,"
                      + " 'active', current_timestamp)",
                  tenant.value(),
                  slug,
                  slug);
              return handle.execute(
                  "insert into provider (id, tenant_id, name, kind, secret, enabled, created_at)"
                      + " values (?, ?, 'p', 'simulator', ?, true, current_timestamp)",
                  UUID.randomUUID(),
                  tenant.value(),
                  sealed);
            });
    return tenant;
  }

  String secretOf(TenantId tenant) {
    byte[] sealed =
        database()
            .inPlatform(
                handle ->
                    handle
                        .createQuery("select secret from provider where tenant_id = :t")
                        .bind("t", tenant)
                        .mapTo(byte[].class)
                        .one());
    return bean(Secrets.class).open(tenant, place(), sealed).revealText();
  }

  private static Secrets.Place place() {
    return new Secrets.Place("provider", "secret", ROW);
  }

  void audited(String action) {
    bean(Audit.class)
        .record(
            new AuditEvent(
                null, Actor.SYSTEM, action, "", Outcome.SUCCESS, null, "", null, Map.of(), null));
  }

  /** The platform's audit records, the newest first. */
  List<AuditLog.Entry> records() {
    return bean(AuditLog.class).page(AuditLog.Query.all(null, 100)).items();
  }

  List<String> slugs() {
    return database()
        .inPlatform(
            (Handle handle) ->
                handle
                    .createQuery("select slug from tenant order by slug")
                    .mapTo(String.class)
                    .list());
  }

  @Override
  public void close() {
    server.close();
  }
}
