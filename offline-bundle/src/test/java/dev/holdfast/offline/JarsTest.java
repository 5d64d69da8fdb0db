package dev.holdfast.offline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jars without what is another machine's. */
class JarsTest {
  private static final Instant TIME = Instant.parse("2026-11-21T00:00:00Z");

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({
    "ai/onnxruntime/native/linux-x64/libonnxruntime.so, false",
    "ai/onnxruntime/native/linux-aarch64/libonnxruntime.so, true",
    "ai/onnxruntime/native/win-x64/onnxruntime.pdb, true",
    "native/lib/osx-aarch64/cpu/libtokenizers.dylib, true",
    "native/lib/linux-x86_64/cpu/libtokenizers.so, false",
    "com/sun/jna/linux-x86-64/libjnidispatch.so, false",
    "com/sun/jna/sunos-x86-64/libjnidispatch.so, true",
    "com/sun/jna/platform/win32/Kernel32.class, false",
    "org/jline/nativ/Windows/x86_64/jlinenative.dll, true",
    "org/jline/nativ/Linux/x86_64/libjlinenative.so, true",
    "org/jline/nativ/JLineLibrary.class, false",
    "META-INF/windows-notes/A.class, false"
  })
  void isForeign_pathOfALibrary_saysWhoseItIs(String path, boolean foreign) {
    assertThat(Jars.isForeign(path, "x86_64")).isEqualTo(foreign);
  }

  @ParameterizedTest
  @CsvSource({
    "ai/onnxruntime/native/linux-x64/libonnxruntime.so, true",
    "ai/onnxruntime/native/linux-aarch64/libonnxruntime.so, false",
    "native/lib/linux-aarch64/cpu/libtokenizers.so, false",
    "native/lib/linux-x86_64/cpu/libtokenizers.so, true",
    "com/sun/jna/platform/win32/Kernel32.class, false"
  })
  void isForeign_onAarch64_keepsOnlyItsOwn(String path, boolean foreign) {
    assertThat(Jars.isForeign(path, "aarch64")).isEqualTo(foreign);
  }

  @ParameterizedTest
  @CsvSource({
    "netty-transport-native-epoll-4.2-linux-x86_64.jar, x86_64",
    "netty-transport-native-epoll-4.2-linux-aarch_64.jar, aarch64",
    "zstd-jni-1.5-linux_amd64.jar, x86_64",
    "zstd-jni-1.5-linux_aarch64.jar, aarch64"
  })
  void isForeignJar_ofOneKindOfMachine_isThereForThatKindOnly(String jar, String architecture) {
    String other = architecture.equals("x86_64") ? "aarch64" : "x86_64";
    assertThat(Jars.isForeignJar(jar, architecture)).isFalse();
    assertThat(Jars.isForeignJar(jar, other)).isTrue();
    assertThat(Jars.isForeignJar("h2-2.4.jar", architecture)).isFalse();
  }

  @Test
  void copy_jarWithForeignLibraries_dropsThemAndIsTheSameTwice() throws IOException {
    Path from = Files.createDirectory(folder.resolve("from"));
    jar(from.resolve("native.jar"), "a/linux-x64/lib.so", "a/win-x64/lib.dll", "a/B.class");
    jar(from.resolve("plain.jar"), "a/C.class");
    jar(from.resolve("epoll-linux-aarch_64.jar"), "lib.so");
    Jars.copy(from, folder.resolve("one"), "x86_64", TIME);
    Jars.copy(from, folder.resolve("two"), "x86_64", TIME);
    assertThat(names(folder.resolve("one/native.jar")))
        .containsExactly("a/linux-x64/lib.so", "a/B.class");
    assertThat(folder.resolve("one/plain.jar")).hasSameBinaryContentAs(from.resolve("plain.jar"));
    assertThat(folder.resolve("one/epoll-linux-aarch_64.jar")).doesNotExist();
    assertThat(folder.resolve("one/native.jar"))
        .hasSameBinaryContentAs(folder.resolve("two/native.jar"));
  }

  private static void jar(Path file, String... names) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(name.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static List<String> names(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream().map(ZipEntry::getName).toList();
    }
  }
}
