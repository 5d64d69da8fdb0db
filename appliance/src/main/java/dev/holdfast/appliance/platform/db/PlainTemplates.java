package dev.holdfast.appliance.platform.db;

import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.statement.DefinedAttributeTemplateEngine;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.TemplateEngine;

/**
 * Takes a statement as it stands where nothing like {@code <name>} is in it, and leaves the others
 * to Jdbi, for the reason that {@link NamedParameters} gives.
 */
final class PlainTemplates implements TemplateEngine.Parsing {
  private final TemplateEngine.Parsing library = new DefinedAttributeTemplateEngine();

  @Override
  public Optional<Function<StatementContext, String>> parse(
      String template, ConfigRegistry config) {
    return isPlain(template) ? Optional.of(context -> template) : library.parse(template, config);
  }

  /** A comparison (a &lt; b, a &lt;&gt; b, a &lt;= b) has no name right after its sign. */
  static boolean isPlain(String template) {
    if (template.indexOf('\\') >= 0) {
      return false;
    }
    int at = template.indexOf('<');
    while (at >= 0) {
      if (at + 1 < template.length() && isNamePart(template.charAt(at + 1))) {
        return false;
      }
      at = template.indexOf('<', at + 1);
    }
    return true;
  }

  private static boolean isNamePart(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }
}
