package dev.holdfast.appliance.diagnostics.collect;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/** What one collector has gathered: files of text, and facts for the analyzers. Thread-safe. */
public final class Pages {
  private final int most;
  private final BinaryOperator<String> tokens;
  private final Map<String, String> files = new TreeMap<>();
  private final Map<String, String> facts = new TreeMap<>();
  private int used;
  private boolean cut;
  private boolean closed;

  /**
   * @param most bytes of all files together
   * @param tokens what stands for a name of a kind
   */
  public Pages(int most, BinaryOperator<String> tokens) {
    this.most = most;
    this.tokens = tokens;
  }

  /** What stands for a name in this bundle: the same for the same name. */
  String token(String kind, String name) {
    return tokens.apply(kind, name);
  }

  /** Adds a file; of what is too long, the end stays, as the newest is at the end of a log. */
  public synchronized void file(String name, String text) {
    if (closed) {
      return;
    }
    int room = most - used;
    String kept = text;
    if (text.length() > room) {
      kept = text.substring(text.length() - Math.max(0, room));
      cut = true;
    }
    used += kept.getBytes(StandardCharsets.UTF_8).length;
    files.put(name, kept);
  }

  /** Adds a fact: one line. */
  public synchronized void fact(String name, Object value) {
    if (!closed) {
      facts.put(name, String.valueOf(value).replace('\n', ' ').replace('\r', ' '));
    }
  }

  /** Takes nothing more: the collector's time is over. */
  synchronized void close() {
    closed = true;
  }

  synchronized Map<String, String> files() {
    return Map.copyOf(files);
  }

  synchronized Map<String, String> facts() {
    return Map.copyOf(facts);
  }

  synchronized boolean wasCut() {
    return cut;
  }
}
