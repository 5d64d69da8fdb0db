package dev.holdfast.vendor.support;

import dev.holdfast.license.support.Analyzers;
import dev.holdfast.license.support.SupportBundle;
import dev.holdfast.vendor.shell.Inert;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A page that needs no network and runs nothing: everything a stranger wrote is text in it. */
final class SupportReport {
  private static final int LONGEST = 200_000;

  private SupportReport() {}

  static String html(
      SupportBundle.Opened opened, List<Analyzers.Finding> findings, Map<String, String> names) {
    SupportBundle.Receipt receipt = opened.receipt();
    StringBuilder page =
        new StringBuilder(
            """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy"
              content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
            <meta name="referrer" content="no-referrer">
            <title>Support bundle</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
            pre { font-size: 12px; overflow: auto; max-height: 30rem; border: 1px solid #bbb; padding: .5rem; }
            .fail { color: #a00; } .warn { color: #850; } .ok { color: #060; }
            h1, h2, p, li, td { overflow-wrap: anywhere; }
            td { padding-right: 1.5rem; vertical-align: top; }
            </style>
            <h1>Support bundle</h1>
            <table>
            """);
    row(page, "Bundle", receipt.bundle());
    row(page, "Installation", receipt.installation());
    row(page, "Made at", receipt.createdAt().toString());
    row(page, "Version", receipt.version());
    row(page, "Signed by", opened.signer().shortId() + "; every file is the one that was signed");
    page.append("</table>\n<h2>What was found</h2>\n<ul>\n");
    for (Analyzers.Finding finding : findings) {
      page.append("<li class=\"")
          .append(Inert.html(finding.severity()))
          .append("\">")
          .append(Inert.html(finding.words()))
          .append("</li>\n");
    }
    page.append("</ul>\n<h2>What was taken out at the customer's</h2>\n<table>\n");
    new TreeMap<>(receipt.redactions())
        .forEach((rule, count) -> row(page, rule, Long.toString(count)));
    page.append("</table>\n");
    new TreeMap<>(opened.files())
        .forEach(
            (name, bytes) -> {
              String text = new String(bytes, StandardCharsets.UTF_8);
              boolean cut = text.length() > LONGEST;
              page.append("<h2>")
                  .append(Inert.html(name))
                  .append("</h2>\n<p>")
                  .append(Inert.html(names.getOrDefault(name, "")))
                  .append(cut ? " (cut here; the file is whole)" : "")
                  .append("</p>\n<pre>")
                  .append(Inert.html(cut ? text.substring(0, LONGEST) : text))
                  .append("</pre>\n");
            });
    return page.append("</html>\n").toString();
  }

  private static void row(StringBuilder page, String name, String content) {
    page.append("<tr><td>")
        .append(Inert.html(name))
        .append("</td><td>")
        .append(Inert.html(content))
        .append("</td></tr>\n");
  }
}
