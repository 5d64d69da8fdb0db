package dev.holdfast.vendor.licence;

import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.licence.Quota;
import dev.holdfast.license.statement.JsonFields;
import dev.holdfast.license.statement.StrictJson;
import dev.holdfast.license.statement.Wire;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The plans that licences are made from: built in by name, or a file in the same form. */
final class Plans {
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_TEXT = 400;
  private static final int MAX_PERCENT = 1_000;
  private static final int MAX_DAYS = 36_500;

  /** In these digits only: a licence must not depend on who reads a number. */
  private static final Pattern BOUNDED =
      Pattern.compile(
          "(?<amount>[0-9]{1,16})(?::(?<rule>block|record|allow)(?::(?<percent>[0-9]{1,4}))?)?");

  private Plans() {}

  /**
   * A plan.
   *
   * @param days how long a licence of it holds, unless told otherwise
   */
  record Plan(
      String name,
      String edition,
      Licence.Kind kind,
      int days,
      int graceDays,
      Set<Licence.Mode> modes,
      Licence.Grant grant,
      String supportTier) {
    Plan {
      modes = Set.copyOf(modes);
    }
  }

  /** The plans that are built in. */
  static final List<String> BUILT_IN = List.of("trial", "team", "enterprise");

  static Plan builtIn(String name) throws IOException {
    return read(name, text(name).getBytes(StandardCharsets.UTF_8));
  }

  /** A plan that is built in, as a file. */
  static String text(String name) throws IOException {
    String resource = "plans/" + name + ".json";
    try (InputStream in =
        BUILT_IN.contains(name) ? Plans.class.getResourceAsStream(resource) : null) {
      if (in == null) {
        throw new VendorException(
            Exit.USAGE, "there is no plan " + name + "; say --template FILE for one of your own");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static Plan file(String name, Path file) throws IOException {
    return read(name, Files.readAllBytes(file));
  }

  private static Plan read(String name, byte[] bytes) {
    JsonFields fields = StrictJson.parse(bytes, MAX_BYTES, MAX_TEXT);
    fields.only(
        Set.of(
            "edition", "kind", "days", "graceDays", "modes", "capabilities", "quotas", "support"));
    Set<Licence.Mode> modes = new LinkedHashSet<>();
    for (String mode : fields.texts("modes", 16, 40)) {
      modes.add(mode(mode));
    }
    JsonFields quotaFields = fields.object("quotas");
    Map<String, Quota> quotas = new LinkedHashMap<>();
    for (String quota : quotaFields.names()) {
      quotas.put(quota, quota(quotaFields.text(quota, 40)));
    }
    return new Plan(
        name,
        fields.text("edition", 64),
        fields.constant("kind", Licence.Kind.class),
        (int) fields.number("days", 1, MAX_DAYS),
        (int) fields.number("graceDays", 0, 366),
        modes,
        new Licence.Grant(new LinkedHashSet<>(fields.texts("capabilities", 500, 64)), quotas),
        fields.text("support", 64));
  }

  static Licence.Mode mode(String text) {
    for (Licence.Mode mode : Licence.Mode.values()) {
      if (Wire.of(mode).equals(text)) {
        return mode;
      }
    }
    throw new VendorException(Exit.USAGE, "there is no mode " + text);
  }

  /** Reads {@code unlimited}, {@code 100}, {@code 100:record} or {@code 100:allow:10}. */
  static Quota quota(String text) {
    if (text.equals("unlimited")) {
      return new Quota.Unlimited();
    }
    Matcher bounded = BOUNDED.matcher(text);
    if (bounded.matches()) {
      long amount = Long.parseLong(bounded.group("amount"));
      String rule = bounded.group("rule") == null ? "block" : bounded.group("rule");
      String percent = bounded.group("percent");
      int beyond = percent == null ? 0 : Integer.parseInt(percent);
      if (amount <= StrictJson.MAX_NUMBER) {
        if (rule.equals("allow") && percent != null) {
          requirePercent(beyond);
          return new Quota.Bounded(amount, Quota.Overage.ALLOW, beyond);
        }
        if (percent == null && !rule.equals("allow")) {
          return new Quota.Bounded(
              amount, rule.equals("record") ? Quota.Overage.RECORD : Quota.Overage.BLOCK, 0);
        }
      }
    }
    if (!text.matches("[0-9]+(:.*)?")) {
      throw new VendorException(Exit.USAGE, "a quota is not a number: " + text);
    }
    throw new VendorException(
        Exit.USAGE, "a quota is unlimited, N, N:record or N:allow:PERCENT, not " + text);
  }

  private static void requirePercent(int beyond) {
    if (beyond < 1 || beyond > MAX_PERCENT) {
      throw new VendorException(
          Exit.REFUSED, "a quota allows 1 to " + MAX_PERCENT + " percent more, not " + beyond);
    }
  }
}
