package dev.holdfast.vendor.keys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.VendorException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A token, signed in to. A signer has two objects in it, which never leave it: the Ed25519 half,
 * and a secret from which the passphrase of the ML-DSA-87 half's file is derived. Ends its session
 * when closed.
 */
final class Token implements AutoCloseable {
  /** The length of an Ed25519 public key, and of a signature (RFC 8032). */
  static final int PUBLIC_BYTES = 32;

  private static final int SIGNATURE_BYTES = 64;
  private static final int HMAC_BYTES = 64;
  private static final int LABEL_BYTES = 32;
  private static final int TOKEN_INFO_BYTES = 208;
  private static final int MOST_SLOTS = 256;
  private static final long ATTRIBUTE_BYTES = 24;
  private static final long MECHANISM_BYTES = 24;

  private static final long USER = 1;
  private static final long SERIAL_AND_WRITE = 6;
  private static final long TOKEN_PRESENT = 1;

  private static final long CKA_CLASS = 0x0;
  private static final long CKA_TOKEN = 0x1;
  private static final long CKA_PRIVATE = 0x2;
  private static final long CKA_LABEL = 0x3;
  private static final long CKA_KEY_TYPE = 0x100;
  private static final long CKA_ID = 0x102;
  private static final long CKA_SENSITIVE = 0x103;
  private static final long CKA_SIGN = 0x108;
  private static final long CKA_VERIFY = 0x10A;
  private static final long CKA_VALUE_LEN = 0x161;
  private static final long CKA_EXTRACTABLE = 0x162;
  private static final long CKA_EC_PARAMS = 0x180;
  private static final long CKA_EC_POINT = 0x181;
  private static final long CKO_PRIVATE_KEY = 3;
  private static final long CKO_SECRET_KEY = 4;
  private static final long CKK_GENERIC_SECRET = 0x10;
  private static final long CKM_SHA512_HMAC = 0x271;
  private static final long CKM_GENERIC_SECRET_KEY_GEN = 0x350;
  private static final long CKM_EC_EDWARDS_KEY_PAIR_GEN = 0x1055;
  private static final long CKM_EDDSA = 0x1057;

  /** The object identifier of Ed25519 (RFC 8410), in DER. */
  private static final byte[] ED25519 = {6, 3, 0x2b, 0x65, 0x70};

  private final Pkcs11 module;
  private final long session;

  private Token(Pkcs11 module, long session) {
    this.module = module;
    this.session = session;
  }

  /** An attribute of an object. */
  private record Attribute(long type, byte[] value) {
    static Attribute of(long type, long value) {
      byte[] bytes = new byte[Long.BYTES];
      MemorySegment.ofArray(bytes).set(JAVA_LONG.withByteAlignment(1), 0, value);
      return new Attribute(type, bytes);
    }

    static Attribute of(long type, boolean value) {
      return new Attribute(type, new byte[] {(byte) (value ? 1 : 0)});
    }
  }

