package dev.holdfast.appliance.audit.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.chain.ChainHash;
import dev.holdfast.appliance.audit.chain.ChainHead;
import dev.holdfast.appliance.audit.read.ChainStream.End;
import dev.holdfast.appliance.audit.read.ChainStream.Piece;
import dev.holdfast.appliance.audit.read.ChainStream.Row;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Records in pieces, in order and out of it, whole and tampered with. */
final class ChainStreamTest {
  private static final UUID ONE = new UUID(0x0199_0000_0000_7000L, 0x8000_0000_0000_0001L);
  private static final UUID OTHER = new UUID(0x0199_0000_0000_7000L, 0x8000_0000_0000_0002L);
  private static final String NODE = "node_a";
  private static final Instant AT = Instant.parse("2026-11-21T12:00:00.000001Z");

  private static List<Row> chain(UUID tenant, int length) {
    ChainHash chain = new ChainHash(NODE);
    List<Row> rows = new ArrayList<>();
    byte[] before = new byte[ChainHash.SIZE];
    for (long sequence = 1; sequence <= length; sequence++) {
      UUID id = new UUID(sequence, 7);
      byte[] payload =
          ("{\"id\":\""
                  + id
                  + "\",\"at\":\""
                  + AT
                  + "\",\"actor\":{\"type\":\"user\",\"id\":\"acc_1\",\"label\":\"ada\"},\"action\":\"a"
                  + sequence
                  + "\",\"target\":\"\",\"outcome\":\"SUCCESS\",\"requestId\":\"\"}")
              .getBytes(UTF_8);
      byte[] hash = chain.next(tenant, sequence, before, payload, 0, payload.length);
      rows.add(
          new Row(
              tenant,
              NODE,
              sequence,
              id,
              AT,
              "a" + sequence,
              "acc_1",
              "ada",
              "SUCCESS",
              payload,
              hash));
      before = hash;
    }
    return rows;
  }

  private static End end(List<Row> rows) {
    Row last = rows.getLast();
    return new End(last.tenant(), last.node(), last.sequence(), last.hash());
  }

  private static Row altered(Row row, String from, String to) {
    return new Row(
        row.tenant(),
        row.node(),
        row.sequence(),
        row.id(),
        row.at(),
        row.action(),
        row.actorId(),
        row.actorLabel(),
        row.outcome(),
        new String(row.payload(), UTF_8).replace(from, to).getBytes(UTF_8),
        row.hash());
  }

  private static AuditLog.Verification verify(List<Row> rows, int perPiece, List<End> ends) {
    ChainStream stream = new ChainStream(Clock.systemUTC());
    for (int from = 0; from < rows.size(); from += perPiece) {
      Piece piece = new Piece();
      rows.subList(from, Math.min(from + perPiece, rows.size())).forEach(piece::add);
      stream.add(piece);
    }
    return stream.finish(ends);
  }

  private static void assertBroken(List<Row> rows, End end, long sequence, String what) {
    for (int perPiece = 1; perPiece <= rows.size() + 1; perPiece++) {
      assertThat(verify(rows, perPiece, List.of(end)).chains())
          .as("%d in a piece", perPiece)
          .singleElement()
          .satisfies(
              chain ->
                  assertThat(chain.violations())
                      .anySatisfy(
                          violation -> {
                            assertThat(violation.sequence()).isEqualTo(sequence);
                            assertThat(violation.what()).contains(what);
                          }));
    }
  }

  @Test
  void finish_wholeChainsInAnyOrderAndPieces_isIntactAndCounts() {
    List<Row> first = chain(ONE, 40);
    List<Row> second = chain(OTHER, 25);
    List<Row> platform = chain(ChainHead.PLATFORM, 3);
    List<End> ends = List.of(end(first), end(second), end(platform));
    List<Row> all = new ArrayList<>(first);
    all.addAll(second);
    all.addAll(platform);
    Random random = new Random(4);
    for (int perPiece = 1; perPiece < 80; perPiece += 7) {
      AuditLog.Verification found = verify(all, perPiece, ends);

      assertThat(found.intact()).isTrue();
      assertThat(found.records()).isEqualTo(68);
      assertThat(found.chains())
          .extracting(AuditLog.Chain::headSequence)
          .containsExactlyInAnyOrder(40L, 25L, 3L);
      assertThat(found.chains())
          .extracting(AuditLog.Chain::head)
          .contains(HexFormat.of().formatHex(first.getLast().hash()));
      Collections.shuffle(all, random);
    }
  }

  @Test
  void finish_aRecordChanged_namesIt() {
    List<Row> rows = chain(ONE, 9);
    rows.set(4, altered(rows.get(4), "ada", "eve"));

    assertBroken(rows, end(rows), 5, "changed");
    assertBroken(rows, end(rows), 5, "columns");
  }

  @Test
  void finish_aColumnChangedOrNoRecordAtAll_namesIt() {
    List<Row> rows = chain(ONE, 9);
    Row row = rows.get(6);
    rows.set(
        6,
        new Row(
            ONE,
            NODE,
            7,
            row.id(),
            AT,
            "a7",
            "acc_2",
            "ada",
            "SUCCESS",
            row.payload(),
            row.hash()));
    assertBroken(rows, end(rows), 7, "columns");

    rows.set(6, altered(row, "{\"id\"", "[\"id\""));
    assertBroken(rows, end(rows), 7, "cannot be read");
  }

  @Test
  void finish_aRecordMissingOrTwice_saysWhere() {
    List<Row> rows = chain(ONE, 9);
    End end = end(rows);
    List<Row> without = new ArrayList<>(rows);
    without.remove(3);
    assertBroken(without, end, 4, "up to 4 are missing");

    List<Row> twice = new ArrayList<>(rows);
    twice.add(3, rows.get(3));
    assertThat(verify(twice, 3, List.of(end)).intact()).isFalse();
    assertThat(verify(twice, 100, List.of(end)).intact()).isFalse();
  }

  @Test
  void finish_anotherEndThanIsKnown_saysSo() {
    List<Row> rows = chain(ONE, 9);
    End end = end(rows);

    assertBroken(rows.subList(0, 7), end, 8, "missing at the end");
    assertBroken(rows, end(rows.subList(0, 7)), 7, "does not fit");
    assertBroken(rows, new End(ONE, NODE, 9, rows.get(2).hash()), 9, "does not fit");
    assertThat(verify(rows, 4, List.of()).chains())
        .singleElement()
        .satisfies(
            chain ->
                assertThat(chain.violations().getFirst().what()).contains("stored end is missing"));
    assertThat(verify(List.of(), 4, List.of(end)).intact()).isFalse();
  }

  @Test
  void finish_chainsThatWereExchanged_isBroken() {
    List<Row> rows =
        chain(ONE, 5).stream()
            .map(
                row ->
                    new Row(
                        OTHER,
                        NODE,
                        row.sequence(),
                        row.id(),
                        AT,
                        row.action(),
                        "acc_1",
                        "ada",
                        "SUCCESS",
                        row.payload(),
                        row.hash()))
            .toList();

    assertBroken(rows, end(rows), 1, "changed");
  }
}
