package dev.holdfast.appliance.diagnostics.redact;

import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shapes that secrets have in configuration files, logs, command lines and dumps. Each rule
 * keeps what names the secret and replaces the secret by {@code [redacted:RULE]}; what a rule has
 * made, no rule matches again. No rule ever holds a secret: rules are shapes only.
 */
final class SecretRules {
  /** What every mask starts with. */
  static final String MASK = "[redacted:";

  /** The part of a name, and what may follow it, that says that the value is secret. */
  private static final String NAME =
      "(?:pass(?:word|wd|phrase|code)|\\bpass\\b|pwd|secret|token|api[-_.]?key"
          + "|access[-_.]?key(?:[-_.]?id)?|private[-_.]?key|account[-_.]?key|master[-_.]?key"
          + "|encryption[-_.]?key|credential|authorization|cookie|session[-_.]?id|csrf"
          + "|owner[-_.]?account|cert[-_.]?key|signature|\\bsalt\\b|\\bpin\\b|\\buid\\b"
          + "|\\buser[-_. ]?id\\b)s?[\\w.\\-]{0,30}";

  /** What may stand before it in the same name; only where a match cannot begin anywhere. */
  private static final String PREFIX = "[\\w.:\\-]{0,60}?";

  private static final String NOT_MASKED = "(?!\\[redacted:)";

  /** A rule. */
  record Rule(String name, Pattern pattern) {
    String mask() {
      return MASK + name + "]";
    }

    /** The group {@code b} stays before the mask, the group {@code a} behind it, if there are. */
    Function<MatchResult, String> replacement() {
      return match -> {
        String before = group(match, "b");
        return Matcher.quoteReplacement(before + mask() + group(match, "a"));
      };
    }

    private static String group(MatchResult match, String name) {
      return match.namedGroups().containsKey(name) && match.group(name) != null
          ? match.group(name)
          : "";
    }
  }

  /** In the order in which they are applied: whole blocks first, single values last. */
  static final List<Rule> ALL =
      List.of(
          rule(
              "private-key",
              "(?s)-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|\\z)"),
          rule(
              "statement",
              "(?s)-----BEGIN HOLDFAST [^\\n]{0,60}-----.*?(?:-----END HOLDFAST [^\\n]{0,60}-----|\\z)"),
          rule(
              "recovery-share",
              "\\bhfr1-[0-9a-f]{16}-[0-9]{1,2}-[0-9]{1,2}-[0-9]{1,2}-[\\w-]{20,}"),
          rule("holdfast-key", "\\bhf_[A-Za-z0-9_-]{8,}"),
          rule(
              "vendor-key",
              "\\b(?:(?:sk|pk|rk)[-_][A-Za-z0-9_-]{12,}|hv[sbr]\\.[A-Za-z0-9_-]{12,}"
                  + "|gh[pousr]_[A-Za-z0-9]{20,}|glpat-[\\w-]{16,}|xox[abpr]-[\\w-]{10,}"
                  + "|AIza[\\w-]{30,}|(?:AKIA|ASIA)[A-Z0-9]{12,}|AGE-SECRET-KEY-[A-Z0-9]{20,})"),
          rule("jwt", "\\beyJ[A-Za-z0-9_-]{6,}\\.[A-Za-z0-9_-]{4,}\\.?[A-Za-z0-9_-]*"),
          rule(
              "header",
              "(?i)(?<b>\\b(?:proxy-)?authorization\\\\?[\"']?\\s{0,4}[:=]\\s{0,4}\\\\?[\"']?(?:(?:bearer|basic|digest|negotiate|apikey)\\s+)?)"
                  + NOT_MASKED
                  + "[^\\s\"',;\\\\]{4,}"),
          rule(
              "bearer",
              "(?i)(?<b>\\b(?:bearer|basic|digest)\\s+)" + NOT_MASKED + "[A-Za-z0-9._~+/=-]{8,}"),
          rule(
              "cookie",
              "(?i)(?<b>\\b(?:set-)?cookie\\\\?[\"']?\\s{0,4}[:=]\\s{0,4}\\\\?[\"']?)"
                  + NOT_MASKED
                  + "[^\\s\"'\\\\][^\\r\\n\"'\\\\]*"),
          rule(
              "url-userinfo",
              "(?i)(?<b>\\b[a-z][a-z0-9+.-]{1,30}://)"
                  + NOT_MASKED
                  + "[^\\s/@\"'<>]{1,256}(?<a>@)"),
          rule(
              "dsn",
              "(?i)"
                  + NOT_MASKED
                  + "\\b(?!redacted:[a-z0-9-]{1,30}\\])"
                  + "[^\\s:/@\"']{1,64}:[^\\s@\"']{1,256}(?<a>@tcp\\()"),
          rule(
              "named-pair",
              "(?is)(?<b>\\\\?[\"']name\\\\?[\"']\\s{0,9}:\\s{0,9}\\\\?[\"']"
                  + PREFIX
                  + NAME
                  // What stands before each line, too: a comment's sign, a log's time.
                  + "\\\\?[\"']\\s{0,9},[^\"'{}]{0,60}\\\\?[\"']value\\\\?[\"']\\s{0,9}:\\s{0,9}\\\\?[\"'])"
                  + NOT_MASKED
                  + "[^\"'\\\\]{1,4000}"),
          rule(
              "xml",
              "(?i)(?<b><"
                  + PREFIX
                  + NAME
                  + "(?:\\s[^>]{0,200})?>)"
                  + NOT_MASKED
                  + "[^<]{1,4000}(?<a></)"),
          rule(
              "quoted-value",
              "(?i)(?<b>"
                  + NAME
                  + "\\\\?[\"']?\\s{0,6}[:=]\\s{0,6}\\\\?(?<q>[\"']))"
                  + NOT_MASKED
                  + "(?:(?!\\k<q>|\\\\[\"']|[\\r\\n]).){1,4000}"),
          rule(
              "value",
              "(?i)(?<b>"
                  + NAME
                  + "\\\\?[\"']?\\s{0,6}[:=]\\s{0,6})"
                  + NOT_MASKED
                  + "(?![\"'\\s\\\\{\\[])(?!(?:null|true|false)\\b)[^\\s\"',;&<>\\\\]{1,4000}"),
          rule(
              "option",
              "(?i)(?<b>(?:^|\\s)--?"
                  + PREFIX
                  + NAME
                  + "\\s+)"
                  + NOT_MASKED
                  + "(?!-)[^\\s\"']{1,4000}"),
          rule("base64", "(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{56,}={0,2}(?![A-Za-z0-9+/_-])"),
          rule("hexadecimal", "(?<![0-9A-Za-z])[0-9a-fA-F]{40,}(?![0-9A-Za-z])"));

  private SecretRules() {}

  private static Rule rule(String name, String pattern) {
    return new Rule(name, Pattern.compile(pattern, Pattern.MULTILINE));
  }
}
