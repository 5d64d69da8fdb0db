package dev.holdfast.vendor.licence;

import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.licence.Quota;
import dev.holdfast.license.licence.Versions;
import dev.holdfast.vendor.keys.KeyFolder;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a licence to be issued says: a plan, and what is particular to this customer. */
final class Drafts {
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int ID_LENGTH = 26;

  @Option(names = "--customer", paramLabel = "NAME", description = "The customer's name.")
  private @Nullable String customer;

  @Option(names = "--customer-id", description = "Default: made of the name.")
  private @Nullable String customerId;

  @Option(
      names = "--plan",
      description = "trial, team, enterprise; with --template a name of yours.")
  private String plan = "trial";

  @Option(names = "--template", paramLabel = "FILE", description = "A plan of your own, as a file.")
  private @Nullable Path template;

  @Option(names = "--kind", description = "${COMPLETION-CANDIDATES}. Default: the plan's.")
  private Licence.@Nullable Kind kind;

  @Option(names = "--days", description = "How long it holds. Default: the plan's.")
  private @Nullable Integer days;

  @Option(
      names = "--not-before",
      paramLabel = "INSTANT",
      description = "When it begins, for example 2027-01-01T00:00:00Z. Default: now.")
  private @Nullable Instant notBefore;

  @Option(names = "--expires", paramLabel = "INSTANT", description = "Instead of --days.")
  private @Nullable Instant expires;

  @Option(names = "--grace-days", description = "Default: the plan's.")
  private @Nullable Integer graceDays;

  @Option(names = "--updates-until", paramLabel = "INSTANT", description = "Default: its end.")
  private @Nullable Instant updatesUntil;

  @Option(names = "--capability", description = "One more capability. Repeatable.")
  private List<String> capabilities = new ArrayList<>();

  @Option(
      names = "--quota",
      paramLabel = "NAME=AMOUNT",
      description = "unlimited, N, N:record or N:allow:PERCENT. Repeatable.")
  private Map<String, String> quotas = new LinkedHashMap<>();

  @Option(names = "--mode", description = "Instead of the plan's modes. Repeatable.")
  private List<String> modes = new ArrayList<>();

  @Option(names = "--installation", description = "Bind it to this installation.")
  private @Nullable String installation;

  @Option(names = "--from-version", description = "The first release. Default: ${DEFAULT-VALUE}.")
  private String fromVersion = "0.1.0";

  @Option(names = "--before-version", description = "The first release no longer covered.")
  private @Nullable String beforeVersion;

  @Option(names = "--contact", paramLabel = "ROLE=E-MAIL", description = "Whom to ask. Repeatable.")
  private Map<String, String> contacts = new LinkedHashMap<>();

  /** The licence, as it would be signed now. */
  Licence draft(Instant now) throws IOException {
    if (customer == null) {
      throw new VendorException(Exit.USAGE, "say --customer NAME, or --from FILE");
    }
    if (days != null && expires != null) {
      throw new VendorException(Exit.USAGE, "say --days or --expires, not both");
    }
    Plans.Plan of = template == null ? Plans.builtIn(plan) : Plans.file(plan, template);
    Instant begins = notBefore == null ? now : notBefore;
    Instant ends =
        expires == null ? begins.plus(Duration.ofDays(days == null ? of.days() : days)) : expires;
    if (!begins.isBefore(ends)) {
      throw new VendorException(Exit.USAGE, "it would end before it begins");
    }
    return new Licence(
        new Licence.Header(
            newId(), 1, KeyFolder.PRODUCT, of.name(), kind == null ? of.kind() : kind),
        new Licence.Customer(customerId == null ? slug(customer) : customerId, customer),
        new Licence.Term(
            now, begins, ends, graceDays == null ? of.graceDays() : graceDays, updatesUntil),
        new Licence.Scope(modes(of), of.edition(), versions(), installation),
        grant(of),
        new Licence.Support(
            of.supportTier(),
            contacts.entrySet().stream()
                .map(
                    contact ->
                        new Licence.Contact(contact.getKey(), contact.getKey(), contact.getValue()))
                .toList()),
        List.of());
  }

  /** Takes what was answered, as if it had been said by flags. */
  void take(Interview.Answers answers) {
    customer = answers.customer();
    plan = answers.plan();
    template = answers.template();
    days = answers.days();
    quotas.putAll(answers.quotas());
    if (answers.contact() != null) {
      contacts.put("operator", answers.contact());
    }
  }

  static String newId() {
    SecureRandom random = new SecureRandom();
    StringBuilder id = new StringBuilder("lic_");
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
    }
    return id.toString();
  }

  private Versions versions() {
    try {
      return new Versions(fromVersion, beforeVersion);
    } catch (IllegalArgumentException e) {
      throw new VendorException(Exit.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private Set<Licence.Mode> modes(Plans.Plan of) {
    if (modes.isEmpty()) {
      return of.modes();
    }
    Set<Licence.Mode> chosen = new LinkedHashSet<>();
    modes.forEach(mode -> chosen.add(Plans.mode(mode)));
    return chosen;
  }

  private Licence.Grant grant(Plans.Plan of) {
    Set<String> granted = new LinkedHashSet<>(of.grant().capabilities());
    granted.addAll(capabilities);
    Map<String, Quota> amounts = new LinkedHashMap<>(of.grant().quotas());
    quotas.forEach((name, amount) -> amounts.put(name, Plans.quota(amount)));
    return new Licence.Grant(granted, amounts);
  }

  private static String slug(String name) {
    String slug = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return slug.isEmpty() || slug.equals("-") ? "customer" : slug;
  }
}
