package dev.holdfast.appliance.backup.store;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.appliance.testkit.Patience;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Speaks S3 on a socket: objects, ranges, listings in pages, multipart uploads; and refuses, fails
 * or dawdles when told to.
 */
public final class FakeS3 implements AutoCloseable {
  private static final int PAGE = 3;
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

  final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
  final Map<String, Map<Integer, byte[]>> uploads = new ConcurrentSkipListMap<>();
  final AtomicInteger failures = new AtomicInteger();
  final AtomicInteger parts = new AtomicInteger();
  volatile boolean forbids;
  volatile long dawdleMillis;
  private final HttpServer server;
  private final AtomicInteger number = new AtomicInteger();

  public FakeS3() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = body(exchange);
    try (exchange) {
      if (dawdleMillis > 0) {
        Patience.pause(Duration.ofMillis(dawdleMillis));
      }
      String signed = exchange.getRequestHeaders().getFirst("Authorization");
      if (forbids || signed == null || !signed.startsWith("AWS4-HMAC-SHA256 Credential=AKTEST/")) {
        error(exchange, 403, "AccessDenied");
      } else if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        error(exchange, 503, "SlowDown");
      } else {
        serve(exchange, body);
      }
    }
  }

  private void serve(HttpExchange exchange, byte[] body) throws IOException {
    Map<String, String> query = query(exchange.getRequestURI());
    String path = exchange.getRequestURI().getPath().substring("/backups".length());
    String key = path.isEmpty() ? "" : path.substring(1);
    switch (exchange.getRequestMethod()) {
      case "PUT" -> put(exchange, key, query, body);
      case "POST" -> post(exchange, key, query);
      case "DELETE" -> {
        if (query.containsKey("uploadId")) {
          uploads.remove(query.get("uploadId"));
        } else {
          objects.remove(key);
        }
        send(exchange, 204, new byte[0]);
      }
      default -> {
        if (query.containsKey("list-type")) {
          list(exchange, query);
        } else {
          get(exchange, key);
        }
      }
    }
  }

  private void put(HttpExchange exchange, String key, Map<String, String> query, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("ETag", "\"" + Arrays.hashCode(body) + "\"");
    String upload = query.get("uploadId");
    if (upload == null) {
      objects.put(key, body);
    } else {
      parts.incrementAndGet();
      uploads.getOrDefault(upload, new TreeMap<>()).put(number(query.get("partNumber")), body);
    }
    send(exchange, 200, new byte[0]);
  }

  private void post(HttpExchange exchange, String key, Map<String, String> query)
      throws IOException {
    if (query.containsKey("uploads")) {
      String id = "up" + number.incrementAndGet();
      uploads.put(id, new TreeMap<>());
      xml(
          exchange,
          "<InitiateMultipartUploadResult><UploadId>"
              + id
              + "</UploadId></InitiateMultipartUploadResult>");
      return;
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    Map<Integer, byte[]> made = uploads.remove(query.getOrDefault("uploadId", ""));
    if (made == null) {
      error(exchange, 404, "NoSuchUpload");
      return;
    }
    made.values().forEach(whole::writeBytes);
    objects.put(key, whole.toByteArray());
    xml(
        exchange,
        "<CompleteMultipartUploadResult><ETag>\"x\"</ETag></CompleteMultipartUploadResult>");
  }

  private void get(HttpExchange exchange, String key) throws IOException {
    byte[] object = objects.get(key);
    if (object == null) {
      error(exchange, 404, "NoSuchKey");
      return;
    }
    String asked = exchange.getRequestHeaders().getFirst("Range");
    Matcher range = RANGE.matcher(asked == null ? "" : asked);
    if (range.matches()) {
      int from = number(range.group(1));
      int to = (int) Math.min(Long.parseLong(range.group(2)) + 1, object.length);
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + object.length);
      send(exchange, 206, Arrays.copyOfRange(object, Math.min(from, to), to));
    } else {
      send(exchange, 200, object);
    }
  }

  private void list(HttpExchange exchange, Map<String, String> query) throws IOException {
    String after = query.getOrDefault("continuation-token", "");
    StringBuilder xml = new StringBuilder("<ListBucketResult>");
    int count = 0;
    String last = "";
    for (Map.Entry<String, byte[]> object : objects.entrySet()) {
      if (object.getKey().compareTo(after) > 0
          && object.getKey().startsWith(query.getOrDefault("prefix", ""))
          && count < PAGE) {
        last = object.getKey();
        count++;
        xml.append("<Contents><Key>")
            .append(last)
            .append("</Key><Size>")
            .append(object.getValue().length)
            .append("</Size></Contents>");
      }
    }
    boolean more = count == PAGE;
    xml.append("<IsTruncated>").append(more).append("</IsTruncated>");
    if (more) {
      xml.append("<NextContinuationToken>").append(last).append("</NextContinuationToken>");
    }
    xml(exchange, xml.append("</ListBucketResult>").toString());
  }

  /** The client may send a body in signed chunks with trailing check sums. */
  private static byte[] body(HttpExchange exchange) throws IOException {
    InputStream in = exchange.getRequestBody();
    String coding = exchange.getRequestHeaders().getFirst("Content-Encoding");
    if (coding == null || !coding.contains("aws-chunked")) {
      return in.readAllBytes();
    }
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    while (true) {
      String head = line(in);
      int semicolon = head.indexOf(';');
      int size = Integer.parseInt(semicolon < 0 ? head : head.substring(0, semicolon), 16);
      if (size == 0) {
        in.readAllBytes();
        return plain.toByteArray();
      }
      plain.writeBytes(in.readNBytes(size));
      line(in);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  private static Map<String, String> query(URI uri) {
    Map<String, String> query = new HashMap<>();
    @Nullable String raw = uri.getRawQuery();
    if (raw != null) {
      for (String pair : raw.split("&")) {
        int equals = pair.indexOf('=');
        query.put(
            equals < 0 ? pair : pair.substring(0, equals),
            equals < 0
                ? ""
                : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  private static int number(@Nullable String text) {
    return Integer.parseInt(String.valueOf(text));
  }

  private static void error(HttpExchange exchange, int status, String code) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/xml");
    send(
        exchange,
        status,
        ("<Error><Code>" + code + "</Code><Message>no</Message></Error>")
            .getBytes(StandardCharsets.UTF_8));
  }

  private static void xml(HttpExchange exchange, String xml) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/xml");
    send(exchange, 200, xml.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
