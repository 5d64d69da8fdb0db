package dev.holdfast.appliance.backup.wal;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A connection for replication to the PostgreSQL in use: its log as it is written, and copies of
 * its cluster. Needs the role's right to replicate, and nothing else: no file of the server is
 * touched. What goes wrong is an {@code IOException}, {@link ServerRefusal} where the server says
 * no. One thread uses it.
 */
public final class Replication implements AutoCloseable {
  private static final Pattern SLOT = Pattern.compile("[a-z][a-z0-9_]{0,60}");
  private static final String EXISTS = "42710";
  private static final String UNKNOWN = "42704";

  private final Wire wire;

  private Replication(Wire wire) {
    this.wire = wire;
  }

  /** Where and as whom. */
  public record Target(String host, int port, String database, String user, String password) {
    @Override
    public String toString() {
      return user + "@" + host + ":" + port + "/" + database;
    }
  }

  /**
   * Which cluster it is.
   *
   * @param system the cluster's own number, made by initdb
   * @param flushed how far its log is on disk
   */
  public record Identity(String system, int timeline, long flushed) {}

  /** A piece of the log as it came. */
  @SuppressWarnings("ArrayRecordComponent") // handed over once
  public record Wal(long at, byte[] bytes) {}

  /** From where to where the log has to be replayed for a copy to be whole. */
  public record Span(long start, long end, int timeline) {}

  public static Replication connect(Target target) throws IOException {
    return new Replication(Wire.connect(target));
  }

  public Identity identify() throws IOException {
    List<String> row = query("IDENTIFY_SYSTEM").getFirst();
    return new Identity(row.get(0), Integer.parseInt(row.get(1)), Lsn.parse(row.get(2)));
  }

  /**
   * Makes a slot, which keeps the log from now on until it is confirmed; one that is there stays.
   */
  public void createSlot(String slot) throws IOException {
    try {
      query("CREATE_REPLICATION_SLOT " + name(slot) + " PHYSICAL RESERVE_WAL");
    } catch (ServerRefusal e) {
      if (!e.code().equals(EXISTS)) {
        throw e;
      }
    }
  }

  /** Lets go of what a slot keeps; nothing where there is none. */
  public void dropSlot(String slot) throws IOException {
    try {
      query("DROP_REPLICATION_SLOT " + name(slot));
    } catch (ServerRefusal e) {
      if (!e.code().equals(UNKNOWN)) {
        throw e;
      }
    }
  }

  private static String name(String slot) {
    if (!SLOT.matcher(slot).matches()) {
      throw new IllegalArgumentException("not a slot's name: " + slot);
    }
    return slot;
  }

  /** Begins the stream; from here on only {@link #next} and {@link #confirm} may be called. */
  public void stream(String slot, long from, int timeline) throws IOException {
    ask(
        "START_REPLICATION SLOT "
            + name(slot)
            + " PHYSICAL "
            + Lsn.text(from)
            + " TIMELINE "
            + timeline);
    Wire.Message answer = wire.read();
    while (answer.type() == 'N' || answer.type() == 'S') {
      answer = wire.read();
    }
    if (answer.type() != 'W') {
      throw new IOException("the server does not stream: " + answer.type());
    }
  }

  /**
   * What came next of the log, where something did in time.
   *
   * @throws IOException also where the server ends the stream
   */
  public Optional<Wal> next(Duration most) throws IOException {
    Optional<Wire.Message> came = wire.read(most);
    if (came.isEmpty()) {
      return Optional.empty();
    }
    Wire.Message message = came.get();
    if (message.type() != 'd') {
      if (message.type() == 'N' || message.type() == 'S') {
        return Optional.empty();
      }
      throw new IOException("the server ended the stream");
    }
    ByteBuffer body = message.buffer();
    if (body.get() != 'w') {
      return Optional.empty();
    }
    long at = body.getLong();
    body.getLong();
    body.getLong();
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    return Optional.of(new Wal(at, bytes));
  }

  /** Tells the server how far the log came, and up to where it need not be kept any more. */
  public void confirm(long received, long stored) throws IOException {
    wire.write(
        'd',
        ByteBuffer.allocate(2 + 4 * Long.BYTES)
            .put((byte) 'r')
            .putLong(received)
            .putLong(stored)
            .putLong(stored)
            // When this is sent; the server shows it to people only.
            .putLong(0)
            .put((byte) 0)
            .array());
  }

  /** Gives a whole cluster's files, as they are read while it is in use. */
  public Span copy(String label, Tar.Taker taker) throws IOException {
    ask(
        "BASE_BACKUP (LABEL '"
            + label.replace("'", "")
            + "', CHECKPOINT 'fast', WAIT false, MANIFEST 'no')");
    List<List<String>> rows = new ArrayList<>();
    Tar tar = new Tar(taker);
    int archives = 0;
    for (Wire.Message message = wire.read(); message.type() != 'Z'; message = wire.read()) {
      if (message.type() == 'D') {
        rows.add(row(message.buffer()));
      } else if (message.type() == 'd') {
        byte[] body = message.body();
        if (body[0] == 'n' && ++archives > 1) {
          throw new BackupException(
              Reason.REFUSED, "The cluster has tablespaces of its own, which cannot be copied.");
        } else if (body[0] == 'd') {
          tar.bytes(body, 1, body.length - 1);
        }
      }
    }
    tar.end();
    List<String> first = rows.getFirst();
    List<String> last = rows.getLast();
    return new Span(
        Lsn.parse(first.getFirst()), Lsn.parse(last.getFirst()), Integer.parseInt(last.get(1)));
  }

  /** Asks, and gives all rows of all answers. */
  private List<List<String>> query(String command) throws IOException {
    ask(command);
    List<List<String>> rows = new ArrayList<>();
    @Nullable ServerRefusal refusal = null;
    while (true) {
      try {
        Wire.Message message = wire.read();
        if (message.type() == 'Z') {
          break;
        }
        if (message.type() == 'D') {
          rows.add(row(message.buffer()));
        }
      } catch (ServerRefusal e) {
        // The connection is usable again behind it.
        refusal = e;
      }
    }
    if (refusal != null) {
      throw refusal;
    }
    return rows;
  }

  private void ask(String command) throws IOException {
    wire.write('Q', Wire.zeroEnded(command));
  }

  private static List<String> row(ByteBuffer body) {
    int fields = body.getShort();
    List<String> row = new ArrayList<>();
    for (int i = 0; i < fields; i++) {
      int length = body.getInt();
      if (length < 0) {
        row.add("");
      } else {
        byte[] text = new byte[length];
        body.get(text);
        row.add(new String(text, StandardCharsets.UTF_8));
      }
    }
    return row;
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
