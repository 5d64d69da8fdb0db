package dev.holdfast.appliance.webui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.House;
import java.net.http.HttpRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client says of encodings is kept to. */
class EncodingHttpTest {
  @ParameterizedTest
  @CsvSource({
    "gzip, gzip",
    "'deflate, gzip;q=0.5', gzip",
    "'br, GZIP', gzip",
    "*, ''",
    "gzip;q=0, ''",
    "'gzip; q=0.000, br', ''",
    "identity, ''",
    "xgzip, ''"
  })
  void encoding_thatTheClientRefuses_isNotSent(String accepted, String encoding) {
    var answer =
        House.shared()
            .server
            .send(
                HttpRequest.newBuilder(House.shared().server.uri("/assets/app-1a2b3c.js"))
                    .header("Accept-Encoding", accepted));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Encoding").orElse("")).isEqualTo(encoding);
  }
}
