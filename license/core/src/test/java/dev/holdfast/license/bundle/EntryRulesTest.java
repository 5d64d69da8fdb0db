package dev.holdfast.license.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.testkit.Refusals;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and modes of entries, to their bounds. */
class EntryRulesTest {
  private static final String DIGEST = "0".repeat(96);

  private static Entry file(String path) {
    return Entry.file(path, 1, 0644, DIGEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        ".gitignore",
        "..a",
        "a..b",
        "...",
        "x@1.2,3=4+5~6",
        "a-b",
        "_",
        "a/b/c",
        "0/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15"
      })
  void requirePath_plainNames_areAllowed(String path) {
    assertThatCode(() -> EntryRules.requirePath(path)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "/",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "a/../b",
        "a/./b",
        "../../a",
        "~/a b",
        "-rf",
        "a/-rf",
        "a:b",
        "C:/a",
        "a\\b",
        "a\tb",
        "a\nb",
        "a\u0000b",
        "a\u001b[2Jb",
        "a\u202eb",
        "\u00e4",
        "a*",
        "a?b",
        "$HOME",
        "`id`",
        "a;b",
        "a'b",
        "a\"b",
        "0/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16"
      })
  void requirePath_anyOther_isRefusedAndShownWithoutHarm(String path) {
    Refusals.assertRefused(() -> EntryRules.requirePath(path), Refusal.ENTRY_PATH);
    assertThat(EntryRules.shown(path)).matches("[\\x21-\\x7e]*");
  }

  @Test
  void requirePath_lengths_areBounded() {
    String segment = "a".repeat(119);
    assertThatCode(() -> EntryRules.requirePath(segment + "/" + segment + "b"))
        .doesNotThrowAnyException();
    String tooLong = segment + "/" + segment + "bc";
    Refusals.assertRefused(() -> EntryRules.requirePath(tooLong), Refusal.ENTRY_PATH);
    assertThat(EntryRules.shown(tooLong)).hasSize(EntryRules.MAX_PATH + 3).endsWith("...");
  }

  @Test
  void requireSound_foldersBeforeTheirFiles_areAllowed() {
    assertThatCode(
            () ->
                EntryRules.requireSound(
                    List.of(
                        Entry.folder("a"),
                        file("a/b"),
                        Entry.folder("a/c"),
                        file("a/c/d"),
                        file("ab"))))
        .doesNotThrowAnyException();
    assertThatCode(() -> EntryRules.requireSound(List.of())).doesNotThrowAnyException();
  }

  @Test
  void requireSound_orderThatIsNotOfBytes_isRefused() {
    // "a-b" stands before "a/b" by its bytes, and behind it for people.
    assertThatCode(
            () -> EntryRules.requireSound(List.of(Entry.folder("a"), file("a-b"), file("a/b"))))
        .doesNotThrowAnyException();
    Refusals.assertRefused(
        () -> EntryRules.requireSound(List.of(Entry.folder("a"), file("a/b"), file("a-b"))),
        Refusal.NOT_CANONICAL);
    Refusals.assertRefused(
        () -> EntryRules.requireSound(List.of(file("a"), file("a"))), Refusal.ENTRY_TWIN);
  }

  @Test
  void requireSound_folderThatDiffersInCase_isATwin() {
    Refusals.assertRefused(
        () -> EntryRules.requireSound(List.of(Entry.folder("LIB"), Entry.folder("lib"))),
        Refusal.ENTRY_TWIN,
        "LIB, lib");
  }

  @Test
  void requireSound_totals_areBoundedWithoutOverflow() {
    long half = BundleManifest.MAX_TOTAL / 2;
    assertThatCode(
            () ->
                EntryRules.requireSound(
                    List.of(
                        Entry.file("a", half, 0644, DIGEST), Entry.file("b", half, 0644, DIGEST))))
        .doesNotThrowAnyException();
    List<Entry> many =
        IntStream.range(10, 99)
            .mapToObj(i -> Entry.file("f" + i, BundleManifest.MAX_TOTAL, 0644, DIGEST))
            .toList();
    Refusals.assertRefused(() -> EntryRules.requireSound(many), Refusal.EXPANDS_TOO_FAR);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 0644, 0700, 0777, 02755, 040755, -1})
  void requireSound_folderOfAnotherMode_isRefused(int mode) {
    Entry folder = new Entry("a", BundleManifest.Type.FOLDER, 0, mode, "");
    Refusals.assertRefused(() -> EntryRules.requireSound(List.of(folder)), Refusal.ENTRY_MODE);
  }
}
