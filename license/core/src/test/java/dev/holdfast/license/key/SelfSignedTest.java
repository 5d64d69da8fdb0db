package dev.holdfast.license.key;

import static dev.holdfast.license.testkit.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.statement.Algorithm;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.Suite;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.license.statement.Wire;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A text that an installation signs: one form, the very bytes, and a key that travels with it. */
class SelfSignedTest {
  private static final PayloadType TYPE = PayloadType.USAGE_REPORT;
  private static final byte[] ROWS = "number\n1\n2\n".getBytes(UTF_8);

  private final SigningKey key = SigningKey.generate(Suite.V2026_1);

  @Test
  void open_whatWasWritten_givesPayloadKeyAndAttachment() {
    SelfSigned.Opened opened = open(file(ROWS));
    assertThat(opened.key()).isEqualTo(key.verifying());
    assertThat(opened.payload().text("name", 20)).isEqualTo("München");
    assertThat(opened.attached()).isEqualTo(ROWS);
    assertThat(opened.attachedHolds()).isTrue();
  }

  @Test
  void open_nothingAttachedOrNamed_holds() {
    byte[] payload = "{\"name\":\"x\"}".getBytes(UTF_8);
    SelfSigned.Opened opened = open(SelfSigned.write(key, TYPE, payload));
    assertThat(opened.attached()).isNull();
    assertThat(opened.attachedHolds()).isTrue();
  }

  @Test
  void open_attachmentThatNothingNames_doesNotHold() {
    byte[] payload = "{\"name\":\"x\"}".getBytes(UTF_8);
    assertThat(open(SelfSigned.write(key, TYPE, payload, ROWS)).attachedHolds()).isFalse();
  }

  @Test
  void open_attachmentTakenOutOrChanged_doesNotHold() {
    String text = text(file(ROWS));
    assertThat(open(text.replace("-----ATTACHED-----\nnumber\n1\n2\n", "")).attachedHolds())
        .isFalse();
    assertThat(open(text.replace("\n1\n2\n", "\n1\n3\n")).attachedHolds()).isFalse();
    assertThat(open(text.replace("\n1\n2\n", "\n1\n2\n3\n")).attachedHolds()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"USAGE_REPORT", "ACTIVATION_REQUEST", "SUPPORT_RECEIPT"})
  void write_whatOnlyTheVendorSigns_isNoInstallations(PayloadType type) {
    assertThatThrownBy(() -> SelfSigned.write(key, type, ROWS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void open_underAnotherType_isRefusedWhateverItsFirstLineSays() {
    String text = text(file(ROWS));
    byte[] renamed =
        text.replace("usage-report-----", "activation-request-----").getBytes(ISO_8859_1);
    assertRefused(
        () -> SelfSigned.open(file(ROWS), PayloadType.ACTIVATION_REQUEST, Suites.CURRENT),
        Refusal.PAYLOAD_TYPE_WRONG);
    assertRefused(
        () -> SelfSigned.open(renamed, PayloadType.ACTIVATION_REQUEST, Suites.CURRENT),
        Refusal.SIGNATURE_INVALID);
  }

  @Test
  void open_keyOfSomebodyElse_doesNotHold() {
    String ours = text(file(ROWS));
    String theirs =
        text(SelfSigned.write(SigningKey.generate(Suite.V2026_1), TYPE, payload(ROWS), ROWS));
    String mixed =
        ours.substring(0, ours.indexOf("-----SIGNED"))
            + theirs.substring(theirs.indexOf("-----SIGNED"));
    assertThat(open(mixed).key())
        .as("it is theirs then, and the ledger sees it")
        .isNotEqualTo(key.verifying());
  }

  @Test
  void open_suiteThatIsNotKnown_needsANewerVersion() {
    Suite quick = new Suite("quick", List.of(Algorithm.ED25519));
    byte[] file = SelfSigned.write(SigningKey.generate(quick), TYPE, payload(ROWS), ROWS);
    assertRefused(() -> open(file), Refusal.SUITE_UNKNOWN);
    assertThat(SelfSigned.open(file, TYPE, new Suites(List.of(quick))).attachedHolds()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "-----BEGIN HOLDFAST usage-report-----\n",
        "-----BEGIN HOLDFAST usage-report-----\n{}\n-----SIGNED-----\n",
        "-----BEGIN HOLDFAST usage-report-----\n"
            + "-----SIGNED-----\n"
            + "x\n"
            + "-----END HOLDFAST usage-report-----\n",
        "-----BEGIN HOLDFAST usage-report-----\n"
            + "{}\n"
            + "-----SIGNED-----\n"
            + "!\n"
            + "-----END HOLDFAST usage-report-----\n",
        "-----END HOLDFAST usage-report-----\n"
            + "-----SIGNED-----\n"
            + "-----BEGIN HOLDFAST usage-report-----\n"
      })
  void open_noSuchFile_isRefused(String text) {
    assertThatThrownBy(() -> open(text))
        .isInstanceOf(dev.holdfast.license.statement.RefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"front", "back", "line-end", "base64-width", "second", "blank-line"})
  void open_writtenAnotherWay_isRefused(String how) {
    String text = text(file(ROWS));
    String changed =
        switch (how) {
          case "front" -> "Dear vendor,\n" + text;
          case "back" -> text + "Regards\n";
          case "line-end" -> text.replace("\n", "\r\n");
          case "base64-width" -> text.replaceFirst("SIGNED-----\n(.{10})", "SIGNED-----\n$1\n");
          case "second" -> text + text;
          default -> text.replaceFirst("\n-----SIGNED", "\n\n-----SIGNED");
        };
    assertThat(changed).isNotEqualTo(text);
    if (how.equals("blank-line")) {
      assertThat(open(changed).attachedHolds()).isFalse();
    } else {
      assertThatThrownBy(() -> open(changed))
          .isInstanceOf(dev.holdfast.license.statement.RefusedException.class);
    }
  }

  @Test
  void open_tooLarge_isRefusedUnread() {
    assertRefused(() -> open(new byte[SelfSigned.MAX_ATTACHED * 2]), Refusal.TOO_LARGE);
  }

  private byte[] file(byte[] attached) {
    return SelfSigned.write(key, TYPE, payload(attached), attached);
  }

  private static byte[] payload(byte[] attached) {
    return Wire.readable(
        json -> {
          json.writeStringField("name", "München");
          SelfSigned.attached(json, attached);
        });
  }

  private static SelfSigned.Opened open(String text) {
    return open(text.getBytes(ISO_8859_1));
  }

  private static SelfSigned.Opened open(byte[] file) {
    return SelfSigned.open(file, TYPE, Suites.CURRENT);
  }

  private static String text(byte[] file) {
    return new String(file, ISO_8859_1);
  }
}
