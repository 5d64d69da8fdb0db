package dev.holdfast.vendor.keys;

import dev.holdfast.license.statement.JsonFields;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.StrictJson;
import dev.holdfast.license.statement.Wire;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Folders;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Everything that was issued: one JSON object a line, each with the SHA-384 of the line before it.
 * The last line's digest stands in {@code ledger.head}, so that a cut tail is seen too.
 */
public record Ledger(Path file) {
  /** What a line says that a licence was issued: each sequence of one id once. */
  public static final String LICENCE = "licence";

  /** What a line says that a revocation list was signed: each sequence once. */
  public static final String REVOCATIONS = "revocations";

  private static final int MAX_LINE = 8192;
  private static final String START = "-";

  /**
   * One line.
   *
   * @param what {@code licence}, {@code revocations}, {@code root}, {@code activation}, {@code
   *     clock-reset}, {@code report}
   * @param subject the id of the licence or the installation, or the name of what was signed
   * @param facts what programs read again, by name
   * @param digest the SHA-384 of the file that was handed over, or that came
   */
  public record Entry(
      long number,
      Instant at,
      String what,
      String subject,
      long sequence,
      String note,
      Map<String, String> facts,
      String digest) {
    public Entry {
      facts = Map.copyOf(facts);
    }

    /** The digest as 96 hexadecimal digits. */
    public String digestHex() {
      return HexFormat.of().formatHex(Base64.getUrlDecoder().decode(digest));
    }
  }

  /**
   * What is to be written down.
   *
   * @param facts what programs read again, by name
   */
  public record Line(
      Instant at,
      String what,
      String subject,
      long sequence,
      String note,
      Map<String, String> facts) {
    public Line {
      facts = Map.copyOf(facts);
    }
  }

  /** Adds a line without facts, on disk before this returns. */
  public void append(
      Instant at, String what, String subject, long sequence, String note, byte[] handedOver)
      throws IOException {
    append(new Line(at, what, subject, sequence, note, Map.of()), handedOver);
  }

