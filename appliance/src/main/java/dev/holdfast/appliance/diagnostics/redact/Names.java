package dev.holdfast.appliance.diagnostics.redact;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The map of names and addresses to tokens, one for each bundle. Names that the appliance knows go
 * in before anything is collected; addresses that only turn up in a text get their token when they
 * do. The same name has the same token everywhere in a bundle, and another in the next.
 * Thread-safe.
 */
public final class Names {
  private static final int SHORTEST = 3;

  /** Words that are everybody's: to take them out would say nothing, and make texts unreadable. */
  private static final Set<String> COMMON =
      Set.of(
          "default",
          "admin",
          "administrator",
          "operator",
          "test",
          "demo",
          "local",
          "localhost",
          "simulator",
          "openai",
          "anthropic",
          "azure",
          "holdfast",
          "system",
          "tenant",
          "project",
          "user",
          "users",
          "root",
          "node",
          "the",
          "and",
          "for",
          "company",
          "postgres",
          "postgresql",
          "database",
          "main",
          "prod",
          "production",
          "internal",
          "gateway",
          // What tokens and masks are made of.
          "person",
          "provider",
          "key",
          "host",
          "account",
          "email",
          "mac",
          "redacted",
          "cookie",
          "header",
          "value",
          "option",
          "statement",
          "bearer",
          "jwt",
          "dsn",
          "xml",
          "base64",
          "hexadecimal",
          "names",
          "addresses",
          "schema",
          "setting",
          "private",
          "vendor",
          "quoted",
          "named",
          "pair",
          "recovery",
          "share",
          "cut",
          "url",
          "userinfo");

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
  private static final Pattern EMAIL =
      Pattern.compile(
          "[\\p{L}\\p{N}._%+-]{1,64}@[\\p{L}\\p{N}-]{1,63}(?:\\.[\\p{L}\\p{N}-]{1,63})*\\.[\\p{L}]{2,24}");
  private static final Pattern IPV4 =
      Pattern.compile(
          "(?<![\\w.])(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?![\\w.]\\d|\\w)");
  private static final Pattern IPV6 =
      Pattern.compile(
          "(?<![\\w:.])(?:(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}"
              + "|(?=[0-9a-fA-F:]{0,40}::)(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4})(?![\\w:])");
  private static final Pattern MAC =
      Pattern.compile("(?<![\\w:])(?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}(?![\\w:])");
  private static final Set<String> HARMLESS = Set.of("127.0.0.1", "0.0.0.0", "::1", "::");

  private final Map<String, String> tokens = new LinkedHashMap<>();
  private final Map<String, List<String>> byFirstWord = new HashMap<>();
  private final IntFunction<String> fresh;

  /** {@code fresh} gives a token's unguessable part for its number. */
  public Names(IntFunction<String> fresh) {
    this.fresh = fresh;
  }

  /** Takes names in; what is too short or everybody's word stays out. */
  public synchronized void know(String kind, Collection<String> names) {
    for (String name : names) {
      String stripped = strip(name);
      if (stripped.length() >= SHORTEST && !COMMON.contains(stripped.toLowerCase(Locale.ROOT))) {
        String key = stripped.toLowerCase(Locale.ROOT);
        if (!tokens.containsKey(key)) {
          token(kind, key);
          Matcher word = WORD.matcher(key);
          if (word.find()) {
            List<String> same = byFirstWord.computeIfAbsent(word.group(), any -> new ArrayList<>());
            same.add(key);
            same.sort(Comparator.comparingInt(String::length).reversed());
          }
        }
      }
    }
  }

  private static String strip(String name) {
    int from = 0;
    int to = name.length();
    while (from < to && !Character.isLetterOrDigit(name.charAt(from))) {
      from++;
    }
    while (to > from && !Character.isLetterOrDigit(name.charAt(to - 1))) {
      to--;
    }
    return name.substring(from, to);
  }

  private String token(String kind, String key) {
    return tokens.computeIfAbsent(
        key, any -> "<" + kind + "-" + fresh.apply(tokens.size() + 1) + ">");
  }

  /**
   * The token of one name, however short or usual it is; an address has the kind of its form, and
   * one that every machine has stays.
   */
  public synchronized String tokenFor(String kind, String name) {
    String key = name.toLowerCase(Locale.ROOT);
    if (EMAIL.matcher(name).matches()) {
      return token("email", key);
    }
    return IPV4.matcher(name).matches() || IPV6.matcher(name).matches()
        ? address(name)
        : token(kind, strip(key).isEmpty() ? key : strip(key));
  }

  /** Puts tokens in the place of everything that is known or has the form of an address. */
  synchronized String tokenise(String text) {
    String safe = replace(EMAIL, text, match -> token("email", match.toLowerCase(Locale.ROOT)));
    safe = known(safe, new ArrayList<>());
    safe = replace(MAC, safe, match -> token("mac", match.toLowerCase(Locale.ROOT)));
    safe = replace(IPV4, safe, this::address);
    return replace(IPV6, safe, this::address);
  }

  private String address(String match) {
    return HARMLESS.contains(match) ? match : token("ip", match.toLowerCase(Locale.ROOT));
  }

  private static String replace(Pattern pattern, String text, UnaryOperator<String> by) {
    return pattern
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(by.apply(match.group())));
  }

  /** Replaces known names; what was found is added to {@code found}. */
  private String known(String text, List<String> found) {
    StringBuilder out = new StringBuilder(text.length());
    String lower = text.toLowerCase(Locale.ROOT);
    boolean sameLength = lower.length() == text.length();
    String folded = sameLength ? lower : text;
    Matcher word = WORD.matcher(folded);
    int done = 0;
    int from = 0;
    while (word.find(from)) {
      String hit = longest(folded, word.start(), word.group());
      if (hit.isEmpty()) {
        from = word.end();
      } else {
        found.add(hit);
        out.append(text, done, word.start()).append(tokens.get(hit));
        done = word.start() + hit.length();
        from = done;
      }
      if (from >= folded.length()) {
        break;
      }
    }
    return out.append(text, done, text.length()).toString();
  }

  private String longest(String folded, int at, String firstWord) {
    for (String name : byFirstWord.getOrDefault(firstWord, List.of())) {
      int end = at + name.length();
      if (folded.startsWith(name, at)
          && (end == folded.length() || !Character.isLetterOrDigit(folded.charAt(end)))) {
        return name;
      }
    }
    return "";
  }

  /** How many of the map's entries still stand in a text; a token is no entry. */
  synchronized int leaks(String text) {
    List<String> found = new ArrayList<>();
    known(text, found);
    int count = found.size();
    for (Map.Entry<String, String> entry : tokens.entrySet()) {
      boolean address =
          entry.getValue().startsWith("<email-")
              || entry.getValue().startsWith("<ip-")
              || entry.getValue().startsWith("<mac-");
      if (address && text.toLowerCase(Locale.ROOT).contains(entry.getKey())) {
        count++;
      }
    }
    return count;
  }

  /** Token to name: what stays at home. */
  public synchronized Map<String, String> map() {
    Map<String, String> map = new LinkedHashMap<>();
    tokens.forEach((name, token) -> map.put(token, name));
    return map;
  }
}
