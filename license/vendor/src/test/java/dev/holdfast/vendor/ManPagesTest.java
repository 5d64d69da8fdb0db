package dev.holdfast.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manual has a page for every command, with its exit codes. */
class ManPagesTest {
  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-keys-init",
        "-keys-rotate",
        "-license-issue",
        "-license-inspect",
        "-license-renew",
        "-license-plans",
        "-revoke",
        "-activation-answer",
        "-clock-reset",
        "-report-verify",
        "-ledger-verify"
      })
  void main_everyCommand_hasAPage(String command) throws IOException {
    ManPages.main(new String[] {folder.toString()});
    String page = Files.readString(folder.resolve("holdfast-vendor" + command + ".adoc"));
    assertThat(page).contains("== Synopsis", "= holdfast-vendor" + command);
  }

  @Test
  void main_topPage_listsTheExitCodes() throws IOException {
    ManPages.main(new String[] {folder.toString()});
    String page = Files.readString(folder.resolve("holdfast-vendor.adoc"));
    assertThat(List.of("a usage report cannot be trusted", "passphrase, token", "report"))
        .allMatch(page::contains);
  }
}
