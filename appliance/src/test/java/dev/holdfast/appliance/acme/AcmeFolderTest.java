package dev.holdfast.appliance.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.acme.AcmeFolder.PlacedOrder;
import dev.holdfast.appliance.acme.AcmeFolder.Setback;
import dev.holdfast.appliance.platform.home.Home;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AcmeFolderTest {
  private static final URI DIRECTORY = URI.create("https://ca.example/d");

  @TempDir private Path root = Path.of("unset");

  @BeforeEach
  void makeHome() throws IOException {
    new Home(root).create();
  }

  private AcmeFolder folder() {
    return new AcmeFolder(new Home(root));
  }

  private Path file(String name) {
    return new Home(root).tls().resolve("acme").resolve(name);
  }

  @Test
  void accountKey_isMadeOnce_andReadAgain() throws IOException {
    var made = folder().accountKey();
    var read = folder().accountKey();
    assertThat(read.getPublic()).isEqualTo(made.getPublic());
    assertThat(read.getPrivate().getEncoded()).isEqualTo(made.getPrivate().getEncoded());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("account.key"))))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("."))))
        .isEqualTo("rwx------");
  }

  @Test
  void accountKey_thatIsDamaged_isNotReplacedSilently() throws IOException {
    folder().accountKey();
    Files.writeString(file("account.key"), "-----BEGIN PUBLIC");
    assertThatThrownBy(() -> folder().accountKey())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("account.key");
  }

  @Test
  void account_isTheOneOfTheServer() throws IOException {
    folder().account(DIRECTORY, URI.create("https://ca.example/a/1").toURL());
    assertThat(folder().account(DIRECTORY)).isPresent();
    assertThat(folder().account(URI.create("https://other.example/d"))).isEmpty();
    folder().forgetAccount();
    assertThat(folder().account(DIRECTORY)).isEmpty();
  }

  @Test
  void order_withItsKey_isReadAgain_andForgottenWithIt() throws IOException {
    var key = folder().orderKey();
    PlacedOrder order =
        new PlacedOrder(
            URI.create("https://ca.example/o/1").toURL(), DIRECTORY.toString(), List.of("a", "b"));
    folder().order(order);
    assertThat(folder().order()).contains(order);
    assertThat(folder().orderKey().getPublic()).isEqualTo(key.getPublic());
    folder().forgetOrder();
    assertThat(folder().order()).isEmpty();
    assertThat(folder().orderKey().getPublic()).isNotEqualTo(key.getPublic());
  }

  @Test
  void order_withoutItsKey_isNone() throws IOException {
    folder().orderKey();
    folder()
        .order(new PlacedOrder(URI.create("https://ca.example/o/1").toURL(), "d", List.of("a")));
    Files.delete(file("order.key"));
    assertThat(folder().order()).isEmpty();
  }

  @Test
  void order_thatIsDamaged_isNone() throws IOException {
    folder().orderKey();
    Files.writeString(file("order"), "location=not an address\n");
    assertThat(folder().order()).isEmpty();
    Files.writeString(file("order"), "location=\\uXX\n");
    assertThat(folder().order()).isEmpty();
  }

  @Test
  void setback_isReadAgain_andDamagedIsNone() throws IOException {
    assertThat(folder().setback()).isEqualTo(new Setback(0, Instant.EPOCH));
    Setback setback = new Setback(3, Instant.parse("2026-01-01T00:00:00Z"));
    folder().setback(setback);
    assertThat(folder().setback()).isEqualTo(setback);
    Files.writeString(file("setback"), "failures=many\n");
    assertThat(folder().setback().failures()).isZero();
    folder().forgetSetback();
    folder().forgetSetback();
  }
}
