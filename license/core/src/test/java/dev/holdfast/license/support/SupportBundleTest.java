package dev.holdfast.license.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.Suite;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SupportBundleTest {
  private static final Instant AT = Instant.parse("2026-11-21T12:00:00Z");
  private static final String ID = "sup_01h455vb4pex5vsknk084sn02q";
  private static final SupportKey.Pair PAIR = SupportKey.generate();
  private static final SigningKey INSTALLATION = SigningKey.generate(Suite.V2026_1);

  private final Map<String, byte[]> files =
      Map.of("facts.txt", bytes("heap.used.percent=95\n"), "logs/1.log", bytes("a log"));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] receipt(Map<String, byte[]> of) {
    return new SupportBundle.Receipt(
            "holdfast", "ins_1", ID, AT, "1.0.0", SupportBundle.digests(of), Map.of("jwt", 2L))
        .sign(INSTALLATION);
  }

  private byte[] bundle() {
    return SupportBundle.seal(ID, AT, receipt(files), files, List.of(to(PAIR.key())));
  }

  private static SupportBundle.To to(SupportKey key) {
    String context = SupportBundle.context(ID, AT);
    return new SupportBundle.To(
        SupportBundle.VENDOR, key.id(), SupportKey.SUITE, secret -> key.wrap(secret, context));
  }

  private static byte[] contentKey(byte[] bundle, SupportKey.Pair pair) {
    SupportBundle.Outer outer = SupportBundle.outer(bundle);
    return pair.unwrap(
        outer.recipients().getFirst().wrapped(),
        SupportBundle.context(outer.id(), outer.createdAt()));
  }

  @Test
  void open_withTheKeyItWasSealedTo_givesFilesAndReceipt() {
    byte[] bundle = bundle();

    SupportBundle.Opened opened = SupportBundle.open(bundle, contentKey(bundle, PAIR));

    assertThat(opened.files()).containsOnlyKeys("facts.txt", "logs/1.log");
    assertThat(opened.files().get("logs/1.log")).isEqualTo(bytes("a log"));
    assertThat(opened.receipt().redactions()).containsEntry("jwt", 2L);
    assertThat(opened.signer()).isEqualTo(INSTALLATION.verifying());
    assertThat(SupportBundle.outer(bundle).id()).isEqualTo(ID);
  }

  @Test
  void t44_bundleAlteredAnywhere_isRefused() {
    byte[] whole = bundle();
    byte[] key = contentKey(whole, PAIR);
    for (int at = 0; at < whole.length; at += 37) {
      byte[] altered = whole.clone();
      altered[at] ^= 1;
      assertThatThrownBy(() -> SupportBundle.open(altered, key))
          .as("byte %d", at)
          .isInstanceOf(RefusedException.class);
    }
  }

  @Test
  void t44_receiptOfOtherFilesOrAnotherBundle_isRefused() {
    Map<String, byte[]> other = Map.of("facts.txt", bytes("heap.used.percent=1\n"));
    byte[] exchanged = SupportBundle.seal(ID, AT, receipt(files), other, List.of(to(PAIR.key())));
    byte[] moved =
        SupportBundle.seal(
            "sup_00000000000000000000000000", AT, receipt(files), files, List.of(to(PAIR.key())));

    refused(
        Refusal.CONTENTS_WRONG, () -> SupportBundle.open(exchanged, contentKey(exchanged, PAIR)));
    assertThatThrownBy(() -> SupportBundle.open(moved, contentKey(moved, PAIR)))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void t45_wrongRecipient_readsNothing() {
    byte[] bundle = bundle();

    refused(Refusal.KEY_UNKNOWN, () -> contentKey(bundle, SupportKey.generate()));
    refused(Refusal.SIGNATURE_INVALID, () -> SupportBundle.open(bundle, new byte[32]));
    assertThat(new String(bundle, StandardCharsets.ISO_8859_1))
        .doesNotContain("a log")
        .doesNotContain("facts");
  }

  @Test
  void wrap_underAnotherContext_doesNotOpen() {
    byte[] wrapped = PAIR.key().wrap(new byte[32], "one");

    assertThat(PAIR.unwrap(wrapped, "one")).isEqualTo(new byte[32]);
    refused(Refusal.KEY_UNKNOWN, () -> PAIR.unwrap(wrapped, "other"));
  }

  /** Half of a hybrid must not do: a change in either ciphertext closes it. */
  @Test
  void wrap_withEitherHalfChanged_doesNotOpen() {
    byte[] wrapped = PAIR.key().wrap(new byte[32], "one");
    for (int at : new int[] {3, 40, 1590, wrapped.length - 1}) {
      byte[] changed = wrapped.clone();
      changed[at] ^= 1;
      refused(Refusal.KEY_UNKNOWN, () -> PAIR.unwrap(changed, "one"));
    }
  }

  @Test
  void key_asText_comesBack() {
    assertThat(SupportKey.parse(PAIR.key().text() + "\n").id()).isEqualTo(PAIR.key().id());
    assertThatThrownBy(() -> SupportKey.parse("holdfast-support-key-1 AAAA BBBB"))
        .isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> SupportKey.parse("ssh-ed25519 AAAA"))
        .isInstanceOf(RefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "/etc/passwd",
        "a/../../b",
        "A.txt",
        "a\\b",
        "a/b/c",
        "x\u001b[31m",
        "",
        ".hidden",
        "con\u202Etxt"
      })
  void t46_fileNameThatIsNotPlain_isRefusedBothWays(String name) throws IOException {
    assertThatThrownBy(() -> Packing.pack(Map.of(name, new byte[0])))
        .isInstanceOf(IllegalArgumentException.class);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.closeEntry();
    }
    assertThatThrownBy(() -> Packing.unpack(bytes.toByteArray()))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void t46_archiveBomb_isStopped() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("bomb.txt"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 80; i++) {
        zip.write(zeros);
      }
      zip.closeEntry();
    }

    refused(Refusal.TOO_LARGE, () -> Packing.unpack(bytes.toByteArray()));
  }

  @Test
  void analyzers_sayInWordsWhatStandsOut() {
    assertThat(Analyzers.run(files))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo("warn");
              assertThat(finding.words()).contains("95% full");
            });
    assertThat(Analyzers.run(Map.of()))
        .extracting(Analyzers.Finding::severity)
        .containsExactly("ok");
    assertThat(
            Analyzers.run(
                Map.of(
                    "facts.txt",
                    bytes(
                        "disk.free.mib=5\nthreads.deadlocked=2\ndoctor.failed=clock\nhealth=DOWN\n"),
                    "logs/1.log",
                    bytes("{\"level\":\"ERROR\",\"logger\":\"a.B\"}\n"))))
        .extracting(Analyzers.Finding::id)
        .containsExactlyInAnyOrder(
            "disk.free.mib", "threads.deadlocked", "doctor.failed", "health", "log.errors");
  }

  @Test
  void differences_ofTwoBundles_areTheFactsThatChanged() {
    assertThat(
            Analyzers.differences(
                Map.of("facts.txt", bytes("a=1\nb=2\n")),
                Map.of("facts.txt", bytes("a=1\nb=3\nc=4\n"))))
        .containsExactly(
            new Analyzers.Difference("b", "2", "3"), new Analyzers.Difference("c", "", "4"));
  }

  private static void refused(Refusal refusal, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(refusal));
  }
}
