package dev.holdfast.offline;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NativePartsTest {
  @TempDir private Path runtime = Path.of("set by JUnit");

  @ParameterizedTest
  @CsvSource({"GLIBC_2.2.5", "GLIBC_2.36", "GLIBC_2.4", "GLIBC_ABI_DT_RELR", "GLIBCXX_3.4.99"})
  void checkTree_ofFilesForWhatDebianHas_isWell(String needed) throws IOException {
    Files.write(runtime.resolve("libjava.so"), TestElf.of("x86_64", "GLIBC_2.17", needed));
    Files.writeString(runtime.resolve("release"), "JAVA_VERSION=\"25\"\n");
    Files.write(runtime.resolve("short"), new byte[] {0x7f, 'E', 'L', 'F'});

    assertThatCode(() -> NativeParts.checkTree(runtime, "x86_64", "it")).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"GLIBC_2.37, 2.37", "GLIBC_2.100, 2.100"})
  void checkTree_ofOneFileThatWantsMore_namesIt(String needed, String said) throws IOException {
    Files.createDirectories(runtime.resolve("lib"));
    Files.write(runtime.resolve("libjava.so"), TestElf.of("x86_64", "GLIBC_2.17"));
    Files.write(runtime.resolve("lib/libnet.so"), TestElf.of("x86_64", needed, "GLIBC_2.4"));

    assertThatThrownBy(() -> NativeParts.checkTree(runtime, "x86_64", "it"))
        .isInstanceOf(UnfitJdk.class)
        .hasMessageContaining("it needs glibc " + said + " (lib/libnet.so)");
  }

  /** Whatever JDK runs this: it is one for this machine, and not for the other. */
  @Test
  void checkTree_ofThisVerySystem_isForItsOwnArchitectureOnly() {
    Path own = Path.of(System.getProperty("java.home"), "bin");
    String other = System.getProperty("os.arch").equals("aarch64") ? "x86_64" : "aarch64";

    assertThatThrownBy(() -> NativeParts.checkTree(own, other, "it"))
        .hasMessageContaining("it is none for " + other);
  }
}
