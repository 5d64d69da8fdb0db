package dev.holdfast.appliance.licensing.meter;

import dev.holdfast.appliance.licensing.Licensing;
import dev.holdfast.appliance.licensing.clock.TrustedClock;
import dev.holdfast.appliance.licensing.installation.Installation;
import dev.holdfast.appliance.platform.Build;
import dev.holdfast.license.usage.UsageChain;
import dev.holdfast.license.usage.UsageCsv;
import dev.holdfast.license.usage.UsageReport;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes reports of use: a table for people, and a signed file beside it. */
@Singleton
final class UsageReports {
  private static final String PRODUCT = "holdfast";

  private final UsageMeter meter;
  private final Licensing licensing;
  private final TrustedClock clock;
  private final Installation installation;

  UsageReports(
      UsageMeter meter, Licensing licensing, TrustedClock clock, Installation installation) {
    this.meter = meter;
    this.licensing = licensing;
    this.clock = clock;
    this.installation = installation;
  }

  /**
   * Both files.
   *
   * @param name without an ending: {@code .csv} and {@code .holdfast-usage} are added
   */
  record Files(String name, String csv, String signed, UsageReport report) {}

  /**
   * Makes a report up to now.
   *
   * @param since the first day; null for everything
   */
  Files make(@Nullable LocalDate since) {
    meter.write(true);
    UsageStore store = meter.store();
    long first = since == null ? 1 : store.firstOf(since).filter(n -> n > 0).orElse(1L);
    List<UsageChain.Linked> rows = store.rows(first);
    String id = installation.id().orElseThrow();
    String previous =
        first == 1
            ? UsageChain.start(id)
            : store.row(first - 1).map(UsageChain.Linked::hash).orElse(UsageChain.start(id));
    Instant now = clock.read().now();
    UsageReport report =
        new UsageReport(
            PRODUCT,
            id,
            installation.nextReport(),
            now,
            Build.version(),
            licensing
                .inForce()
                .map(one -> new UsageReport.Licence(one.id(), one.sequence()))
                .orElse(null),
            rows.stream()
                .map(linked -> linked.row().day())
                .min(LocalDate::compareTo)
                .orElse(UsageMeter.day(now)),
            rows.stream()
                .map(linked -> linked.row().day())
                .max(LocalDate::compareTo)
                .orElse(UsageMeter.day(now)),
            first,
            rows.isEmpty() ? first - 1 : rows.getLast().row().number(),
            previous,
            rows.isEmpty() ? previous : rows.getLast().hash());
    return new Files(
        String.format(Locale.ROOT, "holdfast-usage-%04d", report.sequence()),
        new String(UsageCsv.write(rows), StandardCharsets.US_ASCII),
        new String(report.file(installation.key(), rows), StandardCharsets.US_ASCII),
        report);
  }
}
