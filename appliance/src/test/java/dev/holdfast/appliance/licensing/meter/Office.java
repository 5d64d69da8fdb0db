package dev.holdfast.appliance.licensing.meter;

import dev.holdfast.appliance.licensing.Entitlement;
import dev.holdfast.appliance.licensing.Licensing;
import dev.holdfast.appliance.licensing.QuotaName;
import dev.holdfast.appliance.licensing.QuotaUse;
import dev.holdfast.appliance.licensing.clock.TrustedClock;
import dev.holdfast.appliance.licensing.installation.Installation;
import dev.holdfast.appliance.licensing.installation.Machine;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.testkit.FakeKms;
import dev.holdfast.appliance.testkit.FakeLicensing;
import dev.holdfast.appliance.testkit.SettableClock;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A meter on a database, whose amounts the test says. */
final class Office implements Licensing {
  static final LocalDate FIRST = LocalDate.parse("2026-06-01");

  final SettableClock clock = new SettableClock(Instant.parse("2026-06-01T08:00:00Z"));
  final FakeKms kms = new FakeKms();
  final FakeLicensing granted = new FakeLicensing();
  private final Map<QuotaName, Long> levels = new EnumMap<>(QuotaName.class);
  private final Map<LocalDate, Long> tokens = new HashMap<>();
  private final Path home;
  private final Database database;
  private Optional<InForce> licence = Optional.empty();

  UsageMeter meter;
  UsageReports reports;

  Office(Database database, Path home) {
    this.database = database;
    this.home = home;
    try {
      new Home(home).create();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    levels.put(QuotaName.USERS, 0L);
    levels.put(QuotaName.TENANTS, 1L);
    Parts parts = parts();
    meter = parts.meter();
    reports = parts.reports();
  }

  private record Parts(UsageMeter meter, UsageReports reports, UsageViews views) {}

  private Parts parts() {
    Installation installation = new Machine(home.resolve("machine")).installation(database, kms);
    TrustedClock trusted =
        new TrustedClock(
            clock,
            () -> 0L,
            database,
            home.resolve("clock.mark"),
            kms,
            "node_1",
            Optional::empty,
            Optional::empty);
    List<QuotaUse> uses =
        List.of(
            level(QuotaName.TENANTS),
            level(QuotaName.USERS),
            new Tokens(QuotaName.TOKENS_PER_DAY),
            new Tokens(QuotaName.TOKENS_PER_MONTH));
    UsageMeter made =
        new UsageMeter(database, uses, this, trusted, installation, kms, new Home(home));
    return new Parts(
        made,
        new UsageReports(made, this, trusted, installation),
        new UsageViews(made, uses, this, trusted));
  }

  /** The process starts again. */
  void restart() {
    Parts parts = parts();
    meter = parts.meter();
    reports = parts.reports();
  }

  UsageViews.UsageView view() {
    return parts().views().view();
  }

  void users(long count) {
    levels.put(QuotaName.USERS, count);
  }

  void tokens(LocalDate day, long used) {
    tokens.put(day, used);
  }

  void licence(String id, long sequence) {
    licence = Optional.of(new InForce(id, sequence));
  }

  /** Goes to a day, at eight in the morning, and lets the meter look. */
  void day(int number) {
    clock.set(Instant.parse("2026-06-01T08:00:00Z").plusSeconds(86_400L * number));
    meter.write(false);
  }

  @Override
  public Entitlement current() {
    return granted.current();
  }

  @Override
  public Optional<InForce> inForce() {
    return licence;
  }

  private QuotaUse level(QuotaName name) {
    return new QuotaUse() {
      @Override
      public QuotaName name() {
        return name;
      }

      @Override
      public long used() {
        return levels.getOrDefault(name, 0L);
      }
    };
  }

  private final class Tokens implements QuotaUse {
    private final QuotaName name;

    Tokens(QuotaName name) {
      this.name = name;
    }

    @Override
    public QuotaName name() {
      return name;
    }

    @Override
    public long used() {
      return tokens.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public OptionalLong usedOn(LocalDate day) {
      return name == QuotaName.TOKENS_PER_DAY
          ? OptionalLong.of(tokens.getOrDefault(day, 0L))
          : OptionalLong.empty();
    }
  }
}
