package dev.holdfast.appliance.platform.error;

import static dev.holdfast.appliance.platform.error.ErrorKind.CALLER;
import static dev.holdfast.appliance.platform.error.ErrorKind.FAULT;
import static dev.holdfast.appliance.platform.error.ErrorKind.LIMIT;
import static dev.holdfast.appliance.platform.error.ErrorKind.UPSTREAM;

import java.util.Locale;

/**
 * The error catalogue: every code that Holdfast answers with, its HTTP status, a title, and a hint
 * that says what to do next. A code, once shipped, keeps its meaning. docs/errors.md is made from
 * it.
 */
public enum ErrorCode {
  // Transport
  REQUEST_INVALID(
      CALLER,
      400,
      "The request is not valid",
      "The detail names the field; correct it and send again."),
  BODY_NOT_JSON(
      CALLER,
      400,
      "The body is not JSON",
      "Send one JSON object with content type application/json."),
  BODY_TOO_LARGE(
      CALLER,
      413,
      "The body is too large",
      "Send less, or ask the operator to raise the limit that the detail names."),
  HEADERS_TOO_LARGE(CALLER, 431, "The headers are too large", "Send fewer or shorter headers."),
  CONTENT_TYPE_UNSUPPORTED(
      CALLER, 415, "The content type is not supported", "Use application/json."),
  NOT_FOUND(CALLER, 404, "There is no such thing", "Check the path and the id."),
  METHOD_NOT_ALLOWED(
      CALLER, 405, "The method is not allowed here", "The Allow header lists the methods."),
  NOT_ACCEPTABLE(
      CALLER, 406, "The wanted form is not offered", "Send Accept: application/json, or none."),
  CONFLICT(CALLER, 409, "It already exists or has changed", "Read it again and repeat the change."),
  REQUEST_TIMEOUT(
      CALLER, 408, "The request took too long to arrive", "Send the whole request without pauses."),

  // Authentication and authorization
  UNAUTHENTICATED(
      CALLER, 401, "Nobody is signed in", "Sign in, or send an API key as a bearer token."),
  API_KEY_INVALID(
      CALLER, 401, "The API key is not valid", "Check the key; a tenant admin can make a new one."),
  API_KEY_EXPIRED(CALLER, 401, "The API key has expired", "Ask a tenant admin for a new key."),
  API_KEY_REVOKED(CALLER, 401, "The API key was revoked", "Ask a tenant admin for a new key."),
  CREDENTIALS_INVALID(
      CALLER,
      401,
      "The e-mail address or the passphrase is wrong",
      "Try again; an administrator can reset the passphrase."),
  SIGN_IN_RATE_LIMITED(
      LIMIT, 429, "Too many sign-in attempts", "Wait for the time in Retry-After, then try again."),
  CSRF_REJECTED(
      CALLER, 403, "The request did not come from this site", "Reload the page and try again."),
  PERMISSION_DENIED(
      CALLER,
      403,
      "The permission is missing",
      "The detail names it; a tenant admin can grant it."),
  SCOPE_MISSING(
      CALLER, 403, "The API key lacks a scope", "The detail names it; make a key with that scope."),
  TENANT_SUSPENDED(
      LIMIT, 403, "The tenant is suspended", "Ask the appliance's operator to resume it."),
  MODEL_NOT_ALLOWED(
      CALLER,
      403,
      "The API key may not use this model",
      "Use one of the models that GET /v1/models lists."),

  // Set-up
  SETUP_REQUIRED(
      CALLER,
      503,
      "The appliance is not set up",
      "Open the one-time set-up link that the appliance printed at its start."),
  SETUP_DONE(CALLER, 409, "The appliance is already set up", "Sign in instead."),
  SETUP_TOKEN_INVALID(
      CALLER,
      401,
      "The set-up link is not valid",
      "Use the newest link that the appliance printed; it works once."),
  PASSPHRASE_WEAK(
      CALLER,
      400,
      "The passphrase is too weak",
      "Use 15 characters or more, and not a well-known phrase."),

