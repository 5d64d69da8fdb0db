package dev.holdfast.appliance.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that anybody can write, and settings that an operator can get wrong. */
class EdgesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/8",
        "x",
        "10.0.0.0/",
        "10.0.0.0/x",
        "10.0.0.0/-1",
        "10.0.0.0/33",
        "::/129",
        "10.0.0.0/+8",
        "10.0.0.0/-0",
        "10.0.0.0/ 8",
        "10.0.0.0/8/8",
        "10.0.0.0/08x",
        "10.0.0.256",
        "example.com",
        "localhost",
        "10.0.0.0/\u0668"
      })
  void range_thatIsNone_isRefused(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.1.2.3/8, 10.9.9.9, true",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.128/25, 192.0.2.128, true",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.6, false",
    "fd00::/8, fdff::1, true",
    "fd00::/8, fe00::1, false",
    "::1/128, ::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::ffff:10.0.0.0/8, 10.1.1.1, true"
  })
  void range_contains_whatItsBitsSay(String range, String address, boolean contained) {
    assertThat(AddressRange.parse(range).contains(InetAddress.ofLiteral(address)))
        .isEqualTo(contained);
  }

  @Property(tries = 500)
  void range_ofAnyLength_containsItsOwnNetwork(
      @ForAll int bits, @ForAll @IntRange(max = 32) int n) {
    String address =
        (bits >>> 24) + "." + (bits >>> 16 & 255) + "." + (bits >>> 8 & 255) + "." + (bits & 255);

    assertThat(AddressRange.parse(address + "/" + n).contains(InetAddress.ofLiteral(address)))
        .isTrue();
  }

  @Property(tries = 1_000)
  void forwardedFor_anyHeader_neverNamesWhatATrustedProxyDidNotSay(@ForAll String header)
      throws Exception {
    ClientAddress addresses = ClientAddress.trusting(List.of("10.0.0.0/8"));
    InetAddress stranger = InetAddress.ofLiteral("203.0.113.9");
    InetAddress proxy = InetAddress.ofLiteral("10.0.0.1");

    assertThat(addresses.of(stranger, header)).isEqualTo("203.0.113.9");
    String believed = addresses.of(proxy, header + ", 198.51.100.7");
    assertThat(believed).isEqualTo("198.51.100.7");
    assertThat(InetAddress.ofLiteral(addresses.of(proxy, header))).isNotNull();
  }

  @Property(tries = 1_000)
  void requestId_anyText_isKeptOrReplacedByAGoodOne(@ForAll @StringLength(max = 80) String text) {
    String id = RequestIds.accept(text);

    assertThat(RequestIds.wellFormed(id)).isTrue();
    assertThat(id.equals(text)).isEqualTo(RequestIds.wellFormed(text));
  }

  @Property(tries = 1_000)
  void trace_anyText_becomesAValidHeader(@ForAll @StringLength(max = 60) String text) {
    String trace = TraceContext.accept(text);

    assertThat(TraceContext.valid(trace)).isTrue();
    assertThat(trace).hasSize(55).isEqualTo(trace.toLowerCase(Locale.ROOT)).isNotEqualTo(text);
  }

  @Test
  void trace_continued_keepsTheTraceAndTheFlagsAndNotTheSpan() {
    String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    String trace = TraceContext.accept(parent);

    assertThat(TraceContext.traceId(trace)).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(trace).endsWith("-01").doesNotContain("00f067aa0ba902b7");
  }

  @ParameterizedTest
  @CsvSource({
    "/health/live, MANAGEMENT",
    "/health/ready, MANAGEMENT",
    "/metrics, MANAGEMENT",
    "/metrics/, PUBLIC",
    "/metricsx, PUBLIC",
    "/health, PUBLIC",
    "/healthx/live, PUBLIC",
    "/api/session, PUBLIC",
    "/v1/models, PUBLIC",
    "/, PUBLIC"
  })
  void listener_serves_eitherTheManagementOrAllElse(String path, String door) {
    boolean management = door.equals("MANAGEMENT");

    assertThat(Listener.MANAGEMENT.serves(path)).isEqualTo(management);
    assertThat(Listener.HTTPS.serves(path)).isEqualTo(!management);
    assertThat(Listener.PLAIN.serves(path)).isEqualTo(!management);
  }

  @Test
  void lifecycle_goesForwardOnly() {
    Lifecycle lifecycle = new Lifecycle();
    assertThat(lifecycle.ready()).isFalse();

    lifecycle.advance(Lifecycle.Phase.READY);
    assertThat(lifecycle.ready()).isTrue();
    lifecycle.advance(Lifecycle.Phase.DRAINING);
    lifecycle.advance(Lifecycle.Phase.READY);
    lifecycle.advance(Lifecycle.Phase.STARTING);

    assertThat(lifecycle.phase()).isEqualTo(Lifecycle.Phase.DRAINING);
    assertThat(lifecycle.ready()).isFalse();
  }

  @Test
  void config_trustedProxyThatIsNone_isRefusedByName() {
    assertThatThrownBy(
            () ->
                new ServerConfig(
                    "127.0.0.1",
                    0,
                    0,
                    "127.0.0.1",
                    0,
                    List.of("10.0.0.0/99"),
                    Duration.ofSeconds(1)))
        .hasMessageContaining("holdfast.server.trusted-proxies");
  }

  @Test
  void config_blankProxies_areNone() {
    assertThat(
            new ServerConfig(
                    "127.0.0.1", 0, 0, "127.0.0.1", 0, List.of("", " "), Duration.ofSeconds(1))
                .trustedProxies())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"PT15S, PT10S, PT2S", "PT5S, PT10S, PT1S"})
  void bounds_tick_isAFifthOfTheShortest(Duration head, Duration body, Duration tick) {
    BoundsConfig bounds =
        new BoundsConfig(
            1, 1024, 10, 1024, head, body, Duration.ofSeconds(75), Duration.ofSeconds(60));

    assertThat(bounds.tick()).isEqualTo(tick);
  }
}
