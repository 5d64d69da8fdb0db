package dev.holdfast.license.bundle;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** SHA-384, as 96 hexadecimal digits: what {@code sha384sum} prints. */
final class Digests {
  private Digests() {}

  static MessageDigest sha384() {
    try {
      return MessageDigest.getInstance("SHA-384");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-384", e);
    }
  }

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** One line for each entry: type, mode, size, digest, path. */
  static String snapshot(List<BundleManifest.Entry> entries) {
    MessageDigest digest = sha384();
    for (BundleManifest.Entry entry : entries) {
      String line =
          String.format(
              Locale.ROOT,
              "%s %04o %d %s %s\n",
              entry.isFile() ? "file" : "folder",
              entry.mode(),
              entry.size(),
              entry.isFile() ? entry.sha384() : "-",
              entry.path());
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return hex(digest);
  }
}
