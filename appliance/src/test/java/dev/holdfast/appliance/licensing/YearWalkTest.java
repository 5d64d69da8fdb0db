package dev.holdfast.appliance.licensing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.SettableClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A year and more on a running appliance: it prints exactly the ladder that it published on the
 * first day, with work in flight, through reload, restart, a clock that goes back by a day and by a
 * year, and a database that is put back.
 */
@Timeout(400)
class YearWalkTest {
  private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");
  private static final String DATABASE = "holdfast.mv.db";

  private final SettableClock clock = new SettableClock(START);
  @TempDir private Path home = Path.of("");
  @TempDir private Path keys = Path.of("");

  private House house() {
    return new House(
        home,
        keys.resolve("anchors.json"),
        clock,
        Map.of("holdfast.gateway.simulator.token-delay", "2ms"));
  }

  private static List<String> published(Json licence) {
    List<String> rungs = new ArrayList<>();
    for (Json rung : licence.get("ladder").values()) {
      rungs.add(House.text(rung, "at") + " " + House.text(rung, "stage"));
    }
    return rungs;
  }

  private static int day(Instant at) {
    return (int) Duration.between(START, at).toDays();
  }

  /** The rung that is reached last. */
  private static String reached(Json licence) {
    String last = "";
    for (Json rung : licence.get("ladder").values()) {
      if (rung.get("reached").getBooleanValue()) {
        last = House.text(rung, "at") + " " + House.text(rung, "stage");
      }
    }
    return last;
  }

  @Test
  void t25_yearWalked_printsExactlyThePublishedLadderAndStopsNoWork() throws Exception {
    Vendor vendor = new Vendor(keys, clock);
    try (House house = house().start()) {
      String licence =
          vendor.licence("--plan", "enterprise", "--days", "365", "--grace-days", "30");
      assertThat(house.post("/api/platform/licence", Map.of("statement", licence)).statusCode())
          .isEqualTo(200);
      house.furnish();
      List<String> ladder = published(house.licence());
      assertThat(ladder).hasSize(9);
      List<String> walked = new ArrayList<>();
      Path copy = keys.resolve("yesterday");
      for (int day = 0; day <= 430; day++) {
        clock.set(START.plus(Duration.ofDays(day)));
        disturb(house, day, copy);
        house.look();
        if (day % 5 == 0 || day > 300) {
          Json now = house.licence();
          String rung = reached(now);
          if (walked.isEmpty() || !walked.getLast().equals(rung)) {
            walked.add(rung);
            assertThat(day(Instant.parse(rung.split(" ", 2)[0]))).isEqualTo(day);
            assertThat(rung).endsWith(" " + House.text(now, "stage"));
            assertThat(house.chat()).as("day " + day).isEqualTo(200);
          }
        }
      }
      assertThat(walked).isEqualTo(ladder);
      assertThat(history(house)).startsWith("read-only", "no-new", "grace", "notice");
    }
  }

  private static List<String> history(House house) {
    List<String> stages = new ArrayList<>();
    for (Json step : House.json(house.get("/api/platform/licence/history")).get("items").values()) {
      stages.add(House.text(step, "stage"));
    }
    return stages;
  }

  private void disturb(House house, int day, Path copy) throws IOException {
    switch (day) {
      case 60 -> {
        house.stop();
        Files.copy(home.resolve("data").resolve(DATABASE), copy);
        house.start();
      }
      case 100 -> {
        house.stop();
        house.start();
      }
      case 150 -> backWhileRunning(house, Duration.ofDays(1).plusHours(2));
      case 310 -> backWhileRunning(house, Duration.ofDays(365));
      case 320 -> {
        Instant now = clock.instant();
        house.stop();
        clock.set(now.minus(Duration.ofDays(365)));
        house.start();
        suspects(house, now);
        clock.set(now);
      }
      case 340 -> {
        Instant now = clock.instant();
        house.stop();
        Files.copy(
            copy, home.resolve("data").resolve(DATABASE), StandardCopyOption.REPLACE_EXISTING);
        clock.set(START.plus(Duration.ofDays(61)));
        house.start();
        suspects(house, now);
        clock.set(now);
      }
      case 364, 365, 395, 425 -> inFlight(house, day);
      default -> {}
    }
  }

  private void backWhileRunning(House house, Duration by) {
    Instant now = clock.instant();
    house.look();
    clock.set(now.minus(by));
    house.look();
    suspects(house, now);
    clock.set(now);
  }

  private static void suspects(House house, Instant latest) {
    Json clock = house.licence().get("clock");
    assertThat(House.text(clock, "state")).isEqualTo("clock_suspect");
    // The mark in the file may be a minute old, where the database was put back.
    assertThat(Instant.parse(House.text(clock, "now")))
        .isBetween(latest.minus(Duration.ofDays(1)), latest.plus(Duration.ofHours(1)));
    assertThat(house.chat()).isEqualTo(200);
    assertThat(house.metrics()).contains("holdfast_license_clock_suspect 1.0");
  }

  /** A call that begins on one rung and ends on the next. */
  private void inFlight(House house, int day) throws IOException {
    clock.set(START.plus(Duration.ofDays(day)).minus(Duration.ofHours(1)));
    house.look();
    try (InputStream answer = house.chatting()) {
      int first = answer.read();
      assertThat(first).isNotNegative();
      clock.set(START.plus(Duration.ofDays(day)));
      house.look();
      String rest = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(rest).as("day " + day).endsWith("data: [DONE]\n\n");
    }
  }
}
