package dev.holdfast.appliance.backup.archive;

import com.codahale.shamir.Scheme;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The private half of a recovery key as text: whole, or in shares of which any {@code m} of {@code
 * n} give it back and fewer say nothing of it (Shamir's scheme). A share is one line, with a check
 * sum against typing errors:
 *
 * <pre>hfr1-KEYID-M-N-INDEX-DATA-CHECK</pre>
 */
public final class Shares {
  private static final int MOST = 20;
  private static final int CHECK_BYTES = 4;
  private static final Pattern LINE =
      Pattern.compile(
          "hfr1-([0-9a-f]{16})-([0-9]{1,2})-([0-9]{1,2})-([0-9]{1,2})-([A-Za-z0-9_-]{43})-([0-9a-f]{8})");

  private Shares() {}

  /**
   * Splits; {@code m} = {@code n} = 1 gives the whole key in one line.
   *
   * @throws IllegalArgumentException unless 1 &lt;= m &lt;= n &lt;= 20, and m &gt; 1 where n &gt; 1
   */
  public static List<String> split(RecoveryKey.Pair pair, int m, int n) {
    if (m < 1 || n < m || n > MOST || (n > 1 && m < 2)) {
      throw new IllegalArgumentException(
          "shares are m of n with 2 <= m <= n <= " + MOST + ", or 1 of 1");
    }
    String id = pair.key().id();
    if (n == 1) {
      return List.of(line(id, m, n, 1, pair.privateKey()));
    }
    Map<Integer, byte[]> parts =
        new Scheme(new SecureRandom(), n, m).split(pair.privateKey().clone());
    return new TreeMap<>(parts)
        .entrySet().stream().map(part -> line(id, m, n, part.getKey(), part.getValue())).toList();
  }

  /**
   * Puts a private key together.
   *
   * @throws BackupException {@code LOCKED} where the lines are too few, damaged or of several keys
   */
  public static byte[] join(List<String> lines) throws BackupException {
    Map<Integer, byte[]> parts = new HashMap<>();
    String id = "";
    int m = 0;
    int n = 0;
    for (String line : lines) {
      Matcher share = LINE.matcher(line.strip());
      if (!share.matches() || !check(share)) {
        throw locked("A share was mistyped or cut off: its check sum does not hold.");
      }
      if (!id.isEmpty()
          && (!id.equals(share.group(1))
              || m != Integer.parseInt(share.group(2))
              || n != Integer.parseInt(share.group(3)))) {
        throw locked("The shares belong to different recovery keys.");
      }
      id = share.group(1);
      m = Integer.parseInt(share.group(2));
      n = Integer.parseInt(share.group(3));
      parts.put(Integer.parseInt(share.group(4)), Base64.getUrlDecoder().decode(share.group(5)));
    }
    if (parts.isEmpty() || parts.size() < m) {
      throw locked(
          "Too few shares: " + parts.size() + " different ones were given, " + m + " are needed.");
    }
    byte[] key =
        n == 1
            ? parts.values().iterator().next()
            : new Scheme(new SecureRandom(), n, m).join(new HashMap<>(parts));
    if (!RecoveryKey.of(key).id().equals(id)) {
      throw locked("The shares do not give the recovery key that they name.");
    }
    return key;
  }

  private static String line(String id, int m, int n, int index, byte[] data) {
    String body =
        String.join(
            "-",
            "hfr1",
            id,
            Integer.toString(m),
            Integer.toString(n),
            Integer.toString(index),
            Base64.getUrlEncoder().withoutPadding().encodeToString(data));
    return body + "-" + checksum(body);
  }

  private static boolean check(Matcher share) {
    String whole = share.group();
    String body = whole.substring(0, whole.lastIndexOf('-'));
    return MessageDigest.isEqual(
        checksum(body).getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        share.group(6).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  private static String checksum(String body) {
    byte[] hash = Format.sha384().digest(body.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(Arrays.copyOf(hash, CHECK_BYTES));
  }

  private static BackupException locked(String words) {
    return new BackupException(Reason.LOCKED, words);
  }
}
