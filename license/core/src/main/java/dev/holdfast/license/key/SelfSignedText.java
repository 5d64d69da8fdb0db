package dev.holdfast.license.key;

import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a text that an installation signed, one char for each byte; not verified yet.
 *
 * @param block the keys and the signatures
 */
record SelfSignedText(byte[] payload, byte @Nullable [] attached, byte[] block) {
  static SelfSignedText of(String text, PayloadType type) {
    if (text.indexOf('\r') >= 0) {
      throw new RefusedException(Refusal.NOT_CANONICAL, "its line ends were changed");
    }
    if (!text.startsWith(SelfSigned.begin(type))) {
      throw new RefusedException(
          text.startsWith(SelfSigned.MARK + "BEGIN HOLDFAST ")
              ? Refusal.PAYLOAD_TYPE_WRONG
              : Refusal.FORMAT_UNKNOWN);
    }
    int payload = SelfSigned.begin(type).length();
    int signed = text.lastIndexOf("\n" + SelfSigned.SIGNED) + 1;
    int block = signed + SelfSigned.SIGNED.length();
    int end = text.lastIndexOf("\n" + SelfSigned.end(type)) + 1;
    if (signed < payload || end < block) {
      throw new RefusedException(Refusal.NOT_CANONICAL, "its signature is missing");
    }
    int mark = text.indexOf("\n" + SelfSigned.ATTACHED, payload) + 1;
    boolean attaches = mark > 0 && mark + SelfSigned.ATTACHED.length() <= signed;
    int payloadEnd = (attaches ? mark : signed) - 1;
    if (payloadEnd < payload) {
      throw new RefusedException(Refusal.NOT_CANONICAL, "its payload is missing");
    }
    String attached = attaches ? text.substring(mark + SelfSigned.ATTACHED.length(), signed) : "";
    if (("\n" + attached).contains("\n" + SelfSigned.MARK)) {
      throw new RefusedException(Refusal.NOT_CANONICAL, "more than one statement");
    }
    return new SelfSignedText(
        bytes(text.substring(payload, payloadEnd)),
        attaches ? bytes(attached) : null,
        base64(text.substring(block, end)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] base64(String lines) {
    try {
      return Base64.getDecoder().decode(lines.replace("\n", ""));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(Refusal.NOT_CANONICAL, "its signature is damaged");
    }
  }
}
