package dev.holdfast.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class HeadStartTest {
  @ParameterizedTest
  @FieldSource("dev.holdfast.appliance.HeadStart#CLASSES")
  void classes_eachOfThem_isThere(String name) throws ClassNotFoundException {
    assertThat(Class.forName(name)).isNotNull();
  }

  @Test
  void openFromTheEnd_withWhatIsNoJar_opensTheOthersBackwards(@TempDir Path directory)
      throws IOException {
    List<String> path = new ArrayList<>();
    for (String name : List.of("first.jar", "last.jar")) {
      Path jar = directory.resolve(name);
      try (ZipOutputStream entries = new ZipOutputStream(Files.newOutputStream(jar))) {
        entries.putNextEntry(new ZipEntry("entry"));
      }
      path.add(jar.toString());
    }
    path.add(1, directory.resolve("missing.jar").toString());
    path.add(1, Files.writeString(directory.resolve("damaged.jar"), "no zip").toString());
    path.add(1, directory.toString());
    path.add(1, "");

    List<ZipFile> open = HeadStart.openFromTheEnd(String.join(File.pathSeparator, path));

    assertThat(open)
        .extracting(jar -> Path.of(jar.getName()).getFileName().toString())
        .containsExactly("last.jar", "first.jar");
    for (ZipFile jar : open) {
      jar.close();
    }
  }

  @Test
  void initialise_aClassThatIsNotThere_harmsNobody() {
    assertThatCode(() -> HeadStart.initialise("dev.holdfast.NoSuchClass"))
        .doesNotThrowAnyException();
  }
}