  // Licence
  CAPABILITY_MISSING(
      LIMIT,
      403,
      "The licence does not include this",
      "An operator of this appliance can add a licence that grants it; the vendor issues those."),
  LICENCE_QUOTA_REACHED(
      LIMIT,
      403,
      "The licence's quota is used up",
      "Remove what is unused, or ask your vendor for more."),
  LICENCE_MALFORMED(
      CALLER, 400, "This is not a licence", "Use the file exactly as the vendor sent it."),
  LICENCE_SIGNATURE_INVALID(
      CALLER,
      400,
      "The licence's signature does not hold",
      "Use the file exactly as the vendor sent it; if it still fails, ask for it again."),
  LICENCE_SUITE_UNKNOWN(
      CALLER,
      400,
      "The licence needs a newer version",
      "Upgrade the appliance, then add the licence again."),
  LICENCE_WRONG_PRODUCT(
      CALLER,
      400,
      "The licence is for another product",
      "Ask your vendor for a licence for Holdfast."),
  LICENCE_EXPIRED(CALLER, 400, "The licence has expired", "Ask your vendor for a renewed licence."),
  LICENCE_NOT_APPLICABLE(
      CALLER,
      400,
      "The licence is not for this installation",
      "The detail says what does not match."),
  LICENCE_READ_ONLY(
      LIMIT,
      403,
      "The licence has ended, and settings can only be read",
      "Add a renewed licence, or remove the old one to go on with the community plan."),
  LICENCE_NODES_TAKEN(
      LIMIT,
      503,
      "All nodes that the licence grants are in use",
      "Send the request to another node; stop one that is not needed, or ask your vendor for more."),
  LICENCE_REVOKED(
      CALLER,
      400,
      "The vendor has taken the licence back",
      "Ask your vendor for a licence in its place."),
  LICENCE_FROM_FUTURE(
      CALLER,
      400,
      "The licence was issued in the future",
      "Set this machine's clock; the detail says both times."),

  // Limits, quotas, budgets
  RATE_LIMITED(
      LIMIT,
      429,
      "Too many requests",
      "Wait for the time in Retry-After; a tenant admin can raise the limit."),
  QUOTA_EXHAUSTED(
      LIMIT,
      429,
      "The quota for this period is used up",
      "It starts again at the time in the detail."),
  BUDGET_EXHAUSTED(
      LIMIT, 402, "The budget is used up", "A tenant admin can raise the project's budget."),
  PRICE_UNKNOWN(
      LIMIT,
      402,
      "The model has no price, and the project has a budget",
      "A tenant admin can enter the model's price."),

  // Gateway
  MODEL_NOT_FOUND(CALLER, 404, "No provider offers this model", "GET /v1/models lists the models."),
  PROVIDER_DISABLED(
      CALLER, 403, "The provider is switched off", "A tenant admin can switch it on."),
  PROVIDER_ADDRESS_REFUSED(
      CALLER,
      400,
      "The provider's address is not allowed",
      "Use an https address, or a plain http one that the operator has allowed."),
  OPERATION_UNSUPPORTED(
      CALLER, 400, "The model does not support this operation", "Use a model of the right kind."),
  UPSTREAM_UNREACHABLE(
      UPSTREAM,
      502,
      "The provider cannot be reached",
      "Try again; the operator can check the network and the provider's address."),
  UPSTREAM_TIMEOUT(
      UPSTREAM, 504, "The provider did not answer in time", "Try again, or ask for less."),
  UPSTREAM_REJECTED_CREDENTIALS(
      UPSTREAM,
      502,
      "The provider refused its credentials",
      "A tenant admin can renew the provider's secret."),
  UPSTREAM_ERROR(
      UPSTREAM,
      502,
      "The provider answered with an error",
      "The detail is the provider's own; correct the request, or try again later."),
  UPSTREAM_BROKEN(
      UPSTREAM, 502, "The provider broke off its answer", "The answer is incomplete; try again."),

  // Storage and keys
  AUDIT_UNAVAILABLE(
      FAULT,
      503,
      "The audit log cannot be written",
      "Nothing was done. The operator can free disk space; the log says which."),
  DATABASE_UNAVAILABLE(
      FAULT,
      503,
      "The database cannot be reached",
      "Nothing was done. Try again; the operator can check the database."),
  DATABASE_UNFIT(
      FAULT,
      503,
      "The database does not fit this version",
      "Nothing was done. The detail says what the operator has to change."),
  KMS_UNAVAILABLE(
      UPSTREAM,
      503,
      "The key management service cannot be reached",
      "Try again; the operator can check that it is up and unsealed."),
  KMS_REFUSED(
      UPSTREAM,
      503,
      "The key management service refused",
      "The operator can check the policy of the token in use."),
  KMS_KEY_FILE_UNUSABLE(
      FAULT,
      500,
      "The local key file cannot be used",
      "The operator can give the file to the appliance's user with mode 0600, or restore it."),
  SECRET_UNREADABLE(
      FAULT,
      500,
      "A stored secret cannot be opened",
      "Its key is gone or it was tampered with; enter the secret again."),
  DISK_FULL(
      FAULT,
      503,
      "The disk is full",
      "Nothing was lost. The operator can free space where the home directory is."),

