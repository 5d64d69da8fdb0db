package dev.holdfast.appliance.backup.wal;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The client's half of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding, by the library
 * that PostgreSQL's driver has inside. What goes wrong is an {@link IOException}, as all that goes
 * wrong on the wire.
 */
final class Scram {
  static final String MECHANISM = "SCRAM-SHA-256";

  /** Whom PostgreSQL overlooks: it takes the user's name from the start of the connection. */
  private static final String NOBODY = "*";

  private static final int MOST_ROUNDS = 1_000_000;

  private final String password;
  private final UnaryOperator<ScramClient.FinalBuildStage> settings;
  private final String user;
  private @Nullable ScramClient client;

  Scram(String password) {
    this(NOBODY, password, UnaryOperator.identity());
  }

  /**
   * @param settings what else the exchange is made with
   */
  Scram(String user, String password, UnaryOperator<ScramClient.FinalBuildStage> settings) {
    this.user = user;
    this.password = password;
    this.settings = settings;
  }

  String first() throws IOException {
    if (password.isEmpty()) {
      throw new IOException("the server asks for a password, and none is configured");
    }
    ScramClient begun =
        settings
            .apply(
                ScramClient.builder()
                    .advertisedMechanisms(List.of(MECHANISM))
                    .username(user)
                    .password(password.toCharArray()))
            .build();
    client = begun;
    return begun.clientFirstMessage().toString();
  }

  /** The proof, for what the server answered to {@link #first}. */
  String last(String server) throws IOException {
    try {
      int rounds = begun().serverFirstMessage(server).getIterationCount();
      if (rounds > MOST_ROUNDS) {
        throw new IOException("the server asks for " + rounds + " rounds");
      }
      return begun().clientFinalMessage().toString();
    } catch (ScramException | IllegalArgumentException | IllegalStateException e) {
      throw new IOException("the server's answer makes no sense", e);
    }
  }

  /** Looks whether the server knows the password too. */
  void check(String server) throws IOException {
    try {
      begun().serverFinalMessage(server);
    } catch (ScramException | IllegalArgumentException | IllegalStateException e) {
      throw new IOException("the server did not prove that it knows the password", e);
    }
  }

  private ScramClient begun() {
    ScramClient begun = client;
    if (begun == null) {
      throw new IllegalStateException("nothing was asked yet");
    }
    return begun;
  }
}
