package dev.holdfast.appliance.backup.wal;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Messages of PostgreSQL's protocol, version 3, over a socket of its own: the driver knows neither
 * a base backup's several answers nor how to be asked for them.
 */
final class Wire implements AutoCloseable {
  private static final int VERSION = 3 << 16;
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int LONGEST = 1 << 28;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  /** A message of the server. */
  @SuppressWarnings("ArrayRecordComponent") // read once, by whoever asked for it
  record Message(char type, byte[] body) {
    ByteBuffer buffer() {
      return ByteBuffer.wrap(body);
    }
  }

  private Wire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    this.out = socket.getOutputStream();
  }

  /** Connects for replication, and proves who it is. */
  static Wire connect(Replication.Target target) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(target.host(), target.port()), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      Wire wire = new Wire(socket);
      wire.begin(target);
      return wire;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void begin(Replication.Target target) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(VERSION).array());
    for (String text :
        new String[] {
          "user",
          target.user(),
          "database",
          target.database(),
          "replication",
          "true",
          "application_name",
          "holdfast-log"
        }) {
      body.writeBytes(zeroEnded(text));
    }
    body.write(0);
    DataOutputStream message = new DataOutputStream(out);
    message.writeInt(body.size() + Integer.BYTES);
    message.write(body.toByteArray());
    message.flush();
    Scram scram = new Scram(target.password());
    while (true) {
      Message answer = read();
      switch (answer.type()) {
        case 'R' -> authenticate(answer.buffer(), scram);
        case 'Z' -> {
          return;
        }
        default -> {}
      }
    }
  }

  private void authenticate(ByteBuffer body, Scram scram) throws IOException {
    int kind = body.getInt();
    switch (kind) {
      case 0 -> {}
      case 10 -> {
        byte[] first = scram.first().getBytes(StandardCharsets.UTF_8);
        byte[] name = zeroEnded(Scram.MECHANISM);
        write(
            'p',
            ByteBuffer.allocate(name.length + Integer.BYTES + first.length)
                .put(name)
                .putInt(first.length)
                .put(first)
                .array());
      }
      case 11 -> write('p', scram.last(rest(body)).getBytes(StandardCharsets.UTF_8));
      case 12 -> scram.check(rest(body));
      default ->
          throw new BackupException(
              Reason.REFUSED,
              "The database asks for a way to sign in that is not scram-sha-256 ("
                  + kind
                  + "); the log is streamed over that only.");
    }
  }

  private static String rest(ByteBuffer body) {
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The next message; what the server says against it becomes an exception. */
  Message read() throws IOException {
    return body((char) in.readUnsignedByte());
  }

  /** The same, where one begins to come in time. */
  Optional<Message> read(Duration most) throws IOException {
    int type;
    try {
      socket.setSoTimeout((int) Math.max(1, most.toMillis()));
      type = in.readUnsignedByte();
    } catch (SocketTimeoutException e) {
      return Optional.empty();
    } finally {
      socket.setSoTimeout(PATIENCE_MILLIS);
    }
    return Optional.of(body((char) type));
  }

  private Message body(char type) throws IOException {
    int length = in.readInt() - Integer.BYTES;
    if (length < 0 || length > LONGEST) {
      throw new IOException("the server sent a message of " + length + " bytes");
    }
    Message message = new Message(type, in.readNBytes(length));
    if (message.body().length < length) {
      throw new IOException("the server closed the connection");
    }
    if (type == 'E') {
      throw refused(message.buffer());
    }
    return message;
  }

  private static ServerRefusal refused(ByteBuffer body) {
    String code = "";
    String words = "";
    while (body.hasRemaining()) {
      char field = (char) body.get();
      if (field == 0) {
        break;
      }
      String text = text(body);
      if (field == 'C') {
        code = text;
      } else if (field == 'M') {
        words = text;
      }
    }
    return new ServerRefusal(code, words);
  }

  /** Text that ends in a zero. */
  static String text(ByteBuffer body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (body.hasRemaining()) {
      byte next = body.get();
      if (next == 0) {
        break;
      }
      bytes.write(next);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  static byte[] zeroEnded(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return java.util.Arrays.copyOf(bytes, bytes.length + 1);
  }

  void write(char type, byte[] body) throws IOException {
    out.write(
        ByteBuffer.allocate(1 + Integer.BYTES + body.length)
            .put((byte) type)
            .putInt(Integer.BYTES + body.length)
            .put(body)
            .array());
    out.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
