package dev.holdfast.appliance.gateway.provider.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.gateway.provider.AnswerHead;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider's address taken apart, and the small records around a question. */
class SiteTest {
  @ParameterizedTest
  @CsvSource({
    "https://api.example/v1, true, api.example, 443, api.example, /v1",
    "https://api.example/v1/, true, api.example, 443, api.example, /v1",
    "https://API.example:443/v1, true, api.example, 443, API.example, /v1",
    "https://api.example:8443, true, api.example, 8443, api.example:8443, ''",
    "http://127.0.0.1:11434/v1, false, 127.0.0.1, 11434, 127.0.0.1:11434, /v1",
    "http://localhost/, false, localhost, 80, localhost, ''",
    "http://localhost:80/a%20b, false, localhost, 80, localhost, /a%20b",
    "http://[::1]:8080/v1, false, ::1, 8080, [::1]:8080, /v1",
    "HTTPS://api.example/v1, true, api.example, 443, api.example, /v1"
  })
  void of_anAddress_isItsParts(
      URI url, boolean tls, String host, int port, String authority, String path) {
    assertThat(Site.of(url)).isEqualTo(new Site(tls, host, port, authority, path));
  }

  @Test
  void origin_isSharedByPathsAndSpellingsOfTheSameServer() {
    Site one = Site.of(URI.create("https://api.example/v1"));

    assertThat(one.origin()).isEqualTo(Site.of(URI.create("https://API.EXAMPLE:443/v2")).origin());
    assertThat(one.origin()).isNotEqualTo(Site.of(URI.create("http://api.example/v1")).origin());
    assertThat(one.origin())
        .isNotEqualTo(Site.of(URI.create("https://api.example:444/v1")).origin());
  }

  @ParameterizedTest
  @ValueSource(strings = {"https:///v1", "mailto:a@b.example", "/v1", "https://under_score/v1"})
  void of_anAddressWithoutAHost_isRefused(URI url) {
    assertThatThrownBy(() -> Site.of(url)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void explain_aFailure_saysWhatAPersonCanDo() {
    assertThat(Connecting.explain(new SSLHandshakeException("x"))).contains("certificate");
    assertThat(Connecting.explain(new java.io.IOException(new SSLHandshakeException("x"))))
        .contains("certificate");
    assertThat(Connecting.explain(new UnknownHostException("secret-host.internal")))
        .contains("host name")
        .doesNotContain("secret-host");
    assertThat(Connecting.explain(null)).contains("No connection");
    assertThat(Connecting.isTls(null)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "199, false",
    "200, true",
    "204, true",
    "299, true",
    "300, false",
    "404, false",
    "500, false"
  })
  void head_success_isTheTwoHundreds(int status, boolean success) {
    assertThat(AnswerHead.local(status, "").success()).isEqualTo(success);
  }

  @ParameterizedTest
  @CsvSource({
    "text/event-stream, true",
    "TEXT/EVENT-STREAM; charset=utf-8, true",
    "application/json, false",
    "'', false",
    "text/event, false"
  })
  void head_eventStream_isToldByItsType(String type, boolean stream) {
    assertThat(AnswerHead.local(200, type).eventStream()).isEqualTo(stream);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, 1, 1, connect-timeout",
    "1, 0, 1, 1, 1, first-byte-timeout",
    "1, 1, -1, 1, 1, idle-timeout",
    "1, 1, 1, 0, 1, total-timeout",
    "1, 1, 1, 1, 0, keep-alive"
  })
  void config_timeThatIsNotPositive_isRefusedByName(
      long connect, long first, long idle, long total, long keep, String name) {
    assertThatThrownBy(
            () ->
                new UpstreamConfig(
                    Duration.ofSeconds(connect),
                    Duration.ofSeconds(first),
                    Duration.ofSeconds(idle),
                    Duration.ofSeconds(total),
                    1,
                    0,
                    Duration.ofSeconds(keep),
                    null))
        .hasMessageContaining("holdfast.gateway.upstream." + name);
  }
}
