package dev.holdfast.appliance.backup.archive;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Names and digests that every part of the form shares. */
public final class Format {
  /** The form's name; a reader refuses any other. */
  public static final String NAME = "holdfast-backup-1";

  /** What a manifest's name ends in. */
  public static final String MANIFEST = ".hfbackup";

  /** What a pack's name ends in. */
  public static final String PACK = ".hfpack";

  private static final Pattern ID = Pattern.compile("(bak|wal)_[0-9a-hjkmnp-tv-z]{26}");

  private Format() {}

  /** Whether this can be a backup's id; nothing else is ever made a file's name. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  public static MessageDigest sha384() {
    try {
      return MessageDigest.getInstance("SHA-384");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-384", e);
    }
  }

  public static String sha384(byte[] bytes) {
    return HexFormat.of().formatHex(sha384().digest(bytes));
  }
}
