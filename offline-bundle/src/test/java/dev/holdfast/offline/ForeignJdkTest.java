package dev.holdfast.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ForeignJdkTest {
  @TempDir private Path home = Path.of("set by JUnit");

  private void jdk(String name, String architecture, String version) throws IOException {
    Files.writeString(
        home.resolve("release"),
        "JAVA_VERSION=\"%s\"\nOS_ARCH=\"%s\"\nOS_NAME=\"%s\"\n"
            .formatted(version, architecture, name));
    Files.createDirectories(home.resolve("jmods"));
    jmod(TestElf.of(architecture, "GLIBC_2.17", "GLIBC_2.36"));
  }

  private void jmod(byte[] library) throws IOException {
    Path file = home.resolve("jmods/java.base.jmod");
    Files.deleteIfExists(file);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("lib/server/libjvm.so"));
      zip.write(library);
      zip.putNextEntry(new ZipEntry("conf/net.properties"));
      zip.write("GLIBC_2.99 in a text is nothing".getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Test
  void at_aJdkForANewerCLibrary_isRefusedAndSaysWhichIsWanted() throws IOException {
    jdk("Linux", "aarch64", "25");
    jmod(TestElf.of("aarch64", "GLIBC_2.17", "GLIBC_2.38", "GLIBC_PRIVATE"));

    assertThatThrownBy(() -> ForeignJdk.at(home, "aarch64", List.of()))
        .isInstanceOf(UnfitJdk.class)
        .hasMessageContaining("needs glibc 2.38 (lib/server/libjvm.so)")
        .hasMessageContaining("have 2.36 (Debian 12)");
  }

  @Test
  void at_aJdkWhoseFilesAreForAnotherMachine_isRefusedWhateverItSaysOfItself() throws IOException {
    jdk("Linux", "aarch64", "25");
    jmod(TestElf.of("x86_64", "GLIBC_2.17"));

    assertThatThrownBy(() -> ForeignJdk.at(home, "aarch64", List.of()))
        .hasMessageContaining("is none for aarch64: its lib/server/libjvm.so is for x86_64");
  }

  @Test
  void at_aJdkForMusl_isRefused() throws IOException {
    jdk("Linux", "aarch64", "25");
    jmod(TestElf.of("aarch64", "libc.musl-aarch64.so.1"));

    assertThatThrownBy(() -> ForeignJdk.at(home, "aarch64", List.of()))
        .hasMessageContaining("is for musl");
  }

  @Test
  void at_aJdkForThatMachine_linksFromItsModules() throws IOException {
    jdk("Linux", "aarch64", "25.0.5");

    assertThat(ForeignJdk.at(home, "aarch64", List.of()).options())
        .containsExactly(
            "--module-path",
            home.resolve("jmods").toString(),
            "--strip-java-debug-attributes",
            "--exclude-files=**.debuginfo");
  }

  @Test
  void at_withACrossObjcopy_leavesOutTheLibrariesSymbols() throws IOException {
    jdk("Linux", "aarch64", "25");
    Path objcopy = Files.writeString(home.resolve("aarch64-linux-gnu-objcopy"), "");
    Files.setPosixFilePermissions(objcopy, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(ForeignJdk.at(home, "aarch64", List.of(home)).options())
        .contains("--strip-native-debug-symbols=exclude-debuginfo-files:objcopy=" + objcopy);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Linux | x86_64 | 25.0.5 | is for Linux x86_64, and Linux aarch64 is wanted",
        "Darwin | aarch64 | 25.0.5 | is for Darwin aarch64, and Linux aarch64 is wanted",
        "Linux | aarch64 | 26 | is Java 26, and jlink here is of Java 25",
        "Linux | aarch64 | 2.5.0 | is Java 2.5.0, and jlink here is of Java 25"
      })
  void at_aJdkThatDoesNotFit_isRefusedAndSaysWhy(
      String name, String architecture, String version, String why) throws IOException {
    jdk(name, architecture, version);
    assertThatThrownBy(() -> ForeignJdk.at(home, "aarch64", List.of()))
        .isInstanceOf(UnfitJdk.class)
        .hasMessageContaining(why);
  }

  @Test
  void at_noJdkOrOneWithoutModules_isRefused() throws IOException {
    assertThatThrownBy(() -> ForeignJdk.at(home, "aarch64", List.of()))
        .hasMessageContaining("there is no JDK");
    jdk("Linux", "aarch64", "25");
    Files.delete(home.resolve("jmods/java.base.jmod"));
    assertThatThrownBy(() -> ForeignJdk.at(home, "aarch64", List.of()))
        .hasMessageContaining("has no jmods/java.base.jmod");
  }
}
