package dev.holdfast.appliance.backup.table;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.h2.constraint.Constraint;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.db.MVSecondaryIndex;
import org.h2.mvstore.db.MVTable;
import org.h2.result.RowFactory;
import org.h2.result.SearchRow;
import org.h2.table.Column;
import org.h2.table.IndexColumn;
import org.h2.value.Value;
import org.h2.value.ValueNull;
import org.jspecify.annotations.Nullable;

/**
 * How H2 keeps a table in its file: one map from row numbers to rows, and one for each index from
 * keys to nothing. Only of tables whose rows need nothing but their columns looked at: no checks,
 * no triggers on insert, no large objects, and no column that is the row's number itself.
 *
 * @param map the map's name
 * @param rows makes and writes rows
 */
public record H2Table(
    Manifest.Table table, String map, RowFactory rows, List<Field> fields, List<Key> keys) {
  private static final String TRIGGERS =
      "select event_object_table from information_schema.triggers where event_object_schema ="
          + " current_schema() and event_object_table = ? and event_manipulation like '%INSERT%'";

  /** What a kind of field is in H2, where it is the same thing. */
  private static final Map<Kind, Integer> TYPES =
      Map.of(
          Kind.BOOL, Value.BOOLEAN,
          Kind.INT2, Value.SMALLINT,
          Kind.INT4, Value.INTEGER,
          Kind.INT8, Value.BIGINT,
          Kind.FLOAT8, Value.DOUBLE,
          Kind.TEXT, Value.VARCHAR,
          Kind.BYTES, Value.VARBINARY,
          Kind.UUID_, Value.UUID,
          Kind.TIME, Value.TIMESTAMP_TZ,
          Kind.DATE, Value.DATE);

  public H2Table {
    fields = List.copyOf(fields);
    keys = List.copyOf(keys);
  }

  /**
   * A field of the archive, in the archive's order.
   *
   * @param column its place in H2's table
   * @param most characters or bytes
   */
  record Field(Kind kind, int column, boolean nullable, long most) {
    Value value(byte @Nullable [] field, String table) throws BackupException {
      if (field == null) {
        if (!nullable) {
          throw unfit(table);
        }
        return ValueNull.INSTANCE;
      }
      Value value = kind.h2Value(field);
      if ((kind == Kind.TEXT && value.getString().length() > most)
          || (kind == Kind.BYTES && field.length > most)) {
        throw unfit(table);
      }
      return value;
    }
  }

  /**
   * An index.
   *
   * @param unique the columns of which no two rows have the same values; none where they may
   */
  record Key(String map, KeyOrder order, List<Integer> unique) {
    Key {
      unique = List.copyOf(unique);
    }

    boolean isTwin(SearchRow one, SearchRow other) {
      return !unique.isEmpty()
          && unique.stream().allMatch(at -> one.getValue(at).equals(other.getValue(at)));
    }
  }

  static BackupException unfit(String table) {
    return new BackupException(
        Reason.DAMAGED, "A row of " + table + " does not fit into the table.");
  }

  /**
   * Those of the tables that can be written straight into the file, by name.
   *
   * @param connection to an H2 database of this process
   */
  public static Map<String, H2Table> of(Connection connection, List<Manifest.Table> tables)
      throws SQLException {
    Map<String, H2Table> found = new TreeMap<>();
    SessionLocal session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
    for (Manifest.Table table : tables) {
      if (session
                  .getDatabase()
                  .getSchema(session.getCurrentSchemaName())
                  .findTableOrView(session, table.name())
              instanceof MVTable kept
          && !hasTrigger(connection, table.name())) {
        of(table, kept).ifPresent(each -> found.put(table.name(), each));
      }
    }
    return found;
  }

  private static boolean hasTrigger(Connection connection, String table) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(TRIGGERS)) {
      statement.setString(1, table);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static Optional<H2Table> of(Manifest.Table table, MVTable kept) {
    Optional<List<Field>> fields = fields(table, kept);
    Optional<List<Key>> keys = keys(kept);
    if (fields.isEmpty()
        || keys.isEmpty()
        || kept.getMainIndexColumn() != SearchRow.ROWID_INDEX
        || !onlyKeysAndReferences(kept)) {
      return Optional.empty();
    }
    return Optional.of(
        new H2Table(table, kept.getMapName(), kept.getRowFactory(), fields.get(), keys.get()));
  }

  private static boolean onlyKeysAndReferences(MVTable kept) {
    List<Constraint> constraints = kept.getConstraints();
    for (Constraint constraint : constraints == null ? List.<Constraint>of() : constraints) {
      switch (constraint.getConstraintType()) {
        case PRIMARY_KEY, UNIQUE, REFERENTIAL -> {}
        default -> {
          return false;
        }
      }
    }
    return true;
  }

  private static Optional<List<Field>> fields(Manifest.Table table, MVTable kept) {
    if (table.columns().size() != kept.getColumns().length) {
      return Optional.empty();
    }
    List<Field> fields = new ArrayList<>();
    for (Manifest.Column column : table.columns()) {
      Column there = kept.findColumn(column.name());
      Kind kind = Kind.ofCode(column.kind()).orElse(null);
      Integer type = kind == null ? null : TYPES.get(kind);
      if (there == null
          || kind == null
          || type == null
          || type != there.getType().getValueType()
          || there.getDomain() != null
          || there.isGenerated()
          || there.isIdentity()) {
        return Optional.empty();
      }
      fields.add(
          new Field(kind, there.getColumnId(), there.isNullable(), there.getType().getPrecision()));
    }
    return Optional.of(fields);
  }

  private static Optional<List<Key>> keys(MVTable kept) {
    List<Key> keys = new ArrayList<>();
    for (var index : kept.getIndexes()) {
      if (index.getIndexType().isScan()) {
        continue;
      }
      List<Integer> unique = new ArrayList<>();
      IndexColumn[] columns = index.getIndexColumns();
      for (int i = 0; i < index.getUniqueColumnCount(); i++) {
        unique.add(columns[i].column.getColumnId());
        if (columns[i].column.isNullable()) {
          return Optional.empty();
        }
      }
      if (!(index instanceof MVSecondaryIndex)) {
        return Optional.empty();
      }
      KeyOrder order =
          new KeyOrder(
              index.getRowFactory(),
              Arrays.stream(columns)
                  .map(each -> new KeyOrder.Column(each.column.getColumnId(), each.sortType))
                  .toList());
      keys.add(new Key("index." + index.getId(), order, unique));
    }
    return Optional.of(keys);
  }
}