  // Certificates by ACME
  ACME_OFF(
      CALLER,
      409,
      "The certificate is not from an ACME server",
      "Set holdfast.tls.mode to acme, or renew the certificate the way it came."),
  ACME_RUNNING(CALLER, 409, "A certificate is already being ordered", "Wait until that has ended."),
  ACME_UNREACHABLE(
      UPSTREAM,
      503,
      "The ACME server cannot be reached",
      "The certificate in use stays. Check the address, the list of outbound addresses, and"
          + " holdfast.tls.acme.ca-file."),
  ACME_REFUSED(
      UPSTREAM,
      503,
      "The ACME server refused",
      "The certificate in use stays. The detail has the server's words; its operator can say more."),
  ACME_RATE_LIMITED(
      UPSTREAM,
      503,
      "The ACME server has had too many orders",
      "The certificate in use stays. It is asked again when the server allows it."),
  ACME_CHALLENGE_FAILED(
      UPSTREAM,
      503,
      "The ACME server could not see that this machine has the name",
      "The name must lead the server to this machine, and the challenge's port must be open to it."),
  ACME_PORT_UNUSABLE(
      FAULT,
      503,
      "The port for the challenge cannot be opened",
      "Free the port, or let the service open it; docs/tls.md says how."),
  ACME_CERTIFICATE_UNFIT(
      UPSTREAM,
      503,
      "The ACME server issued a certificate that does not fit",
      "It was not taken. The certificate in use stays; tell the server's operator."),

  // Backups and support
  BACKUP_NOT_FOUND(
      CALLER, 404, "There is no such backup", "holdfastctl backup list names those there are."),
  BACKUP_RUNNING(CALLER, 409, "A backup or a drill is already running", "Wait until it has ended."),
  BACKUP_STORE_UNAVAILABLE(
      UPSTREAM,
      503,
      "The place for backups cannot be used",
      "The detail says why; the operator can check the directory or the bucket and its key."),
  BACKUP_DAMAGED(
      FAULT,
      500,
      "The backup is damaged",
      "Use another one; verify those that are left with holdfastctl backup verify."),
  BACKUP_LOCKED(
      CALLER,
      409,
      "No key at hand opens the backup",
      "Use the KMS that it was made with, or the shares of the recovery key."),
  BACKUP_NEWER(
      CALLER,
      409,
      "The backup was taken by a newer version",
      "Restore it with that version or a newer one."),
  BACKUP_TIME_UNREACHABLE(
      CALLER,
      409,
      "That moment cannot be reached",
      "holdfastctl restore --at TIME --dry-run says from when to when; or restore a backup."),
  BACKUP_LOG_GAP(
      CALLER,
      409,
      "A part of the database's log is missing",
      "Take a moment before the gap or after the next base; or restore a backup."),
  BACKUP_REFUSED(CALLER, 409, "That cannot be done with the backup", "The detail says why."),
  SUPPORT_REFUSED(
      CALLER,
      409,
      "The support bundle cannot be made",
      "The detail says why; nothing was written."),
  SUPPORT_LEAK(
      FAULT,
      500,
      "The support bundle would give something away",
      "Nothing was written. Tell support the file and the kind that the detail names."),
  RESTORE_UNFINISHED(
      FAULT,
      500,
      "A restore was interrupted half way",
      "Run holdfastctl restore --resume; it goes on where it stopped."),

  // Start
  CONFIGURATION_INVALID(
      FAULT,
      500,
      "The configuration is not valid",
      "Correct what the detail names; docs/configuration.md lists every key."),
  CERTIFICATE_UNUSABLE(
      FAULT,
      500,
      "The https listener cannot use its certificate",
      "Give holdfast.tls.key-file and holdfast.tls.certificate-file an EC or RSA key and its"
          + " certificate with the chain, as PEM; the log has the stack."),
  HOME_NOT_WRITABLE(
      FAULT,
      500,
      "The home directory cannot be written",
      "Give it to the user that runs the appliance, or set HOLDFAST_HOME to another directory."),
  HOME_IN_USE(
      FAULT,
      500,
      "Another appliance runs on this home directory",
      "Stop it first, or set HOLDFAST_HOME to another directory."),
  PORT_TAKEN(
      FAULT,
      500,
      "A port is already in use",
      "Stop what uses it, or choose another with --port, --plain-port or --management-port."),
  JAVA_TOO_OLD(FAULT, 500, "The Java runtime is too old", "Use a JDK 25 or later."),

  // State
  SHUTTING_DOWN(FAULT, 503, "The appliance is shutting down", "Try again in a moment."),
  OVERLOADED(
      LIMIT, 503, "The appliance is at its limit", "Try again after the time in Retry-After."),
  INTERNAL(
      FAULT,
      500,
      "Something went wrong in the appliance",
      "Try again; if it stays, give the request id to the operator.");

  private final ErrorKind kind;
  private final int status;
  private final String title;
  private final String hint;
  private final String code = name().toLowerCase(Locale.ROOT);

  ErrorCode(ErrorKind kind, int status, String title, String hint) {
    this.kind = kind;
    this.status = status;
    this.title = title;
    this.hint = hint;
  }

  /** The stable text form, for example {@code api_key_expired}. */
  public String code() {
    return code;
  }

  public ErrorKind kind() {
    return kind;
  }

  /** The HTTP status, 400 to 599. */
  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  public String hint() {
    return hint;
  }
}
