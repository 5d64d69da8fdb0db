package dev.holdfast.appliance.backup.wal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The client's half of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding. PostgreSQL
 * takes the user's name from the start of the connection.
 */
final class Scram {
  static final String MECHANISM = "SCRAM-SHA-256";

  private static final String MAC = "HmacSHA256";
  private static final int KEY_BITS = 256;
  private static final int MOST_ROUNDS = 1_000_000;

  private final String password;
  private final String bare;
  private final String nonce;
  private byte[] expected = {};

  Scram(String user, String password, String nonce) {
    this.password = password;
    this.nonce = nonce;
    this.bare = "n=" + user + ",r=" + nonce;
  }

  String first() {
    return "n,," + bare;
  }

  /** The proof, for what the server answered to {@link #first}. */
  String last(String server) throws IOException {
    Map<Character, String> said = attributes(server);
    String both = said.getOrDefault('r', "");
    if (!both.startsWith(nonce) || both.length() == nonce.length()) {
      throw new IOException("the server's nonce does not continue ours");
    }
    try {
      int rounds = Integer.parseInt(said.getOrDefault('i', ""));
      if (rounds < 1 || rounds > MOST_ROUNDS) {
        throw new IOException("the server asks for " + rounds + " rounds");
      }
      byte[] salted = salted(Base64.getDecoder().decode(said.getOrDefault('s', "")), rounds);
      String without = "c=biws,r=" + both;
      String all = bare + "," + server + "," + without;
      byte[] clientKey = mac(salted, "Client Key");
      byte[] signature = mac(MessageDigest.getInstance("SHA-256").digest(clientKey), all);
      byte[] proof = new byte[clientKey.length];
      for (int i = 0; i < proof.length; i++) {
        proof[i] = (byte) (clientKey[i] ^ signature[i]);
      }
      expected = mac(mac(salted, "Server Key"), all);
      return without + ",p=" + Base64.getEncoder().encodeToString(proof);
    } catch (IllegalArgumentException e) {
      throw new IOException("the server's answer cannot be read", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** Looks whether the server knows the password too. */
  void check(String server) throws IOException {
    byte[] told;
    try {
      told = Base64.getDecoder().decode(attributes(server).getOrDefault('v', ""));
    } catch (IllegalArgumentException e) {
      throw new IOException("the server's proof cannot be read", e);
    }
    if (expected.length == 0 || !MessageDigest.isEqual(expected, told)) {
      throw new IOException("the server did not prove that it knows the password");
    }
  }

  private byte[] salted(byte[] salt, int rounds) throws GeneralSecurityException {
    PBEKeySpec key = new PBEKeySpec(password.toCharArray(), salt, rounds, KEY_BITS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(key).getEncoded();
    } finally {
      key.clearPassword();
    }
  }

  private static byte[] mac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(MAC);
    mac.init(new SecretKeySpec(key, MAC));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<Character, String> attributes(String text) {
    Map<Character, String> found = new HashMap<>();
    Arrays.stream(text.split(","))
        .filter(part -> part.length() > 1 && part.charAt(1) == '=')
        .forEach(part -> found.put(part.charAt(0), part.substring(2)));
    return found;
  }
}
