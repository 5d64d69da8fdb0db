package dev.holdfast.appliance.identity.account;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.secret.Secret;
import jakarta.inject.Singleton;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which passphrases are good enough, after NIST SP 800-63B-4, section 3.1.1.2: long, not
 * well-known, and not made of the words that stand beside the field. No rule on its composition.
 */
@Singleton
final class PassphraseRules {
  static final int LEAST = 15;
  static final int MOST = 256;

  /** Characters that must remain once the expected words are taken out. */
  private static final int LEAST_OF_ITS_OWN = 8;

  private static final int LEAST_DIFFERENT = 5;
  private static final String PRODUCT = "holdfast";

  private @Nullable Set<String> wellKnown;

  /**
   * Gives the checked passphrase.
   *
   * @throws ProblemException {@code passphrase_weak}, with the reason
   */
  Secret check(@Nullable String passphrase, Email email, String name) {
    String text = Passphrases.normalised(passphrase == null ? "" : passphrase);
    int length = text.codePointCount(0, text.length());
    if (length < LEAST) {
      throw weak("It has " + length + " characters; it takes " + LEAST + " or more.");
    }
    if (length > MOST) {
      throw weak("It has " + length + " characters; it takes " + MOST + " or fewer.");
    }
    String folded = fold(text);
    if (folded.codePoints().distinct().count() < LEAST_DIFFERENT || repeats(folded)) {
      throw weak("It repeats itself.");
    }
    if (runs(folded)) {
      throw weak("It is a run of neighbouring characters.");
    }
    if (wellKnown().contains(folded)) {
      throw weak("It is on the list of well-known passphrases.");
    }
    if (ownLength(folded, email, name) < LEAST_OF_ITS_OWN) {
      throw weak("It is made of your name, your address or the product's name.");
    }
    return Secret.of(text);
  }

  /** Lower case, and without what people put between words. */
  private static String fold(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[\\s._-]+", "");
  }

  private static int ownLength(String folded, Email email, String name) {
    String own = folded.replace(fold(email.key()), "");
    own = without(own, fold(email.local()));
    own = without(own, fold(email.host()));
    for (String word : name.split("\\s+", -1)) {
      own = without(own, fold(word));
    }
    return own.replace(PRODUCT, "").length();
  }

  private static String without(String text, String word) {
    return word.length() > 2 ? text.replace(word, "") : text;
  }

  /** One short piece, again and again. */
  private static boolean repeats(String folded) {
    for (int piece = 1; piece <= folded.length() / 2; piece++) {
      boolean same = true;
      for (int i = piece; same && i < folded.length(); i++) {
        same = folded.charAt(i) == folded.charAt(i - piece);
      }
      if (same) {
        return true;
      }
    }
    return false;
  }

  /** Like 123456789..., abcdef... or backwards. */
  private static boolean runs(String folded) {
    int steps = 0;
    for (int i = 1; i < folded.length(); i++) {
      int step = folded.charAt(i) - folded.charAt(i - 1);
      if (step == 1 || step == -1) {
        steps++;
      }
    }
    return steps > (folded.length() - 1) * 3 / 4;
  }

  /** Read when the first passphrase is set: a start that needs none does not pay for it. */
  private synchronized Set<String> wellKnown() {
    Set<String> known = wellKnown;
    if (known == null) {
      known = load();
      wellKnown = known;
    }
    return known;
  }

  private static Set<String> load() {
    try (InputStream in = PassphraseRules.class.getResourceAsStream("well-known.txt")) {
      if (in == null) {
        throw new IllegalStateException("the list of well-known passphrases is missing");
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(PassphraseRules::fold)
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProblemException weak(String why) {
    return Problem.of(ErrorCode.PASSPHRASE_WEAK, why).asException();
  }
}
