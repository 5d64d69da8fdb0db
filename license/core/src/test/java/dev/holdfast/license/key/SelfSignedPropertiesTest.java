package dev.holdfast.license.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.Suite;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.license.statement.Wire;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The text that an installation signs, with anything attached and anything done to it. */
class SelfSignedPropertiesTest {
  private static final SigningKey KEY = SigningKey.generate(Suite.V2026_1);
  private static final byte[] FILE = written("a note", "one,two\nthree\n");

  private static byte[] written(String note, String attached) {
    byte[] bytes = attached.getBytes(StandardCharsets.UTF_8);
    byte[] payload =
        Wire.readable(
            json -> {
              json.writeStringField("note", note);
              SelfSigned.attached(json, bytes);
            });
    return SelfSigned.write(KEY, PayloadType.USAGE_REPORT, payload, bytes);
  }

  private static SelfSigned.Opened open(byte[] file) {
    return SelfSigned.open(file, PayloadType.USAGE_REPORT, Suites.CURRENT);
  }

  @Provide
  Arbitrary<String> lines() {
    Arbitrary<String> line =
        Arbitraries.strings()
            .withChars("ab,-=+ {}\"\\\u00e4\u6771")
            .ofMaxLength(30)
            .filter(text -> !text.startsWith(SelfSigned.MARK));
    return line.list()
        .ofMaxSize(6)
        .map(all -> String.join("", all.stream().map(l -> l + "\n").toList()));
  }

  @Provide
  Arbitrary<String> notes() {
    return Arbitraries.of(
        "-----SIGNED-----",
        "-----ATTACHED-----",
        "-----END HOLDFAST usage-report-----",
        "a\\nb",
        "\u00e4\u6771\ud83d\ude00",
        "\"}{",
        "x".repeat(3000));
  }

  /** The payload and what is attached may hold any text, the marks of the file among it. */
  @Property(tries = 40)
  void open_anythingThatWasWritten_isTheSame(
      @ForAll("lines") String attached, @ForAll("notes") String note) {
    SelfSigned.Opened opened = open(written(note, attached));
    assertThat(opened.attachedHolds()).isTrue();
    assertThat(opened.attached()).isEqualTo(attached.getBytes(StandardCharsets.UTF_8));
    assertThat(opened.payload().text("note", 4000)).isEqualTo(note);
    assertThat(opened.key()).isEqualTo(KEY.verifying());
  }

  /** One byte anywhere: the file is refused, or it is what is attached that no longer holds. */
  @Property(tries = 300)
  void open_anyByteChanged_isRefusedOrTheAttachmentDoesNotHold(
      @ForAll @IntRange(max = 1_000_000) int at, @ForAll @IntRange(min = 1, max = 255) int by) {
    byte[] changed = FILE.clone();
    changed[at % changed.length] ^= (byte) by;
    try {
      assertThat(open(changed).attachedHolds()).isFalse();
    } catch (RefusedException e) {
      assertThat(e.refusal()).isNotNull();
    }
  }

  @Property(tries = 200)
  void open_anythingCutOut_isRefusedOrTheAttachmentDoesNotHold(
      @ForAll @IntRange(max = 1_000_000) int from,
      @ForAll @IntRange(min = 1, max = 2_000) int length) {
    String text = new String(FILE, StandardCharsets.ISO_8859_1);
    int start = from % text.length();
    int end = Math.min(text.length(), start + length);
    byte[] cut =
        (text.substring(0, start) + text.substring(end)).getBytes(StandardCharsets.ISO_8859_1);
    try {
      SelfSigned.Opened opened = open(cut);
      assertThat(opened.attached() != null && opened.attachedHolds()).isFalse();
    } catch (RefusedException e) {
      assertThat(e.refusal().kind())
          .isIn(Refusal.Kind.MALFORMED, Refusal.Kind.SIGNATURE, Refusal.Kind.NEWER);
    }
  }

  /** Two files one behind the other, in either order, are neither. */
  @Property(tries = 20)
  void open_twoFilesInOne_areRefused(@ForAll("lines") String attached) {
    byte[] other = written("another", attached);
    for (List<byte[]> order : List.of(List.of(FILE, other), List.of(other, FILE))) {
      byte[] both = new byte[FILE.length + other.length];
      System.arraycopy(order.get(0), 0, both, 0, order.get(0).length);
      System.arraycopy(order.get(1), 0, both, order.get(0).length, order.get(1).length);
      assertThatThrownBy(() -> open(both)).isInstanceOf(RefusedException.class);
    }
  }
}
