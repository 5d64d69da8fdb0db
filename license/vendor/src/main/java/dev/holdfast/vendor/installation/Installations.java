package dev.holdfast.vendor.installation;

import dev.holdfast.license.activation.ActivationRequest;
import dev.holdfast.license.key.VerifyingKey;
import dev.holdfast.license.usage.UsageHistory;
import dev.holdfast.license.usage.UsageReport;
import dev.holdfast.vendor.keys.Ledger;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the ledger remembers of installations: their keys, requests and reports. */
record Installations(Ledger ledger) {
  static final String ACTIVATION = "activation";
  private static final String REPORT = "report";
  private static final String KEY = "key";
  private static final String ACCEPTED = "accepted";

  /**
   * The newest request that was answered; 0 for none. An installation that was made anew, with
   * another key, numbers its requests anew.
   */
  long answered(String installation, VerifyingKey key) throws IOException {
    return ledger.about(installation).stream()
        .filter(entry -> entry.what().equals(ACTIVATION))
        .filter(entry -> fact(entry, KEY).equals(text(key)))
        .mapToLong(Ledger.Entry::sequence)
        .max()
        .orElse(0);
  }

  /** Whether a key is the one that an installation had when it was first heard of. */
  boolean knows(String installation, VerifyingKey key) throws IOException {
    return pinned(installation).map(pinned -> pinned.equals(text(key))).orElse(true);
  }

  /** Whether an installation was heard of at all. */
  boolean heardOf(String installation) throws IOException {
    return pinned(installation).isPresent();
  }

  /**
   * Refuses another key than the pinned one.
   *
   * @param accept that a new key is taken from now on
   */
  void requireKey(String installation, VerifyingKey key, boolean accept) throws IOException {
    if (!accept && !knows(installation, key)) {
      throw new VendorException(
          Exit.REFUSED,
          installation
              + " signed with another key before: it was installed anew, or it is somebody else."
              + " Ask the customer by a way of yours; then say --accept-new-key");
    }
  }

  /**
   * Writes down that a request was answered; pins its key.
   *
   * @param what {@code activation} or {@code clock-reset}
   */
  void answered(Instant at, String what, ActivationRequest.Verified asked, byte[] file)
      throws IOException {
    ActivationRequest request = asked.request();
    ledger.append(
        new Ledger.Line(
            at,
            what,
            request.installation(),
            request.sequence(),
            "answered request " + request.sequence(),
            Map.of(KEY, text(asked.key()))),
        file);
  }

  /** The reports that count: those since the last one that was accepted in spite of findings. */
  UsageHistory history(String installation) throws IOException {
    List<UsageHistory.Seen> seen = new ArrayList<>();
    for (Ledger.Entry entry : ledger.about(installation)) {
      if (entry.what().equals(REPORT)) {
        if (entry.facts().containsKey(ACCEPTED)) {
          seen.clear();
        }
        seen.add(seen(entry));
      }
    }
    return new UsageHistory(seen);
  }

  /**
   * Writes down a report.
   *
   * @param accepted why it is taken in spite of what was found; empty where nothing was
   */
  void seen(Instant at, UsageReport report, VerifyingKey key, String accepted, byte[] file)
      throws IOException {
    Map<String, String> facts = new TreeMap<>();
    facts.put(KEY, text(key));
    facts.put("issued", report.issued().toString());
    facts.put("last", Long.toString(report.last()));
    facts.put("head", report.head());
    if (!accepted.isEmpty()) {
      facts.put(ACCEPTED, accepted);
    }
    String rows = "rows " + report.first() + " to " + report.last();
    ledger.append(
        new Ledger.Line(at, REPORT, report.installation(), report.sequence(), rows, facts), file);
  }

  private Optional<String> pinned(String installation) throws IOException {
    return ledger.about(installation).reversed().stream()
        .filter(entry -> entry.facts().containsKey(KEY))
        .map(entry -> fact(entry, KEY))
        .findFirst();
  }

  private static UsageHistory.Seen seen(Ledger.Entry entry) {
    return new UsageHistory.Seen(
        entry.sequence(),
        Instant.parse(fact(entry, "issued")),
        Long.parseLong(fact(entry, "last")),
        fact(entry, "head"),
        entry.digestHex());
  }

  private static String fact(Ledger.Entry entry, String name) {
    String fact = entry.facts().get(name);
    if (fact == null) {
      throw new VendorException(
          Exit.LEDGER_BROKEN, "line " + entry.number() + " of the ledger lacks " + name);
    }
    return fact;
  }

  private static String text(VerifyingKey key) {
    return String.join("+", key.ids());
  }
}
