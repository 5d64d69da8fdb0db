package dev.holdfast.appliance.platform.db;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.statement.ColonPrefixSqlParser;
import org.jdbi.v3.core.statement.ParsedSql;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Finds {@code :name} and {@code ?} in plain statements as Jdbi's own parser does, in one pass over
 * the text. Jdbi's is a grammar that ANTLR interprets: at a start it read some sixty statements,
 * and the compiling of its lexer took more processor time than the database's opening. What is not
 * plain (a backslash, something left open, a parameter's name that is no word) is left to it.
 */
final class NamedParameters implements SqlParser {
  private static final int MOST_KEPT = 1_000;
  private static final int NOT_PLAIN = -1;
  private static final char LAST_ASCII = 127;

  private final SqlParser library = new ColonPrefixSqlParser();
  private final Map<String, ParsedSql> kept = new ConcurrentHashMap<>();

  @Override
  public ParsedSql parse(String sql, StatementContext context) {
    ParsedSql known = kept.get(sql);
    if (known != null) {
      return known;
    }
    Reading reading = new Reading(sql);
    if (!reading.isPlain()) {
      return library.parse(sql, context);
    }
    ParsedSql read = reading.parsed.build();
    if (kept.size() < MOST_KEPT) {
      kept.put(sql, read);
    }
    return read;
  }

  @Override
  public String nameParameter(String rawName, StatementContext context) {
    return library.nameParameter(rawName, context);
  }

  /** One pass over one statement. */
  private static final class Reading {
    private final String sql;
    private final ParsedSql.Builder parsed = ParsedSql.builder();
    private int copied;
    private int names;
    private int marks;

    Reading(String sql) {
      this.sql = sql;
    }

    /** Reads it all; whether it was plain. */
    boolean isPlain() {
      int at = 0;
      while (at < sql.length()) {
        at = past(at);
        if (at == NOT_PLAIN) {
          return false;
        }
      }
      copyUpTo(sql.length());
      return true;
    }

    /** Where to go on after what begins here. */
    private int past(int at) {
      return switch (sql.charAt(at)) {
        case '\\' -> NOT_PLAIN;
        case '\'' -> pastEnd("'", at + 1);
        case '"' -> sql.startsWith("\"\"", at) ? NOT_PLAIN : pastEnd("\"", at + 1);
        case '-' -> sql.startsWith("--", at) ? pastLine(at) : at + 1;
        case '/' -> pastSlash(at);
        case ':' -> sql.startsWith("::", at) ? at + 2 : pastName(at);
        case '?' -> pastMark(at);
        default -> at + 1;
      };
    }

    private int pastEnd(String end, int from) {
      int found = sql.indexOf(end, from);
      return found < 0 || sql.substring(from, found).indexOf('\\') >= 0
          ? NOT_PLAIN
          : found + end.length();
    }

    private int pastLine(int from) {
      int end = from;
      while (end < sql.length() && sql.charAt(end) != '\n' && sql.charAt(end) != '\r') {
        end++;
      }
      return end;
    }

    private int pastSlash(int at) {
      if (sql.startsWith("//", at)) {
        return NOT_PLAIN; // a comment, to Jdbi
      }
      return sql.startsWith("/*", at) ? pastEnd("*/", at + 2) : at + 1;
    }

    private int pastName(int colon) {
      int end = colon + 1;
      while (end < sql.length() && isNamePart(sql.charAt(end))) {
        end++;
      }
      if (end == colon + 1 || goesOn(end) || marks > 0) {
        return NOT_PLAIN;
      }
      names++;
      copyUpTo(colon);
      parsed.appendNamedParameter(sql.substring(colon + 1, end));
      copied = end;
      return end;
    }

    private int pastMark(int at) {
      if (sql.startsWith("??", at) || names > 0) {
        return NOT_PLAIN;
      }
      marks++;
      copyUpTo(at);
      parsed.appendPositionalParameter();
      copied = at + 1;
      return at + 1;
    }

    /** Whether Jdbi may take what stands here for a part of the name before it. */
    private boolean goesOn(int at) {
      return at < sql.length()
          && (sql.charAt(at) > LAST_ASCII || ".?$".indexOf(sql.charAt(at)) >= 0);
    }

    private static boolean isNamePart(char c) {
      return c == '_' || (c <= LAST_ASCII && Character.isLetterOrDigit(c));
    }

    private void copyUpTo(int end) {
      if (end > copied) {
        parsed.append(sql.substring(copied, end));
      }
    }
  }
}
