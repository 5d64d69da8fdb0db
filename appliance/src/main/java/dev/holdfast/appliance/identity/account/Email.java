package dev.holdfast.appliance.identity.account;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An e-mail address.
 *
 * @param text as it was typed
 * @param key the form that is compared: NFC, lower case
 */
public record Email(String text, String key) {
  private static final int MOST = 254;

  /** No blank, control or invisible character of any script. */
  private static final String SEEN = "[^\\s@\\p{Cc}\\p{Cf}\\p{Cs}";

  /** One @, something before it, a host with no blank after it; the mail server knows the rest. */
  private static final Pattern SHAPE =
      Pattern.compile(
          SEEN + "]{1,64}@" + SEEN + ".]+(?:\\." + SEEN + ".]+)*", Pattern.UNICODE_CHARACTER_CLASS);

  /** Reads an address; empty for what cannot be one. */
  public static Optional<Email> parse(String text) {
    String stripped = text.strip();
    return stripped.length() <= MOST && SHAPE.matcher(stripped).matches()
        ? Optional.of(new Email(stripped, key(stripped)))
        : Optional.empty();
  }

  /** The form that is compared, for any text at all. */
  public static String key(String text) {
    return Normalizer.normalize(text.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }

  /** The part behind the @. */
  String host() {
    return key.substring(key.lastIndexOf('@') + 1);
  }

  /** The part before the @. */
  String local() {
    return key.substring(0, key.lastIndexOf('@'));
  }
}
