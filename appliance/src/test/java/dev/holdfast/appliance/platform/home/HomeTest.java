package dev.holdfast.appliance.platform.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The home directory: its layout, and that it is its owner's only. */
class HomeTest {
  @TempDir Path directory;

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void create_aNewHome_isForItsOwnerOnlyInEveryCorner() throws IOException {
    Home home = new Home(directory.resolve("deep/down/home"));

    home.create();

    assertThat(home.directories()).hasSize(10);
    for (Path each : home.directories()) {
      assertThat(rights(each)).as(each.toString()).isEqualTo(Home.DIRECTORY_RIGHTS);
    }
  }

  @Test
  void create_anOpenHome_takesOthersRightsAwayAndKeepsWhatIsInIt() throws IOException {
    Home home = new Home(directory);
    Files.createDirectories(home.keys());
    Files.writeString(home.keys().resolve("kms.key"), "kept");
    Files.setPosixFilePermissions(home.keys(), PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));

    home.create();
    home.create();

    assertThat(rights(directory)).isEqualTo("rwx------");
    assertThat(rights(home.keys())).isEqualTo("rwx------");
    assertThat(home.keys().resolve("kms.key")).hasContent("kept");
  }

  @Test
  void create_whereAFileStands_fails() throws IOException {
    Files.writeString(directory.resolve("data"), "in the way");

    assertThatThrownBy(() -> new Home(directory).create()).isInstanceOf(IOException.class);
  }

  @Test
  void directories_areAllInsideTheHomeAndDifferent() {
    Home home = new Home(directory);

    assertThat(home.directories()).allMatch(each -> each.startsWith(home.root()));
    assertThat(new HashSet<>(home.directories())).hasSameSizeAs(home.directories());
  }

  @Test
  void root_relativeOrRoundabout_isAbsoluteAndPlain() {
    assertThat(new Home(Path.of("var")).root()).isAbsolute();
    assertThat(new Home(directory.resolve("a/../b/.")).root()).isEqualTo(directory.resolve("b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "-a", "_a", "A", "a b", "a/b", "..", "n\u00f6de", "a\n", "'; drop table"})
  void node_nameThatIsNone_isRefused(String name) {
    assertThatThrownBy(() -> new Node(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "node-1", "node_01h455vb4pex5vsknk084sn02q"})
  void node_nameThatIsOne_isTaken(String name) {
    assertThat(new Node(name).name()).isEqualTo(name);
  }

  @Test
  void node_nameTooLong_isRefused() {
    assertThat(new Node("a".repeat(64)).name()).hasSize(64);
    assertThatThrownBy(() -> new Node("a".repeat(65))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void node_leftHalfWrittenByACrash_isMadeAnew() throws IOException {
    Files.writeString(directory.resolve("node.tmp"), "nod");

    Node node = Node.in(directory, new UUID(0, 1));

    assertThat(node.name()).isEqualTo("node_00000000000000000000000001");
    assertThat(directory.resolve("node.tmp")).doesNotExist();
  }

  @Test
  void product_withoutAJar_isDevelopment() {
    assertThat(Product.version()).isNotBlank();
  }
}
