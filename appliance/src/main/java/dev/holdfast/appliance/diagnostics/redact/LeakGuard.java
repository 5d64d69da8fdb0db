package dev.holdfast.appliance.diagnostics.redact;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;

/**
 * Looks at the finished files once more, as they would leave: by the map of names, by the rules,
 * and for the very secrets that this appliance holds. Whatever it finds keeps the bundle from being
 * written; it tells where and what kind, never what.
 */
public final class LeakGuard {
  private static final int SHORTEST = 8;

  private final Names names;
  private final List<String> secrets;
  private final Predicate<String> ownName;

  /**
   * @param secrets the appliance's own, in the clear; kept only as long as this object
   * @param ownName tells the names of files that stand in the code; of these, no word is a name
   */
  public LeakGuard(Names names, Collection<String> secrets, Predicate<String> ownName) {
    this.names = names;
    this.ownName = ownName;
    this.secrets = secrets.stream().filter(secret -> secret.length() >= SHORTEST).toList();
  }

  /** A place where something stands that must not leave. */
  public record Leak(String file, String kind) {}

  /** Everything found; empty where the files may leave. */
  public List<Leak> look(Map<String, byte[]> files) {
    List<Leak> leaks = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      String text = new String(file.getValue(), StandardCharsets.UTF_8);
      look(file.getKey(), text, leaks);
      if (!ownName.test(file.getKey())) {
        look(file.getKey(), file.getKey(), leaks);
      }
    }
    return leaks;
  }

  private void look(String file, String text, List<Leak> leaks) {
    if (names.leaks(text) > 0) {
      leaks.add(new Leak(file, "name or address"));
    }
    if (secrets.stream().anyMatch(text::contains)) {
      leaks.add(new Leak(file, "secret of this appliance"));
    }
    for (SecretRules.Rule rule : SecretRules.ALL) {
      Matcher matcher = rule.pattern().matcher(text);
      while (matcher.find()) {
        if (!matcher.group().contains(SecretRules.MASK)) {
          leaks.add(new Leak(file, rule.name()));
          break;
        }
      }
    }
  }
}
