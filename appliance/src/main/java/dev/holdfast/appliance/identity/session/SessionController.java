package dev.holdfast.appliance.identity.session;

import dev.holdfast.appliance.authz.Open;
import dev.holdfast.appliance.licensing.Unlicensed;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Signing in and out, and one's own passphrase. */
@Tag(name = "Session")
@Unlicensed("Signing in never stops")
@Controller("/api/session")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SessionController {
  private final SignIn signIn;

  SessionController(SignIn signIn) {
    this.signIn = signIn;
  }

  @Operation(summary = "Shows who is signed in")
  @Get
  @Open(reason = "it answers 401 itself to whoever has no session, and shows only one's own")
  SessionView show(HttpRequest<?> request) {
    return signIn
        .current(request)
        .orElseThrow(() -> Problem.of(ErrorCode.UNAUTHENTICATED).asException());
  }

  @Operation(summary = "Signs in with e-mail address and passphrase")
  @Post
  @Open(reason = "nobody is signed in yet", action = "session.create", startsSession = true)
  HttpResponse<SessionView> create(@Body Credentials body, HttpRequest<?> request) {
    return signIn.withPassphrase(request, body.email(), body.passphrase());
  }

  @Operation(summary = "Signs out")
  @Delete
  @Open(reason = "it ends only the caller's own session", action = "session.delete")
  HttpResponse<Void> delete(HttpRequest<?> request) {
    return signIn.out(request);
  }

  @Operation(summary = "Changes one's own passphrase, and ends all one's other sessions")
  @Put("/passphrase")
  @Open(
      reason = "it takes a session and the current passphrase, and changes only one's own",
      action = "account.passphrase")
  HttpResponse<SessionView> changePassphrase(
      @Body PassphraseChange body,
      @Parameter(hidden = true) @Nullable SignedIn signedIn,
      HttpRequest<?> request) {
    if (signedIn == null) {
      throw Problem.of(ErrorCode.UNAUTHENTICATED).asException();
    }
    return signIn.changePassphrase(request, signedIn, body.current(), body.passphrase());
  }

  /** What signs in. */
  @Serdeable
  record Credentials(@Nullable String email, @Nullable String passphrase) {
    /** Not the passphrase. */
    @Override
    public String toString() {
      return "Credentials[" + email + "]";
    }
  }

  /** The passphrase that is, and the one that is to be. */
  @Serdeable
  record PassphraseChange(@Nullable String current, @Nullable String passphrase) {
    /** Neither passphrase. */
    @Override
    public String toString() {
      return "PassphraseChange";
    }
  }
}
