package dev.holdfast.license.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.key.SelfSigned;
import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.Suite;
import dev.holdfast.license.testkit.Refusals;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A bundle's receipt is read as strictly as any other statement: whoever makes the bundle signs the
 * receipt with a key of their own, and so can write into it what they like.
 */
class ReceiptTest {
  private static final Instant AT = Instant.parse("2026-11-21T12:00:00Z");
  private static final String ID = "sup_01h455vb4pex5vsknk084sn02q";
  private static final SigningKey INSTALLATION = SigningKey.generate(Suite.V2026_1);
  private static final byte[] KEY = new byte[32];
  private static final Map<String, byte[]> FILES =
      Map.of("facts.txt", bytes("a=1\n"), "logs/1.log", bytes("a log"));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static SupportBundle.Receipt receipt() {
    Map<String, Long> redactions = new TreeMap<>(Map.of("jwt", 2L, "name", 0L));
    return new SupportBundle.Receipt(
        "holdfast", "ins_1", ID, AT, "1.0.0", SupportBundle.digests(FILES), redactions);
  }

  /** The receipt's payload as it would be signed. */
  private static String payload() {
    String file = new String(receipt().sign(INSTALLATION), StandardCharsets.UTF_8);
    return file.substring(file.indexOf('\n') + 1, file.indexOf("\n-----SIGNED-----"));
  }

  /** A bundle under the key of zeros, with this receipt. */
  private static byte[] sealed(byte[] receipt) {
    byte[][] key = new byte[1][];
    byte[] bundle =
        SupportBundle.seal(
            ID,
            AT,
            receipt,
            FILES,
            List.of(
                new SupportBundle.To(
                    SupportBundle.VENDOR,
                    "k",
                    "s",
                    secret -> {
                      key[0] = secret;
                      return secret;
                    })));
    byte[] contentKey = key[0];
    return contentKey == null ? new byte[0] : recrypted(bundle, contentKey);
  }

  /** The same bundle under the key of zeros, so that tests need not carry keys. */
  private static byte[] recrypted(byte[] bundle, byte[] contentKey) {
    int end = new String(bundle, StandardCharsets.ISO_8859_1).indexOf('\n');
    byte[] line = Arrays.copyOf(bundle, end);
    byte[] body = Arrays.copyOfRange(bundle, end + 1, bundle.length);
    byte[] again =
        crypt(Cipher.ENCRYPT_MODE, KEY, line, crypt(Cipher.DECRYPT_MODE, contentKey, line, body));
    byte[] out = Arrays.copyOf(bundle, end + 1 + again.length);
    System.arraycopy(again, 0, out, end + 1, again.length);
    return out;
  }

