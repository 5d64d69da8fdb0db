package dev.holdfast.license.statement;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The one digest of this core (FIPS 180-4), as 96 hexadecimal digits in lower case. */
public final class Sha384 {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{96}");

  private Sha384() {}

  public static String hex(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-384").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-384", e);
    }
  }

  /** Whether a text has the form of a digest. */
  public static boolean isHex(String text) {
    return HEX.matcher(text).matches();
  }

  /**
   * Reads a member that must be a digest.
   *
   * @throws RefusedException {@code field_value} where it is not
   */
  public static String require(JsonFields fields, String name) {
    String hex = fields.text(name, 96);
    if (!isHex(hex)) {
      throw fields.refused(Refusal.FIELD_VALUE, name);
    }
    return hex;
  }
}
