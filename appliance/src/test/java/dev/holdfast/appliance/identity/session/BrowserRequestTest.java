package dev.holdfast.appliance.identity.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is believed of what a browser says about itself. */
class BrowserRequestTest {
  private static BrowserRequest read(String method, boolean secure, String... headers) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      map.put(headers[i].toLowerCase(Locale.ROOT), headers[i + 1]);
    }
    return BrowserRequest.of(method, secure, name -> map.get(name.toLowerCase(Locale.ROOT)));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, false", "HEAD, false", "OPTIONS, false", "POST, true", "PUT, true", "PATCH, true",
    "DELETE, true", "TRACE, true", "CONNECT, true", "get, true", "Get, true", "PROPFIND, true"
  })
  void change_ofAMethod_isAnythingThatIsNotKnownToBeARead(String method, boolean change) {
    assertThat(read(method, false).change()).isEqualTo(change);
  }

  @ParameterizedTest
  @CsvSource({
    "same-origin, true",
    "none, true",
    "same-site, false",
    "cross-site, false",
    "'', false",
    "Same-Origin, false",
    "same-origin;x, false",
    "'same-origin, cross-site', false",
    "future-value, false"
  })
  void sameSite_fetchMetadata_onlyOurOwnPagesAndTheAddressBar(String site, boolean same) {
    BrowserRequest request =
        read(
            "POST",
            true,
            "Sec-Fetch-Site",
            site,
            "Origin",
            "https://holdfast.example",
            "Host",
            "holdfast.example");

    assertThat(request.sameSite()).isEqualTo(same);
  }

  @ParameterizedTest
  @CsvSource({
    "https://holdfast.example, holdfast.example, true",
    "https://HOLDFAST.example, holdfast.EXAMPLE, true",
    "https://holdfast.example:8443, holdfast.example:8443, true",
    "https://[::1]:8443, [::1]:8443, true",
    "https://holdfast.example:8443, holdfast.example, false",
    "https://holdfast.example, holdfast.example:8443, false",
    "https://holdfast.example.evil.example, holdfast.example, false",
    "https://evil.example, holdfast.example, false",
    "https://xholdfast.example, holdfast.example, false",
    "https://user@holdfast.example, holdfast.example, false",
    "null, holdfast.example, false",
    "'', holdfast.example, false",
    "holdfast.example, holdfast.example, false",
    "file:///etc/passwd, holdfast.example, false",
    "https://ho ldfast.example, holdfast.example, false",
    "https://holdfast.example https://evil.example, holdfast.example, false"
  })
  void sameSite_origin_mustBeTheHostThatWasAsked(String origin, String host, boolean same) {
    assertThat(read("POST", true, "Origin", origin, "Host", host).sameSite()).isEqualTo(same);
  }

  @Test
  void sameSite_originWithoutAHost_isNot() {
    assertThat(read("POST", true, "Origin", "https://holdfast.example").sameSite()).isFalse();
  }

  @Test
  void sameSite_aProgramThatSaysNothing_isTaken() {
    assertThat(read("POST", false).sameSite()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "holdfast_session=tok|tok",
        "a=b; holdfast_session=tok|tok",
        "a=b;holdfast_session=tok;c=d|tok",
        "  holdfast_session=tok  |tok",
        "holdfast_session=a=b|a=b",
        "holdfast_session=first; holdfast_session=second|first"
      })
  void token_overPlainHttp_isTheFirstOfItsName(String cookies, String token) {
    assertThat(read("GET", false, "Cookie", cookies).token()).isEqualTo(token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "=",
        "holdfast_session",
        "holdfast_session=",
        "Holdfast_Session=tok",
        "holdfast_sessionx=tok",
        "xholdfast_session=tok",
        "a=holdfast_session=tok",
        "__Host-holdfast_session=tok",
        "holdfast_session =tok"
      })
  void token_nothingOfThatNameOverPlainHttp_isNone(String cookies) {
    assertThat(read("GET", false, "Cookie", cookies).token()).isNull();
  }

  @Test
  void token_overTls_onlyTheOneThatNoNeighbourCanSet() {
    assertThat(read("GET", true, "Cookie", "holdfast_session=planted").token()).isNull();
    assertThat(
            read("GET", true, "Cookie", "holdfast_session=p; __Host-holdfast_session=own").token())
        .isEqualTo("own");
  }

  @Test
  void printed_showsNeitherSecret() {
    BrowserRequest request =
        read("POST", false, "Cookie", "holdfast_session=topsecret", "X-CSRF-Token", "alsosecret");

    assertThat(request.csrfToken()).isEqualTo("alsosecret");
    assertThat(request.toString()).doesNotContain("secret");
  }

  @Property(tries = 2_000)
  void headers_whateverTheyHold_areReadWithoutAFault(
      @ForAll String cookies, @ForAll String origin, @ForAll String host, @ForAll boolean secure) {
    BrowserRequest request =
        read("POST", secure, "Cookie", cookies, "Origin", origin, "Host", host);

    assertThat(request.change()).isTrue();
    if (request.sameSite()) {
      assertThat(origin.toLowerCase(Locale.ROOT)).contains(host.toLowerCase(Locale.ROOT));
    }
  }

  @Property(tries = 500)
  void token_amongAnyOtherCookies_isFound(
      @ForAll("others") String before, @ForAll("others") String after) {
    String cookies = before + "; holdfast_session=tok; " + after;

    assertThat(read("GET", false, "Cookie", cookies).token()).isEqualTo("tok");
  }

  @net.jqwik.api.Provide
  net.jqwik.api.Arbitrary<String> others() {
    return net.jqwik.api.Arbitraries.strings()
        .withCharRange('a', 'z')
        .withChars("=-_ \"%,.")
        .ofMaxLength(40)
        .filter(text -> !text.strip().startsWith("holdfast_session"));
  }
}