  private static byte[] crypt(int mode, byte[] key, byte[] line, byte[] data) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, new byte[12]));
      cipher.updateAAD(line);
      return cipher.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static SupportBundle.Opened open(String payload) {
    byte[] signed = SelfSigned.write(INSTALLATION, PayloadType.SUPPORT_RECEIPT, bytes(payload));
    return SupportBundle.open(sealed(signed), KEY);
  }

  @Test
  void open_receiptAsItWasWritten_saysTheSame() {
    SupportBundle.Opened opened = open(payload());
    assertThat(opened.receipt()).isEqualTo(receipt());
    assertThat(opened.files()).containsOnlyKeys("facts.txt", "logs/1.log");
    assertThat(opened.signer()).isEqualTo(INSTALLATION.verifying());
  }

  @ParameterizedTest
  @CsvSource({
    "'\"format\" : 1', '\"format\" : 2', FORMAT_UNKNOWN",
    "'\"format\" : 1,', '', FIELD_MISSING",
    "'\"format\" : 1', '\"format\" : 1.0', BAD_NUMBER",
    "'\"format\" : 1', '\"format\" : \"1\"', FIELD_TYPE",
    "'\"format\" : 1', '\"format\" : 0', FIELD_VALUE",
    "'\"product\"', '\"Product\"', FIELD_UNKNOWN",
    "'\"version\" : \"1.0.0\"', '\"version\" : \"\"', FIELD_VALUE",
    "'\"version\" : \"1.0.0\"', '\"version\" : 1', FIELD_TYPE",
    "'12:00:00Z', '12:00:00.5Z', FIELD_VALUE",
    "'12:00:00Z', '12:00:00+00:00', FIELD_VALUE",
    "'\"count\" : 2', '\"count\" : -2', FIELD_VALUE",
    "'\"count\" : 2', '\"count\" : 2e0', BAD_NUMBER",
    "'\"count\" : 2', '\"count\" : 2, \"more\" : 1', FIELD_UNKNOWN",
    "'\"rule\" : \"name\"', '\"rule\" : \"jwt\"', FIELD_VALUE",
    "'\"name\" : \"logs/1.log\"', '\"name\" : \"facts.txt\"', FIELD_VALUE",
    "'\"name\" : \"logs/1.log\"', '\"name\" : \"logs/2.log\"', CONTENTS_WRONG",
    "'\"name\" : \"logs/1.log\"', '\"name\" : \"../1.log\"', CONTENTS_WRONG",
    "'\"name\" : \"facts.txt\",', '\"name\" : \"facts.txt\", \"size\" : 4,', FIELD_UNKNOWN",
    "'\"sha384\" : \"', '\"sha384\" : \"g', FIELD_VALUE",
    "'\"bundle\" : \"sup_01h', '\"bundle\" : \"sup_02h', CONTENTS_WRONG",
    "'\"files\" :', '\"files\" : [], \"Files\" :', AMBIGUOUS_NAME",
    "'\"files\" :', '\"files\" : [], \"files\" :', DUPLICATE_NAME"
  })
  void open_receiptThatSaysSomethingElse_isRefusedForItsOwnReason(
      String part, String other, Refusal expected) {
    assertThat(payload()).contains(part);
    Refusals.assertRefused(
        () ->
            open(
                payload()
                    .replaceFirst(
                        java.util.regex.Pattern.quote(part),
                        java.util.regex.Matcher.quoteReplacement(other))),
        expected);
  }

  /** A file that the receipt does not name, or one too many that it does. */
  @Test
  void open_receiptOfFewerOrMoreFiles_isRefused() {
    Map<String, byte[]> one = Map.of("facts.txt", bytes("a=1\n"));
    Map<String, byte[]> three = new TreeMap<>(FILES);
    three.put("more.txt", new byte[0]);
    for (Map<String, byte[]> files : List.of(one, three, Map.<String, byte[]>of())) {
      byte[] signed =
          new SupportBundle.Receipt(
                  "holdfast", "ins_1", ID, AT, "1", SupportBundle.digests(files), Map.of())
              .sign(INSTALLATION);
      Refusals.assertRefused(() -> SupportBundle.open(sealed(signed), KEY), Refusal.CONTENTS_WRONG);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 24, 31, 33, 64})
  void open_contentKeyOfAnotherLength_isRefused(int length) {
    byte[] bundle = sealed(receipt().sign(INSTALLATION));
    Refusals.assertRefused(() -> SupportBundle.open(bundle, new byte[length]), Refusal.KEY_INVALID);
  }

  @Test
  void open_statementOfAnotherKindAsReceipt_isRefused() {
    byte[] request =
        SelfSigned.write(INSTALLATION, PayloadType.ACTIVATION_REQUEST, bytes(payload()));
    Refusals.assertRefused(
        () -> SupportBundle.open(sealed(request), KEY), Refusal.PAYLOAD_TYPE_WRONG);
    Refusals.assertRefused(
        () -> SupportBundle.open(sealed(new byte[0]), KEY), Refusal.FORMAT_UNKNOWN);
  }

  /** The length of the receipt is the sender's number: it leads nowhere. */
  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 20, 0, 1})
  void open_receiptOfAnyClaimedLength_isRefused(int length) {
    byte[] bundle = sealed(receipt().sign(INSTALLATION));
    int end = new String(bundle, StandardCharsets.ISO_8859_1).indexOf('\n');
    byte[] line = Arrays.copyOf(bundle, end);
    byte[] plain =
        crypt(Cipher.DECRYPT_MODE, KEY, line, Arrays.copyOfRange(bundle, end + 1, bundle.length));
    java.nio.ByteBuffer.wrap(plain).putInt(length);
    byte[] body = crypt(Cipher.ENCRYPT_MODE, KEY, line, plain);
    byte[] changed = Arrays.copyOf(bundle, end + 1 + body.length);
    System.arraycopy(body, 0, changed, end + 1, body.length);
    assertThatThrownBy(() -> SupportBundle.open(changed, KEY))
        .isInstanceOf(dev.holdfast.license.statement.RefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void open_bodyWithoutRoomForALength_isRefused(int length) {
    byte[] bundle = sealed(receipt().sign(INSTALLATION));
    int end = new String(bundle, StandardCharsets.ISO_8859_1).indexOf('\n');
    byte[] body = crypt(Cipher.ENCRYPT_MODE, KEY, Arrays.copyOf(bundle, end), new byte[length]);
    byte[] changed = Arrays.copyOf(bundle, end + 1 + body.length);
    System.arraycopy(body, 0, changed, end + 1, body.length);
    Refusals.assertRefused(() -> SupportBundle.open(changed, KEY), Refusal.NOT_CANONICAL);
  }

  @ParameterizedTest
  @CsvSource({
    "'holdfast-support-1', 'holdfast-support-2', FORMAT_UNKNOWN",
    "'\"format\"', '\"Format\"', FIELD_MISSING",
    "'\"id\":', '\"ID\":', FIELD_UNKNOWN",
    "'\"kind\":\"vendor\",', '\"kind\":\"vendor\",\"more\":1,', FIELD_UNKNOWN",
    "'\"kind\":\"vendor\"', '\"kind\":\"\"', FIELD_VALUE",
    "'\"recipients\":[', '\"recipients\":[1,', FIELD_TYPE",
    "'\"recipients\":[', '\"recipients\":[{},', FIELD_MISSING",
    "'12:00:00Z', '24:00:00Z', FIELD_VALUE",
    "'{', '{{', NOT_JSON",
    "'{', '\ufeff{', BYTE_ORDER_MARK"
  })
  void outer_lineThatIsAnother_isRefused(String part, String other, Refusal expected) {
    byte[] bundle = sealed(receipt().sign(INSTALLATION));
    String text = new String(bundle, StandardCharsets.ISO_8859_1);
    String line = text.substring(0, text.indexOf('\n'));
    assertThat(line).contains(part);
    byte[] changed =
        bytes(
            line.replaceFirst(
                    java.util.regex.Pattern.quote(part),
                    java.util.regex.Matcher.quoteReplacement(other))
                + "\nbody");
    Refusals.assertRefused(() -> SupportBundle.outer(changed), expected);
  }

  @Test
  void outer_moreRecipientsThanThereMayBe_areRefused() {
    SupportBundle.To one = new SupportBundle.To("vendor", "k", "s", secret -> new byte[1]);
    byte[] receipt = receipt().sign(INSTALLATION);
    List<SupportBundle.To> eight = java.util.Collections.nCopies(8, one);
    assertThat(SupportBundle.outer(SupportBundle.seal(ID, AT, receipt, FILES, eight)).recipients())
        .hasSize(8);
    List<SupportBundle.To> nine = java.util.Collections.nCopies(9, one);
    Refusals.assertRefused(
        () -> SupportBundle.outer(SupportBundle.seal(ID, AT, receipt, FILES, nine)),
        Refusal.TOO_MANY);
  }

  @Test
  void outer_noLineAtAllOrOneWithoutAnEnd_isNoBundle() {
    for (byte[] file : List.of(new byte[0], bytes("{}"), new byte[70_000])) {
      Refusals.assertRefused(() -> SupportBundle.outer(file), Refusal.FORMAT_UNKNOWN);
    }
    Refusals.assertRefused(() -> SupportBundle.outer(bytes("\n")), Refusal.NOT_JSON);
  }

  /** What could not be unpacked again is not sealed: 64 MiB of nothing compress to very little. */
  @Test
  void seal_moreThanABundleHolds_isRefused() {
    byte[] large = new byte[SupportBundle.MOST];
    Map<String, byte[]> tooMuch = Map.of("a.txt", large, "b.txt", new byte[1]);
    assertThatThrownBy(() -> SupportBundle.seal(ID, AT, new byte[0], tooMuch, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bytes at most");
    assertThat(Packing.unpack(Packing.pack(Map.of("a.txt", large)))).containsKey("a.txt");
  }
}