  /**
   * Signs in to the token with a label.
   *
   * @throws VendorException with {@link Exit#KEY_CLOSED} where there is none, or the PIN is wrong
   */
  static Token open(Path library, String label, char[] pin) {
    Pkcs11 module = Pkcs11.open(library);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle = arena.allocate(JAVA_LONG);
      module.call(
          Pkcs11.Function.OPEN_SESSION,
          slot(module, arena, label),
          SERIAL_AND_WRITE,
          MemorySegment.NULL,
          MemorySegment.NULL,
          handle);
      long session = handle.get(JAVA_LONG, 0);
      byte[] bytes = new String(pin).getBytes(StandardCharsets.UTF_8);
      module.login(session, USER, arena.allocateFrom(JAVA_BYTE, bytes), bytes.length);
      return new Token(module, session);
    } catch (VendorException e) {
      module.close();
      throw e;
    }
  }

  /**
   * Makes a signer's two objects, which cannot be read out.
   *
   * @param id what both are found by
   * @return the Ed25519 public key
   */
  byte[] generate(byte[] id, String label) {
    try (Arena arena = Arena.ofConfined()) {
      List<Attribute> open =
          List.of(
              Attribute.of(CKA_TOKEN, true),
              Attribute.of(CKA_PRIVATE, false),
              Attribute.of(CKA_VERIFY, true),
              new Attribute(CKA_EC_PARAMS, ED25519),
              new Attribute(CKA_ID, id),
              named(label));
      List<Attribute> hidden = new ArrayList<>(hidden(id, label));
      MemorySegment publicKey = arena.allocate(JAVA_LONG);
      module.call(
          Pkcs11.Function.GENERATE_KEY_PAIR,
          session,
          mechanism(arena, CKM_EC_EDWARDS_KEY_PAIR_GEN),
          template(arena, open),
          (long) open.size(),
          template(arena, hidden),
          (long) hidden.size(),
          publicKey,
          arena.allocate(JAVA_LONG));
      hidden.add(Attribute.of(CKA_KEY_TYPE, CKK_GENERIC_SECRET));
      hidden.add(Attribute.of(CKA_VALUE_LEN, HMAC_BYTES));
      module.call(
          Pkcs11.Function.GENERATE_KEY,
          session,
          mechanism(arena, CKM_GENERIC_SECRET_KEY_GEN),
          template(arena, hidden),
          (long) hidden.size(),
          arena.allocate(JAVA_LONG));
      return point(arena, publicKey.get(JAVA_LONG, 0));
    }
  }

  /** Signs with the Ed25519 half. */
  byte[] sign(byte[] id, byte[] message) {
    return sign(id, CKO_PRIVATE_KEY, CKM_EDDSA, message, SIGNATURE_BYTES);
  }

  /** HMAC-SHA-512 under the signer's secret. */
  byte[] derive(byte[] id, byte[] message) {
    return sign(id, CKO_SECRET_KEY, CKM_SHA512_HMAC, message, HMAC_BYTES);
  }

  @Override
  public void close() {
    try {
      module.call(Pkcs11.Function.CLOSE_SESSION, session);
    } finally {
      module.close();
    }
  }

  private byte[] sign(byte[] id, long objectClass, long mechanism, byte[] message, int length) {
    try (Arena arena = Arena.ofConfined()) {
      module.call(
          Pkcs11.Function.SIGN_INIT,
          session,
          mechanism(arena, mechanism),
          find(arena, id, objectClass));
      MemorySegment signature = arena.allocate(length);
      module.call(
          Pkcs11.Function.SIGN,
          session,
          arena.allocateFrom(JAVA_BYTE, message),
          (long) message.length,
          signature,
          arena.allocateFrom(JAVA_LONG, length));
      return signature.toArray(JAVA_BYTE);
    }
  }

  private long find(Arena arena, byte[] id, long objectClass) {
    List<Attribute> wanted =
        List.of(Attribute.of(CKA_CLASS, objectClass), new Attribute(CKA_ID, id));
    module.call(
        Pkcs11.Function.FIND_OBJECTS_INIT, session, template(arena, wanted), (long) wanted.size());
    MemorySegment found = arena.allocate(JAVA_LONG);
    MemorySegment count = arena.allocate(JAVA_LONG);
    module.call(Pkcs11.Function.FIND_OBJECTS, session, found, 1L, count);
    module.call(Pkcs11.Function.FIND_OBJECTS_FINAL, session);
    if (count.get(JAVA_LONG, 0) == 0) {
      throw new VendorException(Exit.KEY_CLOSED, "the key is not in this token");
    }
    return found.get(JAVA_LONG, 0);
  }

  /** The last 32 bytes of the point: modules differ in whether they wrap it in DER. */
  private byte[] point(Arena arena, long publicKey) {
    MemorySegment value = arena.allocate(256);
    MemorySegment attribute = arena.allocate(ATTRIBUTE_BYTES, Long.BYTES);
    attribute.set(JAVA_LONG, 0, CKA_EC_POINT);
    attribute.set(ADDRESS, 8, value);
    attribute.set(JAVA_LONG, 16, value.byteSize());
    module.call(Pkcs11.Function.GET_ATTRIBUTE_VALUE, session, publicKey, attribute, 1L);
    int length = (int) attribute.get(JAVA_LONG, 16);
    byte[] point = value.asSlice(0, length).toArray(JAVA_BYTE);
    return Arrays.copyOfRange(point, length - PUBLIC_BYTES, length);
  }

  private static List<Attribute> hidden(byte[] id, String label) {
    return List.of(
        Attribute.of(CKA_TOKEN, true),
        Attribute.of(CKA_PRIVATE, true),
        Attribute.of(CKA_SENSITIVE, true),
        Attribute.of(CKA_EXTRACTABLE, false),
        Attribute.of(CKA_SIGN, true),
        new Attribute(CKA_ID, id),
        named(label));
  }

  private static Attribute named(String label) {
    return new Attribute(CKA_LABEL, label.getBytes(StandardCharsets.UTF_8));
  }

  private static long slot(Pkcs11 module, Arena arena, String label) {
    MemorySegment slots = arena.allocate(JAVA_LONG, MOST_SLOTS);
    MemorySegment count = arena.allocateFrom(JAVA_LONG, MOST_SLOTS);
    module.call(Pkcs11.Function.GET_SLOT_LIST, TOKEN_PRESENT, slots, count);
    MemorySegment info = arena.allocate(TOKEN_INFO_BYTES, Long.BYTES);
    for (int i = 0; i < count.get(JAVA_LONG, 0); i++) {
      long slot = slots.getAtIndex(JAVA_LONG, i);
      module.call(Pkcs11.Function.GET_TOKEN_INFO, slot, info);
      byte[] padded = info.asSlice(0, LABEL_BYTES).toArray(JAVA_BYTE);
      if (new String(padded, StandardCharsets.UTF_8).strip().equals(label)) {
        return slot;
      }
    }
    throw new VendorException(Exit.KEY_CLOSED, "there is no token " + label + " in any slot");
  }

  private static MemorySegment mechanism(Arena arena, long mechanism) {
    MemorySegment segment = arena.allocate(MECHANISM_BYTES, Long.BYTES);
    segment.set(JAVA_LONG, 0, mechanism);
    return segment;
  }

  private static MemorySegment template(Arena arena, List<Attribute> attributes) {
    MemorySegment template = arena.allocate(ATTRIBUTE_BYTES * attributes.size(), Long.BYTES);
    for (int i = 0; i < attributes.size(); i++) {
      byte[] value = attributes.get(i).value();
      long at = ATTRIBUTE_BYTES * i;
      template.set(JAVA_LONG, at, attributes.get(i).type());
      MemorySegment held = arena.allocate(value.length, Long.BYTES);
      held.copyFrom(MemorySegment.ofArray(value));
      template.set(ADDRESS, at + 8, held);
      template.set(JAVA_LONG, at + 16, value.length);
    }
    return template;
  }
}
