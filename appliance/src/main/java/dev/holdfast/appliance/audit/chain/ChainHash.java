package dev.holdfast.appliance.audit.chain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The hash that binds a record to its place: SHA-256 over, each preceded by its length in four
 * bytes, the domain, the tenant's id, the node's name, the sequence in eight bytes, the hash before
 * (zeros for the first), and the SHA-256 of the payload. Because only the payload's digest goes in,
 * a record that must be erased can leave its digest behind, and the chain still verifies.
 *
 * <p>Used by one thread at a time.
 */
public final class ChainHash {
  /** Bytes of a hash. */
  public static final int SIZE = 32;

  private static final byte[] DOMAIN = "holdfast.audit.1".getBytes(StandardCharsets.US_ASCII);
  private static final int UUID_SIZE = 16;

  private final MessageDigest sha256 = sha256();
  private final ByteBuffer input;
  private final int tenantAt;
  private final int sequenceAt;
  private final int beforeAt;
  private final int payloadAt;

  /** For the chains of one node. */
  public ChainHash(String node) {
    byte[] name = node.getBytes(StandardCharsets.UTF_8);
    input =
        ByteBuffer.allocate(
            DOMAIN.length + UUID_SIZE + name.length + Long.BYTES + 2 * SIZE + 6 * Integer.BYTES);
    input.putInt(DOMAIN.length).put(DOMAIN);
    tenantAt = field(UUID_SIZE);
    input.putInt(name.length).put(name);
    sequenceAt = field(Long.BYTES);
    beforeAt = field(SIZE);
    payloadAt = field(SIZE);
  }

  private int field(int size) {
    input.putInt(size);
    int at = input.position();
    input.position(at + size);
    return at;
  }

  /** The hash of the record at {@code sequence} whose payload is given. */
  public byte[] next(
      UUID tenant, long sequence, byte[] before, byte[] payload, int from, int length) {
    sha256.update(payload, from, length);
    try {
      sha256.digest(input.array(), payloadAt, SIZE);
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
    return bind(tenant, sequence, before);
  }

  /** The same where of the payload only its SHA-256 is at hand. */
  public byte[] next(UUID tenant, long sequence, byte[] before, byte[] payloadDigest) {
    input.put(payloadAt, payloadDigest, 0, SIZE);
    return bind(tenant, sequence, before);
  }

  /** The SHA-256 of a payload, for {@link #next(UUID, long, byte[], byte[])}. */
  public byte[] digest(byte[] payload) {
    return sha256.digest(payload);
  }

  private byte[] bind(UUID tenant, long sequence, byte[] before) {
    input.putLong(tenantAt, tenant.getMostSignificantBits());
    input.putLong(tenantAt + Long.BYTES, tenant.getLeastSignificantBits());
    input.putLong(sequenceAt, sequence);
    input.put(beforeAt, before, 0, SIZE);
    return sha256.digest(input.array());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
