package dev.holdfast.appliance.identity.setup;

import dev.holdfast.appliance.identity.account.Account;
import dev.holdfast.appliance.identity.account.Accounts;
import dev.holdfast.appliance.identity.token.TokenDigest;
import dev.holdfast.appliance.identity.token.TokenSource;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.http.SetupLink;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the first administrator for whoever has the one-time token of this start. The token works
 * once; a row in the database makes set-up happen once on all nodes together.
 */
@Singleton
final class SetupService implements SetupLink {
  private final Database database;
  private final Accounts accounts;
  private final Clock clock;

  /** Only until it is used: afterwards nobody needs it. */
  private volatile @Nullable String token;

  private volatile boolean done;

  SetupService(Database database, Accounts accounts, TokenSource tokens, Clock clock) {
    this.database = database;
    this.accounts = accounts;
    this.clock = clock;
    this.token = tokens.next(TokenSource.LENGTH_256_BITS);
  }

  @Override
  public Optional<String> token() {
    return required() ? Optional.ofNullable(token) : Optional.empty();
  }

  /** Whether there is no administrator yet. Reads the database until there is one. */
  boolean required() {
    if (!done && accounts.operatorExists()) {
      finish();
    }
    return !done;
  }

  /**
   * Makes the first administrator. Blocks.
   *
   * @throws dev.holdfast.appliance.platform.error.ProblemException {@code setup_done}, {@code
   *     setup_token_invalid}, or what {@link Accounts#draft} says
   */
  Account administrator(
      @Nullable String presented,
      @Nullable String email,
      @Nullable String name,
      @Nullable String passphrase) {
    if (!required()) {
      throw Problem.of(ErrorCode.SETUP_DONE).asException();
    }
    if (presented == null || !matches(presented)) {
      throw Problem.of(ErrorCode.SETUP_TOKEN_INVALID).asException();
    }
    Accounts.Draft draft = accounts.draft(email, name, passphrase);
    try {
      Account account =
          database.inPlatform(
              handle -> {
                handle
                    .createUpdate("insert into setup_done (id, done_at) values (1, :at)")
                    .bind("at", clock.instant())
                    .execute();
                return accounts.create(handle, draft, true);
              });
      finish();
      return account;
    } catch (RuntimeException e) {
      if (Database.isDuplicate(e)) {
        throw Problem.of(ErrorCode.SETUP_DONE).asException();
      }
      throw e;
    }
  }

  private void finish() {
    done = true;
    token = null;
  }

  /** Digests are compared, so that neither content nor length shows in the time. */
  private boolean matches(String presented) {
    String expected = token;
    return expected != null
        && MessageDigest.isEqual(
            TokenDigest.of(expected).bytes(), TokenDigest.of(presented).bytes());
  }
}
