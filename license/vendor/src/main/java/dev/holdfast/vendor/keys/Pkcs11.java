package dev.holdfast.vendor.keys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.VendorException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A PKCS #11 module (OASIS, version 2.40), called through the foreign function interface: the JDK's
 * own provider does not know Ed25519. Each function is called by its place in the module's function
 * list. For Linux on 64 bits, where a CK_ULONG is a Java long.
 */
final class Pkcs11 implements AutoCloseable {
  /** The functions that are used, by their place in CK_FUNCTION_LIST. */
  enum Function {
    INITIALIZE(0),
    FINALIZE(1),
    GET_SLOT_LIST(4),
    GET_TOKEN_INFO(6),
    OPEN_SESSION(12),
    CLOSE_SESSION(13),
    LOGIN(18),
    DESTROY_OBJECT(22),
    GET_ATTRIBUTE_VALUE(24),
    FIND_OBJECTS_INIT(26),
    FIND_OBJECTS(27),
    FIND_OBJECTS_FINAL(28),
    SIGN_INIT(42),
    SIGN(43),
    GENERATE_KEY(58),
    GENERATE_KEY_PAIR(59);

    private final int place;

    Function(int place) {
      this.place = place;
    }
  }

  private static final long CKR_PIN_INCORRECT = 0xA0;
  private static final long CKR_PIN_LEN_RANGE = 0xA2;
  private static final long CKR_PIN_LOCKED = 0xA4;
  private static final long CKR_CRYPTOKI_ALREADY_INITIALIZED = 0x191;
  private static final long CKR_USER_ALREADY_LOGGED_IN = 0x100;

  /** CK_VERSION, padded. */
  private static final long FIRST_FUNCTION = 8;

  private static final int FUNCTIONS = 68;

  private final Linker linker = Linker.nativeLinker();
  private final MemorySegment functions;

  private Pkcs11(MemorySegment functions) {
    this.functions = functions;
  }

  /**
   * Opens a module.
   *
   * @throws VendorException where the file is none
   */
  static Pkcs11 open(Path library) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entry =
          SymbolLookup.libraryLookup(library.toAbsolutePath(), Arena.global())
              .find("C_GetFunctionList")
              .orElseThrow(() -> noModule(library));
      MemorySegment list = arena.allocate(ADDRESS);
      Object code =
          Linker.nativeLinker()
              .downcallHandle(entry, FunctionDescriptor.of(JAVA_LONG, ADDRESS))
              .invokeWithArguments(list);
      check((long) code, "C_GetFunctionList");
      Pkcs11 module =
          new Pkcs11(
              list.get(ADDRESS, 0).reinterpret(FIRST_FUNCTION + FUNCTIONS * ADDRESS.byteSize()));
      long started = module.attempt(Function.INITIALIZE, MemorySegment.NULL);
      if (started != CKR_CRYPTOKI_ALREADY_INITIALIZED) {
        check(started, "C_Initialize");
      }
      return module;
    } catch (VendorException e) {
      throw e;
    } catch (Throwable e) {
      throw noModule(library);
    }
  }

  /** Calls a function, and ends the command where it fails. */
  void call(Function function, Object... arguments) {
    check(attempt(function, arguments), function.name().toLowerCase(Locale.ROOT));
  }

  /** Signs in, unless that was done. */
  void login(long session, long user, MemorySegment pin, long length) {
    long code = attempt(Function.LOGIN, session, user, pin, length);
    if (code != CKR_USER_ALREADY_LOGGED_IN) {
      check(code, "login");
    }
  }

  @Override
  public void close() {
    // A module that does not end well has nothing more to lose.
    attempt(Function.FINALIZE, MemorySegment.NULL);
  }

  private long attempt(Function function, Object... arguments) {
    MemoryLayout[] layouts = new MemoryLayout[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      layouts[i] = arguments[i] instanceof Long ? JAVA_LONG : ADDRESS;
    }
    MemorySegment target =
        functions.get(ADDRESS, FIRST_FUNCTION + function.place * ADDRESS.byteSize());
    try {
      return (long)
          linker
              .downcallHandle(target, FunctionDescriptor.of(JAVA_LONG, layouts))
              .invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException("the PKCS #11 module cannot be called", e);
    }
  }

  private static void check(long code, String function) {
    if (code == 0) {
      return;
    }
    if (code == CKR_PIN_INCORRECT || code == CKR_PIN_LEN_RANGE) {
      throw new VendorException(Exit.KEY_CLOSED, "the token does not open with this PIN");
    }
    if (code == CKR_PIN_LOCKED) {
      throw new VendorException(
          Exit.KEY_CLOSED,
          "the token is locked after too many wrong PINs; its officer can open it");
    }
    throw new VendorException(
        Exit.KEY_CLOSED,
        String.format(Locale.ROOT, "the token refused (%s: PKCS #11 code 0x%X)", function, code));
  }

  private static VendorException noModule(Path library) {
    return new VendorException(Exit.FILE, library + " is no PKCS #11 module for this machine");
  }
}
