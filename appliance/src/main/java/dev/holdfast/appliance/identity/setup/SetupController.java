package dev.holdfast.appliance.identity.setup;

import dev.holdfast.appliance.authz.Open;
import dev.holdfast.appliance.identity.account.Account;
import dev.holdfast.appliance.identity.account.Accounts;
import dev.holdfast.appliance.identity.session.SessionView;
import dev.holdfast.appliance.identity.session.SignIn;
import dev.holdfast.appliance.licensing.Licensing;
import dev.holdfast.appliance.licensing.Unlicensed;
import dev.holdfast.appliance.platform.home.Product;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The first step of the first run. */
@Tag(name = "Set-up")
@Unlicensed("Nothing is licensed before the appliance is set up")
@Controller("/api/setup")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SetupController {
  private final SetupService setup;
  private final SignIn signIn;
  private final Licensing licensing;

  SetupController(SetupService setup, SignIn signIn, Licensing licensing) {
    this.setup = setup;
    this.signIn = signIn;
    this.licensing = licensing;
  }

  @Operation(summary = "Says whether the appliance still has to be set up")
  @Get
  @Open(reason = "the UI asks before anybody can sign in")
  SetupView show() {
    return new SetupView(
        setup.required(),
        new PassphraseRule(Accounts.LEAST_PASSPHRASE),
        licensing.development(),
        Product.version());
  }

  @Operation(summary = "Makes the first administrator, with the token of the set-up link")
  @Post("/administrator")
  @Status(HttpStatus.CREATED)
  @Open(
      reason = "the one-time token stands for the sign-in",
      action = "setup.administrator",
      startsSession = true)
  HttpResponse<SessionView> administrator(@Body Administrator body, HttpRequest<?> request) {
    Account account =
        setup.administrator(body.token(), body.email(), body.name(), body.passphrase());
    return signIn.start(request, account).status(HttpStatus.CREATED);
  }

  /** Where set-up stands. */
  @Serdeable
  record SetupView(
      boolean required, PassphraseRule passphrase, boolean development, String version) {}

  /** What a passphrase takes. */
  @Serdeable
  record PassphraseRule(int minimumLength) {}

  /** Who becomes the first administrator. */
  @Serdeable
  record Administrator(
      @Nullable String token,
      @Nullable String email,
      @Nullable String name,
      @Nullable String passphrase) {
    /** Neither token nor passphrase. */
    @Override
    public String toString() {
      return "Administrator[" + email + "]";
    }
  }
}
