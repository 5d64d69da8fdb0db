package dev.holdfast.appliance.platform.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EgressTest {
  @AfterEach
  void openAgain() {
    assertThat(new Egress(new EgressConfig("open", List.of()))).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.9, 443, true",
    "10.0.0.9, 80, false",
    "10.1.2.3, 1, true",
    "10.2.0.1, 1, false",
    "127.0.0.1, 9, true",
    "8.8.8.8, 53, false",
    "fd00::1, 443, true",
    "fd00:1::1, 443, false"
  })
  void allows_listedAddressesAndPorts_only(String address, int port, boolean allowed) {
    list("10.0.0.9:443", "10.1.0.0/16", "[fd00::]/32:443");
    assertThat(Egress.allows(InetAddress.ofLiteral(address), port)).isEqualTo(allowed);
  }

  @Test
  void open_allowsEverything() {
    assertThat(Egress.allows(InetAddress.ofLiteral("8.8.8.8"), 53)).isTrue();
    assertThat(Egress.allows("example.com")).isTrue();
  }

  @Test
  void names_thatAreNotListed_areNotLookedUpByTheJdkItself() {
    list("db.internal:5432");
    assertThatThrownBy(() -> InetAddress.getAllByName("not-listed.invalid"))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("not listed in holdfast.egress.allow");
    assertThat(Egress.allows("DB.internal")).isTrue();
  }

  @Test
  void names_thatAreListed_allowTheAddressTheyLeadTo() {
    list("db.internal:5432");
    InetAddress address = InetAddress.ofLiteral("10.9.9.9");
    assertThat(Egress.allows(address, 5432)).isFalse();
    Egress.resolved("db.internal", address);
    assertThat(Egress.allows(address, 5432)).isTrue();
    assertThat(Egress.allows(address, 22)).isFalse();
  }

  @Test
  void localhost_isAlwaysKnown() throws UnknownHostException {
    list();
    assertThat(InetAddress.getByName("localhost").isLoopbackAddress()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"listed, 10.0.0.0/99", "listed, a b:c:d:e", "closed, 10.0.0.1"})
  void config_thatIsNotValid_isRefused(String mode, String entry) {
    assertThatThrownBy(() -> new Egress(new EgressConfig(mode, List.of(entry))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holdfast.egress");
  }

  private static void list(String... allowed) {
    assertThat(new Egress(new EgressConfig("listed", List.of(allowed)))).isNotNull();
  }
}
