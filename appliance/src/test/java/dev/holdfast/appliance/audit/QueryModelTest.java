package dev.holdfast.appliance.audit;

import static dev.holdfast.appliance.audit.AuditKit.ADA;
import static dev.holdfast.appliance.audit.AuditKit.OTHER;
import static dev.holdfast.appliance.audit.AuditKit.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Random records, random questions: what the database selects is what a plain loop selects. */
@Timeout(400)
final class QueryModelTest {
  private static final List<String> ACTIONS =
      List.of("apikey.create", "apikey.revoke", "apikey_create", "gateway.chat", "project.create");
  private static final List<Actor> ACTORS =
      List.of(
          ADA,
          new Actor("api_key", "key_1", "100% key_1"),
          new Actor("user", "acc_bob", "Bob \"the\" O'Brien \\ <b>"),
          new Actor("operator", "acc_olga", "Ölga\nNewline"));
  private static final List<String> TEXTS =
      List.of(
          "plain", "50%", "under_score", "!bang", "quote\"s", "back\\slash", "tab\there", "ÄÖÜ");

  @TempDir Path directory;

  private final Random random = new Random(20261121);

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private <T> @Nullable T sometimes(T value) {
    return random.nextInt(3) == 0 ? value : null;
  }

  private AuditEvent event() {
    return new AuditEvent(
        random.nextInt(4) == 0 ? OTHER : TENANT,
        any(ACTORS),
        any(ACTIONS),
        any(TEXTS),
        any(List.of(Outcome.SUCCESS, Outcome.REFUSED, Outcome.FAILED, Outcome.CANCELLED)),
        sometimes("conflict"),
        "req-" + random.nextInt(10),
        null,
        Map.of("note", any(TEXTS)),
        null);
  }

  private AuditLog.Query query(TenantId tenant, List<Instant> times) {
    String action =
        any(List.of("apikey.*", "apikey_*", "*", "gateway.chat", "gone", "apikey.create"));
    Instant from = times.get(random.nextInt(times.size()));
    Instant to = times.get(random.nextInt(times.size()));
    return new AuditLog.Query(
        tenant,
        1 + random.nextInt(7),
        null,
        sometimes(action),
        sometimes(random.nextBoolean() ? any(ACTORS).id() : any(ACTORS).label()),
        sometimes(any(List.of(Outcome.SUCCESS, Outcome.REFUSED))),
        sometimes(from),
        sometimes(to),
        sometimes(any(TEXTS)));
  }

  /** The same question, asked of a list. */
  private static boolean selects(AuditLog.Query query, AuditRecord record) {
    AuditEvent event = record.event();
    String action = query.action();
    boolean named =
        action == null
            || (action.endsWith("*")
                ? event.action().startsWith(action.substring(0, action.length() - 1))
                : event.action().equals(action));
    String actor = query.actor();
    String text = query.text();
    return named
        && (actor == null
            || actor.equals(event.actor().id())
            || actor.equals(event.actor().label()))
        && (query.outcome() == null || query.outcome() == event.outcome())
        && (query.from() == null || !record.at().isBefore(query.from()))
        && (query.to() == null || record.at().isBefore(query.to()))
        && (text == null || says(event, text));
  }

  private static boolean says(AuditEvent event, String text) {
    List<String> all = new ArrayList<>(event.details().values());
    all.add(event.target());
    all.add(event.actor().label());
    return all.stream()
        .anyMatch(each -> each.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)));
  }

  @BothDatabases
  void page_randomQuestions_giveWhatALoopGives(TestDatabase database) throws IOException {
    try (Rig rig = AuditKit.engine(directory, database)) {
      for (int i = 0; i < 150; i++) {
        rig.audit().record(event());
      }
      assertThat(rig.shipper().catchUp(Duration.ofSeconds(60))).isTrue();
      for (TenantId tenant : List.of(TENANT, OTHER)) {
        List<AuditRecord> all = everything(rig, tenant);
        List<Instant> times = all.stream().map(AuditRecord::at).toList();
        for (int question = 0; question < 60; question++) {
          AuditLog.Query query = query(tenant, times);
          List<AuditRecord> expected =
              all.stream().filter(record -> selects(query, record)).toList();
          assertThat(paged(rig, query)).as(query.toString()).isEqualTo(expected);
        }
      }
    }
  }

  private static List<AuditRecord> everything(Rig rig, TenantId tenant) {
    List<AuditRecord> all = paged(rig, AuditLog.Query.all(tenant, 500));
    assertThat(all)
        .hasSizeGreaterThan(10)
        .isSortedAccordingTo(
            Comparator.comparing(AuditRecord::at)
                .thenComparing(record -> record.id().toString())
                .reversed())
        .allMatch(record -> tenant.equals(record.event().tenant()));
    return all;
  }

  private static List<AuditRecord> paged(Rig rig, AuditLog.Query query) {
    List<AuditRecord> found = new ArrayList<>();
    AuditLog.Query next = query;
    while (true) {
      AuditLog.Page page = rig.log().page(next);
      assertThat(page.items()).hasSizeLessThanOrEqualTo(query.limit());
      page.items().forEach(entry -> found.add(entry.record()));
      if (page.nextCursor() == null) {
        return found;
      }
      next = query.after(page.nextCursor());
    }
  }

  @BothDatabases
  void page_unreadableRecordsInBetween_doNotEndThePaging(TestDatabase database) throws IOException {
    try (Rig rig = AuditKit.engine(directory, database)) {
      for (int i = 1; i <= 20; i++) {
        rig.audit().record(AuditKit.event(TENANT, "a" + i, Outcome.SUCCESS));
      }
      assertThat(rig.shipper().catchUp(Duration.ofSeconds(60))).isTrue();
      AuditKit.tamper(
          database, "update audit_record set payload = 'gone' where sequence between 6 and 15");

      assertThat(paged(rig, AuditLog.Query.all(TENANT, 3)))
          .extracting(AuditRecord::sequence)
          .containsExactly(20L, 19L, 18L, 17L, 16L, 5L, 4L, 3L, 2L, 1L);
    }
  }
}
