package dev.holdfast.appliance.webui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The UI's files and its page: nothing but them can be had, and no two pages share a nonce. */
class FilesTest {
  private final Assets assets = new Assets();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        ".",
        "..",
        "../application.properties",
        "..%2fapplication.properties",
        "assets/../../application.properties",
        "assets/..",
        ".hidden",
        "assets/.hidden",
        "assets//x",
        "/index.html",
        "index.html/",
        "a/b/c/d/e/f/g",
        "a\\b",
        "a\0b",
        "a b",
        "\u00e9",
        "dev/holdfast/appliance/webui/Assets.class"
      })
  void find_whatIsNoFileOfTheUi_isNothing(String name) {
    assertThat(assets.find(name)).isEmpty();
  }

  @Property(tries = 1_000)
  void find_anyName_isNoFaultAndNoWayOut(@ForAll String name) {
    assertThat(assets.find("../" + name)).isEmpty();
    assertThat(assets.find(name + "/../../application.properties")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "index.html, text/html; charset=utf-8",
    "assets/app.js, text/javascript; charset=utf-8",
    "assets/app.css, text/css; charset=utf-8",
    "logo.svg, image/svg+xml",
    "font.woff2, font/woff2",
    "LICENCES.md, text/plain; charset=utf-8",
    "data.bin, application/octet-stream",
    "noextension, application/octet-stream",
    "evil.html.bin, application/octet-stream"
  })
  void asset_type_isToldByItsNameOnly(String name, String type) {
    assertThat(Asset.of(name, new byte[0]).contentType()).isEqualTo(type);
  }

  @Test
  void asset_thatShrinks_hasACompressedFormThatIsTheSame() throws IOException {
    byte[] content = "hold fast ".repeat(500).getBytes(StandardCharsets.UTF_8);
    Asset asset = Asset.of("assets/a.js", content);

    byte[] compressed = Objects.requireNonNull(asset.compressed());
    assertThat(compressed.length).isLessThan(content.length);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
    assertThat(asset.immutable()).isTrue();
  }

  @Test
  void asset_thatDoesNotShrink_isSentAsItIs() {
    byte[] noise = new byte[2_000];
    new Random(7).nextBytes(noise);

    assertThat(Asset.of("x.png", noise).compressed()).isNull();
    assertThat(Asset.of("x.png", new byte[0]).compressed()).isNull();
    assertThat(Asset.of("x.png", noise).immutable()).isFalse();
  }

  @Test
  void tag_ofAFile_changesWithItsContent() {
    Asset one = Asset.of("a.txt", new byte[] {1});

    assertThat(one.tag())
        .matches("\"[0-9a-f]{24}\"")
        .isEqualTo(Asset.of("b.txt", new byte[] {1}).tag());
    assertThat(Asset.of("a.txt", new byte[] {2}).tag()).isNotEqualTo(one.tag());
  }

  @Test
  void page_eachTime_hasANonceOfItsOwnAndNoMarkLeft() {
    Asset index =
        Asset.of(
            "index.html",
            "<script nonce=\"__CSP_NONCE__\"></script><style nonce=\"__CSP_NONCE__\"></style>"
                .getBytes(StandardCharsets.UTF_8));
    Set<String> policies = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      Page page = Page.of(index);
      String nonce = page.html().split("nonce=\"", -1)[1].split("\"", -1)[0];
      assertThat(nonce).hasSize(24);
      assertThat(page.html()).doesNotContain("__CSP_NONCE__");
      assertThat(page.policy()).contains("script-src 'self' 'nonce-" + nonce + "'");
      policies.add(page.policy());
    }
    assertThat(policies).hasSize(200);
  }

  @Test
  void policy_ofThePage_letsNothingInFromElsewhere() {
    String policy = Page.of(Asset.of("index.html", new byte[0])).policy();

    assertThat(policy)
        .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
        .doesNotContain("unsafe-inline", "unsafe-eval", "*", "http:", "https:");
  }
}
