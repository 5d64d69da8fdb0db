package dev.holdfast.offline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents of this checkout, rendered. */
class DocsTest {
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

  @TempDir private Path folder = Path.of("");

  @Test
  void render_documentsOfTheCheckout_haveNoDeadLinkAndNothingFromANetwork() throws IOException {
    Path target = folder.resolve("docs");
    int pages = Docs.render(Path.of("..").toAbsolutePath().normalize(), target, "0.1.0");
    assertThat(pages).isGreaterThan(20);
    List<String> wrong = new ArrayList<>();
    for (Path page : Trees.files(target)) {
      if (!page.toString().endsWith(".html")) {
        continue;
      }
      Matcher links = LINK.matcher(Files.readString(page));
      while (links.find()) {
        String to = links.group(1).replaceAll("#.*", "");
        boolean outside = to.matches("[a-z]+:.*");
        boolean loads = links.group().startsWith("src");
        if (loads && outside) {
          wrong.add(page + " loads " + to);
        } else if (!to.isEmpty() && !outside && !Files.exists(page.resolveSibling(to))) {
          wrong.add(target.relativize(page) + " -> " + to);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(Files.readString(target.resolve("search-index.js")))
        .startsWith("window.holdfastPages = [")
        .contains("bundle.html");
  }

  @Test
  void render_textWithMarkup_isEscaped() throws IOException {
    Path root = Files.createDirectories(folder.resolve("root"));
    Files.createDirectory(root.resolve("docs"));
    Files.writeString(
        root.resolve("docs/README.md"), "# A \"title\" <b>\n\nSee [gone](../gone.md), `<x>`.\n");
    Docs.render(root, folder.resolve("out"), "0.1.0");
    assertThat(Files.readString(folder.resolve("out/index.html")))
        .contains("<title>A &quot;title&quot; &lt;b>", "See gone,", "&lt;x&gt;")
        .doesNotContain("href=\"../gone.md\"");
  }
}
