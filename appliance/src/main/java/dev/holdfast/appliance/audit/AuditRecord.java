package dev.holdfast.appliance.audit;

import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event in its place in the chain.
 *
 * @param id UUIDv7 of this record
 * @param intent the intent that this record finishes, if any
 * @param node the node whose chain it stands in
 * @param sequence place in the chain of (tenant, node), from 1 without gaps
 */
public record AuditRecord(
    UUID id, @Nullable UUID intent, String node, long sequence, Instant at, AuditEvent event) {
  /**
   * Reads what the chain hash covers.
   *
   * @throws IOException where {@code payload} is no record
   */
  public static AuditRecord read(byte[] payload, UUID tenant, String node, long sequence)
      throws IOException {
    return PayloadReader.read(payload, tenant, node, sequence);
  }

  /** How {@code text} stands inside a payload, so that it can be searched for there. */
  public static String asStored(String text) {
    return Payload.inside(text);
  }
}
