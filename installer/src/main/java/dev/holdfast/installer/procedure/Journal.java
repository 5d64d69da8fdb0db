package dev.holdfast.installer.procedure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How far a procedure came, one JSON object a line, each on the disk before the next thing happens.
 * The file has its full size from the start, so that a disk that fills up meanwhile cannot stop it:
 * taking back must always be possible. A line that was cut off is as if it had not been written.
 */
public final class Journal implements AutoCloseable {
  private static final int SIZE = 512 * 1024;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<TreeMap<String, String>> TEXTS = new TypeReference<>() {};

  private final Path file;
  private final FileChannel channel;
  private final Clock clock;
  private final Map<Integer, Map<String, String>> begun = new TreeMap<>();
  private final Map<Integer, Boolean> done = new TreeMap<>();
  private final Map<Integer, Boolean> undone = new TreeMap<>();
  private Header header = new Header("", Map.of(), 0);
  private String failure = "";
  private String ended = "";
  private long position;

  /**
   * What the procedure is.
   *
   * @param kind {@code install}, {@code upgrade}, ...
   * @param parameters all that its actions were made from
   * @param actions how many there are
   */
  public record Header(String kind, Map<String, String> parameters, int actions) {
    public Header {
      parameters = Map.copyOf(parameters);
    }
  }

  private Journal(Path file, FileChannel channel, Clock clock) {
    this.file = file;
    this.channel = channel;
    this.clock = clock;
  }

  /** Somebody else is at work: their process has this journal open, or began one just now. */
  public static final class InUseException extends IOException {
    private static final long serialVersionUID = 1;

    private InUseException(Path file) {
      super(file + " is in use by another process");
    }
  }

  /**
   * Begins a journal.
   *
   * @throws InUseException where there is one of that name by now
   */
  public static Journal create(Path file, Header header, Clock clock) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    ByteBuffer empty = ByteBuffer.allocate(SIZE);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      while (empty.hasRemaining()) {
        channel.write(empty);
      }
      ObjectNode record = record("start", clock);
      record.put("procedure", header.kind());
      record.put("actions", header.actions());
      record.set("parameters", JSON.valueToTree(new TreeMap<>(header.parameters())));
      channel.write(ByteBuffer.wrap(line(record)), 0);
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(fresh);
      throw e;
    }
    // A link and not a rename, which would put it over the journal of who was faster.
    try {
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException e) {
      throw new InUseException(file);
    } finally {
      Files.deleteIfExists(fresh);
    }
    return open(file, clock).orElseThrow();
  }

  /**
   * Opens the journal of a procedure that has not been cleared away, and keeps every other process
   * from opening it until it is closed; empty where there is none.
   *
   * @throws InUseException where another process has it open: the procedure is under way
   */
  public static Optional<Journal> open(Path file, Clock clock) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (!locked(channel)) {
        throw new InUseException(file);
      }
      Journal journal = new Journal(file, channel, clock);
      // Through this very channel: to close another one of the file would give the lock away.
      ByteBuffer all = ByteBuffer.allocate((int) channel.size());
      while (all.hasRemaining() && channel.read(all, all.position()) >= 0) {}
      journal.replay(Arrays.copyOf(all.array(), all.position()));
      return Optional.of(journal);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Until the channel is closed, or the process ends in whatever way. */
  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private void replay(byte[] bytes) throws IOException {
    int at = 0;
    while (at < bytes.length && bytes[at] != 0) {
      int end = at;
      while (end < bytes.length && bytes[end] != '\n' && bytes[end] != 0) {
        end++;
      }
      if (end == bytes.length || bytes[end] == 0) {
        break;
      }
      try {
        take(JSON.readTree(bytes, at, end - at));
      } catch (JsonProcessingException torn) {
        break;
      }
      at = end + 1;
    }
    position = at;
    channel.write(ByteBuffer.allocate(Math.min(SIZE, Math.max(0, bytes.length - at))), at);
  }

  private void take(JsonNode record) {
    int action = record.path("action").asInt(-1);
    switch (record.path("record").asText()) {
      case "start" ->
          header =
              new Header(
                  record.path("procedure").asText(),
                  JSON.convertValue(record.path("parameters"), TEXTS),
                  record.path("actions").asInt());
      case "begin" -> begun.put(action, JSON.convertValue(record.path("memo"), TEXTS));
      case "done" -> done.put(action, true);
      case "fail" -> failure = record.path("reason").asText();
      case "undone" -> undone.put(action, true);
      case "end" -> ended = record.path("outcome").asText();
      default -> throw new IllegalStateException("a record of a newer holdfastctl: " + record);
    }
  }

  public Header header() {
    return header;
  }

  Optional<Map<String, String>> memo(int action) {
    return Optional.ofNullable(begun.get(action));
  }

  boolean isDone(int action) {
    return done.containsKey(action);
  }

  boolean isUndone(int action) {
    return undone.containsKey(action);
  }

  /** Why it is being taken back; empty while it goes forward. */
  public String failure() {
    return failure;
  }

  /** {@code done} or {@code undone}; empty while it is under way. */
  public String ended() {
    return ended;
  }

  /** How many actions are done. */
  public int progress() {
    return done.size();
  }

  void begin(int action, String what, Map<String, String> memo) throws IOException {
    ObjectNode record = record("begin", clock);
    record.put("action", action);
    record.put("what", what);
    record.set("memo", JSON.valueToTree(new TreeMap<>(memo)));
    append(record);
  }

  void done(int action) throws IOException {
    append(record("done", clock).put("action", action));
  }

  void fail(String reason) throws IOException {
    append(record("fail", clock).put("reason", reason));
  }

  void undone(int action) throws IOException {
    append(record("undone", clock).put("action", action));
  }

  void end(String outcome) throws IOException {
    append(record("end", clock).put("outcome", outcome));
  }

  private void append(ObjectNode record) throws IOException {
    byte[] line = line(record);
    if (position + line.length > SIZE) {
      throw new IOException("the journal " + file + " is full");
    }
    channel.write(ByteBuffer.wrap(line), position);
    channel.force(false);
    position += line.length;
    take(record);
  }

  private static ObjectNode record(String kind, Clock clock) {
    return JSON.createObjectNode().put("record", kind).put("at", clock.instant().toString());
  }

  private static byte[] line(ObjectNode record) throws IOException {
    return (JSON.writeValueAsString(record) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The lines that were written, without the space that was kept for more. */
  public String text() throws IOException {
    byte[] bytes = new byte[(int) position];
    channel.read(ByteBuffer.wrap(bytes), 0);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** What each action's record said, for people: its number and what it does. */
  public Map<Integer, String> actions() throws IOException {
    Map<Integer, String> all = new LinkedHashMap<>();
    for (String line : text().lines().toList()) {
      JsonNode record = JSON.readTree(line);
      if (record.path("record").asText().equals("begin")) {
        all.put(record.path("action").asInt(), record.path("what").asText());
      }
    }
    return all;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
