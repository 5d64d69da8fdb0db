package dev.holdfast.appliance.diagnostics.redact;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;

/** Takes secrets and names out of a text, and counts what it took. Thread-safe. */
public final class Redactor {
  private static final int LONGEST_LINE = 16_384;

  private final Names names;
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  public Redactor(Names names) {
    this.names = names;
  }

  /** The text without what must not leave. */
  public String redact(String text) {
    String safe = cut(text);
    for (SecretRules.Rule rule : SecretRules.ALL) {
      Matcher matcher = rule.pattern().matcher(safe);
      if (matcher.find()) {
        safe =
            matcher.replaceAll(
                match -> {
                  count(rule.name());
                  return rule.replacement().apply(match);
                });
      }
    }
    String tokenised = names.tokenise(safe);
    if (!tokenised.equals(safe)) {
      count("names-and-addresses");
    }
    return tokenised;
  }

  /** A line that has no end is no line of a log; and patterns must not be slow on it. */
  private static String cut(String text) {
    if (text.length() <= LONGEST_LINE) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (String line : text.split("\n", -1)) {
      out.append(line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + " [cut]" : line)
          .append('\n');
    }
    out.setLength(out.length() - 1);
    return out.toString();
  }

  private void count(String rule) {
    counts.computeIfAbsent(rule, any -> new LongAdder()).increment();
  }

  /** How often each rule took something out. */
  public Map<String, Long> counts() {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((rule, count) -> sums.put(rule, count.sum()));
    return sums;
  }
}
