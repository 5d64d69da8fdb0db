package dev.holdfast.appliance.identity.setup;

import dev.holdfast.appliance.authz.Role;
import dev.holdfast.appliance.identity.Principal;
import dev.holdfast.appliance.identity.token.TokenDigest;
import dev.holdfast.appliance.identity.token.TokenSource;
import dev.holdfast.appliance.platform.home.Home;
import io.micronaut.context.annotation.Context;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The operator's token: whoever can read {@code run/operator.token} (0600) on the machine is the
 * operator. A new one is made at each start, and it ends with the process.
 */
@Context
public final class OperatorToken {
  /** What sets the token apart from an API key. */
  public static final String PREFIX = "hfo_";

  private static final String FILE = "operator.token";
  private static final Optional<Principal.LocalOperator> OPERATOR =
      Optional.of(new Principal.LocalOperator(Role.OPERATOR));

  private final Path file;
  private final byte[] digest;

  /** Only until it is in the file: then the file alone has it. */
  private @Nullable String unwritten;

  OperatorToken(Home home, TokenSource tokens) {
    this.file = home.run().resolve(FILE);
    String token = PREFIX + tokens.next(TokenSource.LENGTH_256_BITS);
    this.unwritten = token;
    this.digest = TokenDigest.of(token).bytes();
  }

  /** Writes beside and renames, so that nobody reads half of it or has it with other rights. */
  @PostConstruct
  void write() {
    try {
      Files.createDirectories(file.getParent());
      Path fresh =
          Files.createTempFile(
              file.getParent(),
              FILE,
              ".new",
              PosixFilePermissions.asFileAttribute(
                  PosixFilePermissions.fromString(Home.FILE_RIGHTS)));
      Files.writeString(fresh, Objects.requireNonNull(unwritten) + "\n");
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      unwritten = null;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** Takes the file away, unless another process has put its own there. */
  @PreDestroy
  void remove() {
    try {
      if (Files.exists(file) && resolve(Files.readString(file).strip()).isPresent()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + file, e);
    }
  }

  /** The operator, if the token is this start's. Constant time. */
  public Optional<Principal.LocalOperator> resolve(String presented) {
    return MessageDigest.isEqual(digest, TokenDigest.of(presented).bytes())
        ? OPERATOR
        : Optional.empty();
  }
}
