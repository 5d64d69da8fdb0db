package dev.holdfast.appliance.backup.table;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of a chunk, one after the other. */
public final class Rows {
  private final Manifest.Table table;
  private final ByteBuffer in;

  public Rows(Manifest.Table table, byte[] plain) {
    this.table = table;
    this.in = ByteBuffer.wrap(plain);
  }

  /** A row's fields as they are in the archive; null where a field is. */
  public record Row(List<Manifest.Column> columns, List<byte @Nullable []> fields) {
    /** A field by its place among the columns; null where it is null. */
    public byte @Nullable [] field(int column) {
      return fields.get(column);
    }

    /** A field that is bytes, or the bytes of a text. */
    public byte[] bytes(int column) {
      byte @Nullable [] field = fields.get(column);
      return field == null ? new byte[0] : field;
    }

    /** A field that is a text. */
    public String string(int column) {
      byte @Nullable [] field = fields.get(column);
      return field == null ? "" : new String(field, StandardCharsets.UTF_8);
    }

    /** A field that is a whole number of eight bytes. */
    public long number(int column) {
      byte @Nullable [] field = fields.get(column);
      return field == null ? 0 : ByteBuffer.wrap(field).getLong();
    }

    /** A field that is a UUID. */
    public UUID id(int column) {
      byte @Nullable [] field = fields.get(column);
      return field == null ? new UUID(0, 0) : uuid(field);
    }

    /** A field that is a time. */
    public Instant time(int column) {
      return Kind.instant(number(column));
    }

    /** The field of a column, as text; null where it is null or there is no such column. */
    public @Nullable String text(String column) {
      for (int i = 0; i < columns.size(); i++) {
        byte @Nullable [] field = fields.get(i);
        if (columns.get(i).name().equals(column) && field != null) {
          return columns.get(i).kind().equals(Kind.UUID_.code())
              ? uuid(field).toString()
              : new String(field, StandardCharsets.UTF_8);
        }
      }
      return null;
    }

    private static UUID uuid(byte[] field) {
      ByteBuffer in = ByteBuffer.wrap(field);
      return new UUID(in.getLong(), in.getLong());
    }
  }

  public boolean hasNext() {
    return in.hasRemaining();
  }

  /**
   * The next row.
   *
   * @throws BackupException {@code DAMAGED} where there is none
   */
  public Row next() throws BackupException {
    try {
      int count = in.getShort();
      if (count != table.columns().size()) {
        throw damaged();
      }
      List<byte @Nullable []> fields = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        int length = in.getInt();
        if (length > in.remaining()) {
          throw damaged();
        }
        byte @Nullable [] field = length < 0 ? null : new byte[length];
        if (field != null) {
          in.get(field);
        }
        fields.add(field);
      }
      return new Row(table.columns(), fields);
    } catch (BufferUnderflowException e) {
      throw damaged();
    }
  }

  private BackupException damaged() {
    return new BackupException(Reason.DAMAGED, "The rows of " + table.name() + " cannot be read.");
  }
}
