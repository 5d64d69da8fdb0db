package dev.holdfast.appliance.backup.archive;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a backup holds, and of what it is a backup.
 *
 * @param takenAt the moment whose state it is
 * @param version of the product that took it
 * @param installation which installation it is of
 * @param node which of its nodes took it; the audit journal is that node's
 * @param database {@code H2} or {@code POSTGRESQL}
 * @param migrations the schema: each migration's path, in no order
 * @param tables in an order in which they can be loaded
 * @param chains where the audit chains end
 * @param licenceSequence the highest licence that was held; 0 without one
 * @param clockMark the latest time that licences had seen; null before the first
 * @param packs the files that hold the chunks
 */
@Serdeable
public record Manifest(
    Header header,
    List<String> migrations,
    List<Table> tables,
    List<Entry> files,
    List<ChainEnd> chains,
    long licenceSequence,
    @Nullable Instant clockMark,
    List<Pack> packs) {
  public Manifest {
    migrations = List.copyOf(migrations);
    tables = List.copyOf(tables);
    files = List.copyOf(files);
    chains = List.copyOf(chains);
    packs = List.copyOf(packs);
  }

  /** What identifies a backup; it also stands outside, readable without a key. */
  @Serdeable
  public record Header(
      String id,
      Instant takenAt,
      String version,
      String installation,
      String node,
      String database,
      long bytes,
      long addedBytes) {
    /** Read before anything proves it; what lacks a member is no header. */
    public Header {
      Stream.of(id, takenAt, version, installation, node, database)
          .forEach(Objects::requireNonNull);
    }
  }

  /**
   * A table.
   *
   * @param columns name and kind, in the order of the fields of a row
   */
  @Serdeable
  public record Table(String name, List<Column> columns, long rows, Content content) {
    public Table {
      columns = List.copyOf(columns);
    }
  }

  /** A column; the kind is one of {@code table.Kind}'s codes. */
  @Serdeable
  public record Column(String name, String kind) {}

  /**
   * A file of the home.
   *
   * @param path below the home, with slashes
   * @param mode the rights, as {@code rw-------}
   */
  @Serdeable
  public record Entry(String path, String mode, Content content) {}

  /**
   * Bytes, as chunks in order.
   *
   * @param sha384 of the chunks' own SHA-384, in order, 96 hexadecimal digits
   */
  @Serdeable
  public record Content(long bytes, String sha384, List<Chunk> chunks) {
    public Content {
      chunks = List.copyOf(chunks);
    }
  }

  /**
   * Some bytes and where they are.
   *
   * @param sha384 of the plain bytes, 96 hexadecimal digits
   * @param pack the pack's id
   * @param offset where in the pack the sealed chunk starts
   * @param length how long the sealed chunk is
   */
  @Serdeable
  public record Chunk(String sha384, int bytes, String pack, long offset, int length) {}

  /**
   * A file of sealed chunks, under a key of its own.
   *
   * @param key base 64; it is why a manifest is always sealed
   */
  @Serdeable
  public record Pack(String id, String key) {}

  /** Where an audit chain ends; the platform's tenant is all zeros. */
  @Serdeable
  public record ChainEnd(String tenant, String node, long sequence, String hash) {}
}
