package dev.holdfast.offline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * The pages of the checkout as HTML that needs no network and no server: one style sheet, one
 * search index and one script lie beside them.
 */
final class Docs {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_SEARCHED = 6_000;
  private static final Pattern TITLE = Pattern.compile("(?m)^# (.+)$");

  private final Path root;
  private final Map<String, Path> pages = new TreeMap<>();
  private final List<Extension> extensions =
      List.of(TablesExtension.create(), HeadingAnchorExtension.create());
  private final Parser parser = Parser.builder().extensions(extensions).build();
  private final HtmlRenderer renderer = HtmlRenderer.builder().extensions(extensions).build();

  private Docs(Path root) {
    this.root = root;
  }

  /** Renders all pages into a folder. */
  static int render(Path root, Path target, String version) throws IOException {
    Docs docs = new Docs(root);
    docs.collect();
    docs.write(target, version);
    return docs.pages.size();
  }

  /** Every page of {@code docs/}, and the README of each module, by the name of its HTML file. */
  private void collect() throws IOException {
    for (Path page : Trees.files(root.resolve("docs"))) {
      String name = root.resolve("docs").relativize(page).toString();
      if (name.endsWith(".md")) {
        pages.put(html(name.equals("README.md") ? "index.md" : name), page);
      }
    }
    for (String module :
        List.of(
            "installer",
            "license",
            "license/core",
            "license/anchors",
            "offline-bundle",
            "offline-bundle/kubernetes",
            "systemd",
            "ansible")) {
      Path readme = root.resolve(module).resolve("README.md");
      if (Files.exists(readme)) {
        pages.put("modules/" + module.replace('/', '-') + ".html", readme);
      }
    }
    for (String page : List.of("README.md", "CHANGELOG.md", "SECURITY.md", "UPGRADING.md")) {
      if (Files.exists(root.resolve(page))) {
        pages.put("about/" + html(page.toLowerCase(Locale.ROOT)), root.resolve(page));
      }
    }
  }

  private void write(Path target, String version) throws IOException {
    ArrayNode index = JSON.createArrayNode();
    for (Map.Entry<String, Path> page : pages.entrySet()) {
      String markdown = Files.readString(page.getValue());
      Node document = parser.parse(markdown);
      relink(document, page.getKey(), page.getValue());
      Matcher matcher = TITLE.matcher(markdown);
      String title = matcher.find() ? matcher.group(1).replace("`", "") : page.getKey();
      String up = "../".repeat((int) page.getKey().chars().filter(c -> c == '/').count());
      Trees.write(
          target.resolve(page.getKey()),
          Trees.template(
              "page.html",
              Map.of(
                  "title", escaped(title),
                  "version", version,
                  "up", up,
                  "contents", contents(page.getKey(), up),
                  "body", renderer.render(document))),
          false);
      index.addObject().put("page", page.getKey()).put("title", title).put("text", text(document));
    }
    // A script, and no JSON file: a page opened from a disk may not fetch one.
    Trees.write(
        target.resolve("search-index.js"), "window.holdfastPages = " + index + ";\n", false);
    Trees.write(target.resolve("search.js"), Trees.template("search.js", Map.of()), false);
    Trees.write(target.resolve("style.css"), Trees.template("style.css", Map.of()), false);
    for (Path image : Trees.files(root.resolve("docs"))) {
      if (image.toString().endsWith(".svg") || image.toString().endsWith(".png")) {
        Path copy = target.resolve(root.resolve("docs").relativize(image).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(image, copy);
        Trees.mode(copy, false);
      }
    }
  }

  private String contents(String current, String up) throws IOException {
    StringBuilder list = new StringBuilder();
    for (Map.Entry<String, Path> page : pages.entrySet()) {
      Matcher matcher = TITLE.matcher(Files.readString(page.getValue()));
      String title = matcher.find() ? matcher.group(1).replace("`", "") : page.getKey();
      list.append("<li><a href=\"")
          .append(up)
          .append(page.getKey())
          .append(page.getKey().equals(current) ? "\" aria-current=\"page\">" : "\">")
          .append(escaped(title))
          .append("</a></li>\n");
    }
    return list.toString();
  }

  /** Links between pages lead to their HTML; links to what is not shipped become plain text. */
  private void relink(Node document, String name, Path page) {
    List<Link> links = new ArrayList<>();
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Link link) {
            links.add(link);
            visitChildren(link);
          }
        });
    for (Link link : links) {
      String to = link.getDestination();
      if (to.startsWith("#") || to.matches("[a-z]+:.*")) {
        continue;
      }
      String anchor = to.contains("#") ? to.substring(to.indexOf('#')) : "";
      Path meant = page.resolveSibling(to.split("#", 2)[0]).normalize();
      Path file = Files.isDirectory(meant) ? meant.resolve("README.md") : meant;
      String found =
          pages.entrySet().stream()
              .filter(each -> each.getValue().equals(file))
              .map(Map.Entry::getKey)
              .findFirst()
              .orElse(null);
      if (found == null) {
        for (Node child = link.getFirstChild(); child != null; child = link.getFirstChild()) {
          link.insertBefore(child);
        }
        link.unlink();
      } else {
        String up = "../".repeat((int) name.chars().filter(c -> c == '/').count());
        link.setDestination(up + found + anchor);
      }
    }
  }

  private static String text(Node document) {
    StringBuilder text = new StringBuilder();
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text node) {
            text.append(node.getLiteral()).append(' ');
          }

          @Override
          public void visit(org.commonmark.node.Code node) {
            text.append(node.getLiteral()).append(' ');
          }

          @Override
          public void visit(org.commonmark.node.FencedCodeBlock node) {
            text.append(node.getLiteral()).append(' ');
          }

          @Override
          public void visit(Heading node) {
            visitChildren(node);
          }
        });
    return text.length() > MAX_SEARCHED ? text.substring(0, MAX_SEARCHED) : text.toString();
  }

  private static String html(String markdown) {
    return markdown.replaceAll("README\\.md$", "index.html").replaceAll("\\.md$", ".html");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
