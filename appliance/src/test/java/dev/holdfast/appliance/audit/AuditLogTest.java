package dev.holdfast.appliance.audit;

import static dev.holdfast.appliance.audit.AuditKit.ADA;
import static dev.holdfast.appliance.audit.AuditKit.OTHER;
import static dev.holdfast.appliance.audit.AuditKit.TENANT;
import static dev.holdfast.appliance.audit.AuditKit.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(400)
final class AuditLogTest {
  private static final Actor BOB = new Actor("api_key", "key_bob", "Bob's key");

  @TempDir Path directory;

  private static List<String> actions(AuditLog.Page page) {
    return page.items().stream().map(entry -> entry.record().event().action()).toList();
  }

  private static AuditLog.Query query(
      @Nullable String action,
      @Nullable String actor,
      @Nullable Outcome outcome,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable String text) {
    return new AuditLog.Query(TENANT, 100, null, action, actor, outcome, from, to, text);
  }

  @BothDatabases
  void page_recordsJustWritten_areThereNewestFirst(TestDatabase database) throws IOException {
    try (Rig engine = AuditKit.engine(directory, database)) {
      AuditKit.operate(engine.audit(), TENANT, "one");
      AuditKit.operate(engine.audit(), TENANT, "two");
      AuditLog.Page page = engine.log().page(AuditLog.Query.all(TENANT, 10));

      assertThat(actions(page)).containsExactly("two", "one");
      assertThat(page.nextCursor()).isNull();
      assertThat(page.items().getFirst().hash()).matches("[0-9a-f]{64}");
      assertThat(page.items().getFirst().record().sequence()).isEqualTo(2);
    }
  }

  @BothDatabases
  void page_smallPages_giveEveryRecordOnce(TestDatabase database) throws IOException {
    try (Rig engine = AuditKit.engine(directory, database)) {
      for (int i = 0; i < 25; i++) {
        engine.audit().record(event(TENANT, "a" + i, Outcome.SUCCESS));
      }
      List<String> seen = new ArrayList<>();
      AuditLog.Query query = AuditLog.Query.all(TENANT, 4);
      AuditLog.Page page = engine.log().page(query);
      seen.addAll(actions(page));
      while (page.nextCursor() != null) {
        page = engine.log().page(query.after(page.nextCursor()));
        seen.addAll(actions(page));
      }
      List<String> streamed = new ArrayList<>();
      engine.log().forEach(query, entry -> streamed.add(entry.record().event().action()));

      assertThat(seen).hasSize(25).doesNotHaveDuplicates().startsWith("a24").endsWith("a0");
      assertThat(streamed).isEqualTo(seen);
    }
  }

  @BothDatabases
  void page_anotherTenant_seesNothingOfIt(TestDatabase database) throws IOException {
    try (Rig engine = AuditKit.engine(directory, database)) {
      AuditKit.operate(engine.audit(), TENANT, "mine");
      AuditKit.operate(engine.audit(), null, "platform");

      assertThat(engine.log().page(AuditLog.Query.all(OTHER, 10)).items()).isEmpty();
      assertThat(actions(engine.log().page(AuditLog.Query.all(null, 10))))
          .containsExactly("platform");
    }
  }

  @BothDatabases
  void page_filters_selectWhatTheySay(TestDatabase database) throws IOException {
    try (Rig engine = AuditKit.engine(directory, database)) {
      Audit audit = engine.audit();
      audit.record(
          event(TENANT, "apikey.create", Outcome.SUCCESS, ADA, Map.of("n", "Größe"), null));
      Instant between = Instant.now();
      audit.record(event(TENANT, "apikey_revoke", Outcome.SUCCESS, ADA, Map.of(), null));
      audit.record(
          event(TENANT, "gateway.chat", Outcome.REFUSED, BOB, Map.of("a", "50%\"q"), null));
      AuditLog log = engine.log();

      assertThat(actions(log.page(query("apikey.*", null, null, null, null, null))))
          .containsExactly("apikey.create");
      assertThat(actions(log.page(query("gateway.chat", null, null, null, null, null))))
          .containsExactly("gateway.chat");
      assertThat(actions(log.page(query(null, "key_bob", null, null, null, null))))
          .containsExactly("gateway.chat");
      assertThat(actions(log.page(query(null, "ada@example.com", null, null, null, null))))
          .hasSize(2);
      assertThat(actions(log.page(query(null, null, Outcome.REFUSED, null, null, null))))
          .containsExactly("gateway.chat");
      assertThat(actions(log.page(query(null, null, null, between, null, null)))).hasSize(2);
      assertThat(actions(log.page(query(null, null, null, null, between, null))))
          .containsExactly("apikey.create");
      assertThat(actions(log.page(query(null, null, null, null, null, "größE"))))
          .containsExactly("apikey.create");
      assertThat(actions(log.page(query(null, null, null, null, null, "50%\"Q"))))
          .containsExactly("gateway.chat");
      assertThat(actions(log.page(query(null, null, null, null, null, "5%0")))).isEmpty();
      assertThat(actions(log.page(query("x' or '1'='1", null, null, null, null, null)))).isEmpty();
    }
  }

  @BothDatabases
  void page_cursorOfSomebodyElse_isRefused(TestDatabase database) throws IOException {
    try (Rig engine = AuditKit.engine(directory, database)) {
      for (String cursor : List.of("", "x", "AAAA", "/////////////////////////////w", "\u00e4")) {
        assertThatThrownBy(() -> engine.log().page(AuditLog.Query.all(TENANT, 5).after(cursor)))
            .isInstanceOfSatisfying(
                ProblemException.class,
                e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.REQUEST_INVALID));
      }
    }
  }

  @BothDatabases
  void verify_untouchedChains_hold(TestDatabase database) throws IOException {
    try (Rig engine = AuditKit.engine(directory, database)) {
      for (int i = 0; i < 1_100; i++) {
        var unused =
            AuditKit.finishing(
                engine.audit(),
                engine.audit().begin(event(TENANT, "a", Outcome.STARTED)),
                event(TENANT, "a", Outcome.SUCCESS, ADA, Map.of("i", "ä" + i), AuditKit.usage()));
        if (i % 50 == 0) {
          assertThat(engine.shipper().catchUp(java.time.Duration.ofSeconds(30))).isTrue();
        }
      }
      AuditKit.operate(engine.audit(), null, "platform");
      AuditLog.Verification one = engine.log().verify(TENANT);
      AuditLog.Verification all = engine.log().verifyAll();

      assertThat(one.intact()).isTrue();
      assertThat(one.records()).isEqualTo(1_100);
      assertThat(one.chains()).hasSize(1);
      assertThat(one.chains().getFirst().headSequence()).isEqualTo(1_100);
      assertThat(all.intact()).isTrue();
      assertThat(all.records()).isEqualTo(1_101);
      assertThat(all.chains()).hasSize(2);
    }
  }

  @BothDatabases
  void verify_emptyLog_isIntact(TestDatabase database) throws IOException {
    try (Rig engine = AuditKit.engine(directory, database)) {
      assertThat(engine.log().verify(TENANT).intact()).isTrue();
      assertThat(engine.log().verifyAll().chains()).isEmpty();
    }
  }
}