  /** Adds a line, on disk before this returns. */
  public void append(Line added, byte[] handedOver) throws IOException {
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!lock.isValid()) {
        throw new IOException("the ledger is in use");
      }
      String whole = whole();
      List<String> lines = whole.lines().toList();
      requireUnused(added, verify(lines));
      String previous = lines.isEmpty() ? START : digest(bytes(lines.getLast()));
      byte[] line =
          Wire.compact(
              json -> {
                json.writeNumberField("number", lines.size() + 1L);
                json.writeStringField("previous", previous);
                json.writeStringField("at", Wire.of(added.at()));
                json.writeStringField("what", added.what());
                json.writeStringField("subject", added.subject());
                json.writeNumberField("sequence", added.sequence());
                json.writeStringField("note", added.note());
                if (!added.facts().isEmpty()) {
                  json.writeObjectFieldStart("facts");
                  for (Map.Entry<String, String> fact : new TreeMap<>(added.facts()).entrySet()) {
                    json.writeStringField(fact.getKey(), fact.getValue());
                  }
                  json.writeEndObject();
                }
                json.writeStringField("digest", digest(handedOver));
              });
      // Read before it is written: a line that cannot be read again would close the ledger.
      entry(StrictJson.parse(line, MAX_LINE, MAX_LINE));
      // What a crash left of a line is written over; what an editor took from the end is given
      // back.
      channel.truncate(bytes(whole).length);
      channel.position(channel.size());
      String open = whole.isEmpty() || whole.endsWith("\n") ? "" : "\n";
      write(channel, open + new String(line, StandardCharsets.UTF_8) + "\n");
      channel.force(true);
      Folders.replace(head(), bytes(digest(line) + "\n"));
    }
  }

  /**
   * Reads and verifies all lines.
   *
   * @throws VendorException with {@link Exit#LEDGER_BROKEN} where a line was changed, or is gone
   */
  public List<Entry> entries() throws IOException {
    return verify(whole().lines().toList());
  }

  /** The lines about a subject, oldest first. */
  public List<Entry> about(String subject) throws IOException {
    return entries().stream().filter(entry -> entry.subject().equals(subject)).toList();
  }

  /** The newest line of a kind. */
  public Optional<Entry> newest(String what) throws IOException {
    return entries().reversed().stream().filter(entry -> entry.what().equals(what)).findFirst();
  }

  /** The newest line of a kind about a subject: a licence taken back has lines of two kinds. */
  public Optional<Entry> newest(String what, String subject) throws IOException {
    return about(subject).reversed().stream()
        .filter(entry -> entry.what().equals(what))
        .findFirst();
  }

  /**
   * Two who sign at once have read the same newest number; only one of them may write the next. And
   * a file that is signed as it stands may bear a number that another one has.
   */
  private static void requireUnused(Line added, List<Entry> entries) {
    boolean list = added.what().equals(REVOCATIONS);
    if (!list && !added.what().equals(LICENCE)) {
      return;
    }
    long newest =
        entries.stream()
            .filter(entry -> entry.what().equals(added.what()))
            .filter(entry -> list || entry.subject().equals(added.subject()))
            .mapToLong(Entry::sequence)
            .max()
            .orElse(-1);
    if (added.sequence() <= newest) {
      throw new VendorException(
          Exit.REFUSED,
          (list ? "revocation list " : added.subject() + ", sequence ")
              + added.sequence()
              + " would not be the newest: the ledger knows "
              + newest);
    }
  }

  private Path head() {
    return file.resolveSibling("ledger.head");
  }

  /**
   * The text without a last line that was not written to its end: the power went, and the head
   * stands where it stood before.
   */
  private String whole() throws IOException {
    String text = Files.exists(file) ? text(file) : "";
    int end = text.lastIndexOf('\n') + 1;
    String rest = text.substring(end);
    List<String> before = text.substring(0, end).lines().toList();
    String previous = before.isEmpty() ? START : digest(bytes(before.getLast()));
    return !rest.isEmpty() && headText().equals(previous) ? text.substring(0, end) : text;
  }

  private String headText() throws IOException {
    return Files.exists(head()) ? text(head()).strip() : START;
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw broken(file.getFileName() + " is no text any more");
    }
  }

  private static void write(FileChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(text));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private List<Entry> verify(List<String> lines) throws IOException {
    List<Entry> entries = new ArrayList<>();
    String previous = START;
    String beforeLast = START;
    for (String line : lines) {
      long number = entries.size() + 1L;
      try {
        JsonFields fields = StrictJson.parse(bytes(line), MAX_LINE, MAX_LINE);
        if (fields.number("number", 1, Long.MAX_VALUE) != number
            || !fields.text("previous", 64).equals(previous)) {
          throw broken("line " + number + " does not follow the line before it");
        }
        entries.add(entry(fields));
      } catch (RefusedException e) {
        throw broken("line " + number + ": " + e.detail());
      }
      beforeLast = previous;
      previous = digest(bytes(line));
    }
    String head = headText();
    // A crash between a line and its head leaves the head one line behind; that loses nothing.
    if (!head.equals(previous) && !head.equals(beforeLast)) {
      throw broken("its last line is not the one that was written last");
    }
    return entries;
  }

  private static Entry entry(JsonFields fields) {
    return new Entry(
        fields.number("number", 1, Long.MAX_VALUE),
        fields.instant("at"),
        fields.text("what", 40),
        fields.text("subject", 200),
        fields.number("sequence", 0, Long.MAX_VALUE),
        fields.text("note", 1000),
        fields.optionalObject("facts").map(Ledger::facts).orElse(Map.of()),
        fields.text("digest", 64));
  }

  private static Map<String, String> facts(JsonFields fields) {
    Map<String, String> facts = new TreeMap<>();
    for (String name : fields.names()) {
      facts.put(name, fields.text(name, 1000));
    }
    return facts;
  }

  private static VendorException broken(String how) {
    return new VendorException(Exit.LEDGER_BROKEN, "the ledger was changed: " + how);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String digest(byte[] bytes) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-384").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
