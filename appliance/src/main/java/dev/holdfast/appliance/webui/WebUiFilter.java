package dev.holdfast.appliance.webui;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import io.micronaut.web.router.RouteAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers what no endpoint answers, when it is a file of the UI or an address inside it. It is a
 * filter and no endpoint, because an endpoint for every path would make 405 out of other methods'
 * 404.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class WebUiFilter implements Ordered {
  private static final List<String> NOT_OURS = List.of("/api", "/v1", "/health", "/metrics");
  private static final String INDEX = "index.html";
  private static final Pattern GZIP = Pattern.compile("gzip(\\s*;\\s*q=(?!0(\\.0*)?$).*)?");
  private static final String FOREVER = "public, max-age=31536000, immutable";
  private static final String ASK_AGAIN = "no-cache";

  private final Assets assets;

  WebUiFilter(Assets assets) {
    this.assets = assets;
  }

  @RequestFilter
  @Nullable HttpResponse<?> serve(HttpRequest<?> request) {
    String path = request.getPath();
    boolean reading =
        request.getMethod() == HttpMethod.GET || request.getMethod() == HttpMethod.HEAD;
    if (!reading || !isOurs(path) || RouteAttributes.getRouteInfo(request).isPresent()) {
      return null;
    }
    String name = path.substring(1);
    Optional<Asset> file = name.equals(INDEX) ? Optional.empty() : assets.find(name);
    if (file.isPresent()) {
      return isolated(file(request, file.get()));
    }
    if (name.startsWith("assets/")
        || looksLikeFile(name)
        || !(name.isEmpty() || asksForPage(request))) {
      return null;
    }
    return assets.find(INDEX).map(index -> isolated(page(index))).orElse(null);
  }

  private static boolean isOurs(String path) {
    return path.startsWith("/")
        && NOT_OURS.stream()
            .noneMatch(prefix -> path.equals(prefix) || path.startsWith(prefix + "/"));
  }

  /** A person's navigation, and no program that mistook a path: that one is told so. */
  private static boolean asksForPage(HttpRequest<?> request) {
    return request.getHeaders().getAll(HttpHeaders.ACCEPT).stream()
        .anyMatch(accept -> accept.contains(MediaType.TEXT_HTML));
  }

  private static boolean looksLikeFile(String name) {
    return !name.equals(INDEX) && name.lastIndexOf('.') > name.lastIndexOf('/');
  }

  private static MutableHttpResponse<?> page(Asset index) {
    Page page = Page.of(index);
    return HttpResponse.ok(page.html())
        .contentType(index.contentType())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header("Content-Security-Policy", page.policy());
  }

  /** Whether gzip is named (RFC 9110, section 12.5.3), and not with a weight of zero. */
  private static boolean takesGzip(String accepted) {
    return Arrays.stream(accepted.toLowerCase(Locale.ROOT).split(",", -1))
        .map(String::strip)
        .anyMatch(coding -> GZIP.matcher(coding).matches());
  }

  private static MutableHttpResponse<?> file(HttpRequest<?> request, Asset asset) {
    HttpHeaders asked = request.getHeaders();
    String caching = asset.immutable() ? FOREVER : ASK_AGAIN;
    if (asset.tag().equals(asked.get(HttpHeaders.IF_NONE_MATCH))) {
      return HttpResponse.notModified()
          .header(HttpHeaders.ETAG, asset.tag())
          .header(HttpHeaders.CACHE_CONTROL, caching);
    }
    byte[] compressed = asset.compressed();
    String accepted = asked.get(HttpHeaders.ACCEPT_ENCODING);
    boolean gzip = compressed != null && accepted != null && takesGzip(accepted);
    MutableHttpResponse<byte[]> response =
        HttpResponse.ok(gzip && compressed != null ? compressed : asset.content())
            .contentType(asset.contentType())
            .header(HttpHeaders.CACHE_CONTROL, caching)
            .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
            .header(HttpHeaders.ETAG, asset.tag())
            // An image or a text opened by itself must not run anything either.
            .header(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    return gzip ? response.header(HttpHeaders.CONTENT_ENCODING, "gzip") : response;
  }

  /** Keeps other sites from embedding, opening into, or learning from what is served. */
  private static MutableHttpResponse<?> isolated(MutableHttpResponse<?> response) {
    return response
        .header("X-Frame-Options", "DENY")
        .header("Referrer-Policy", "no-referrer")
        .header("Cross-Origin-Opener-Policy", "same-origin")
        .header("Cross-Origin-Resource-Policy", "same-origin")
        .header(
            "Permissions-Policy",
            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()");
  }

  @Override
  public int getOrder() {
    return ServerFilterPhase.FIRST.order();
  }
}
