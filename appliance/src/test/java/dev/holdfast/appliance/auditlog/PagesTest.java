package dev.holdfast.appliance.auditlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.audit.Actor;
import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.AuditRecord;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.testkit.Patience;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(400)
final class PagesTest {
  private static final AuditLog.Query ALL = AuditLog.Query.all(null, 10);

  /** Gives so many records, and then fails, or does not. */
  private static final class Failing implements AuditLog {
    private final int good;
    private final @Nullable RuntimeException fault;
    private final AtomicInteger given = new AtomicInteger();

    Failing(int good, @Nullable RuntimeException fault) {
      this.good = good;
      this.fault = fault;
    }

    @Override
    public Page page(Query query) {
      return new Page(List.of(), null);
    }

    @Override
    public void forEach(Query query, Consumer<Entry> each) {
      for (int i = 1; i <= good; i++) {
        each.accept(new Entry(record(i), "0".repeat(64)));
        given.incrementAndGet();
      }
      if (fault != null) {
        throw fault;
      }
    }

    @Override
    public Verification verify(@Nullable TenantId tenant) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Verification verifyAll() {
      throw new UnsupportedOperationException();
    }

    private static AuditRecord record(int sequence) {
      return new AuditRecord(
          new UUID(0, sequence),
          null,
          "node",
          sequence,
          Instant.EPOCH,
          new AuditEvent(
              null,
              Actor.SYSTEM,
              "a",
              "",
              Outcome.SUCCESS,
              null,
              "",
              null,
              Map.of("filler", "x".repeat(200)),
              null));
    }
  }

  @Test
  void stream_everythingWell_endsAfterTheLastRecord() throws IOException {
    try (InputStream in = Pages.stream(new Failing(500, null), ALL)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(text.lines()).hasSize(501);
    }
  }

  @Test
  void stream_databaseGoneHalfWay_isBrokenOffAndNeverAWholeFile() throws IOException {
    RuntimeException gone = Problem.of(ErrorCode.DATABASE_UNAVAILABLE, "gone").asException();
    try (InputStream in = Pages.stream(new Failing(500, gone), ALL)) {
      assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
    }
  }

  @Test
  void stream_readerLeaves_theWritingEnds() throws Exception {
    Failing endless = new Failing(Integer.MAX_VALUE, null);
    try (InputStream in = Pages.stream(endless, ALL)) {
      assertThat(in.read()).isPositive();
    }
    int before;
    do {
      before = endless.given.get();
      Patience.pause(Duration.ofMillis(50));
    } while (endless.given.get() != before);
    assertThat(endless.given.get()).isLessThan(100_000);
  }

  @Test
  void csv_logThatRefuses_isRefusedBeforeTheFirstByte() {
    AuditLog refusing =
        new AuditLog() {
          @Override
          public Page page(Query query) {
            throw Problem.of(ErrorCode.REQUEST_INVALID, "cursor").asException();
          }

          @Override
          public void forEach(Query query, Consumer<Entry> each) {
            throw new UnsupportedOperationException();
          }

          @Override
          public Verification verify(@Nullable TenantId tenant) {
            throw new UnsupportedOperationException();
          }

          @Override
          public Verification verifyAll() {
            throw new UnsupportedOperationException();
          }
        };

    assertThatThrownBy(() -> Pages.csv(refusing, ALL)).hasMessageContaining("request_invalid");
  }
}
