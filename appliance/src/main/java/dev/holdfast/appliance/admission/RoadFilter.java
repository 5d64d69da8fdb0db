package dev.holdfast.appliance.admission;

import dev.holdfast.appliance.audit.AuditNotes;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.identity.Principal;
import dev.holdfast.appliance.identity.session.BrowserRequest;
import dev.holdfast.appliance.identity.session.SignedIn;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ErrorKind;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.http.ClientAddress;
import dev.holdfast.appliance.platform.http.RequestIds;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.FilterContinuation;
import io.micronaut.http.filter.ServerFilterPhase;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.web.router.RouteAttributes;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The control plane's road: authenticate, bind the scope, admit, write the intent, handle, write
 * the outcome, answer. Changes are always written down; reads only when they are refused. Of
 * callers who are nobody, the first of each kind from each network is ({@link Refusals}), and at
 * the open endpoints only so many ({@link Doorstep}): or else anybody could fill the disk.
 */
@ServerFilter("/api/**")
final class RoadFilter implements Ordered {
  private final Authenticator authenticator;
  private final Admission admission;
  private final Road road;
  private final Ledger ledger;
  private final Doorstep doorstep;
  private final Refusals refusals;
  private final ClientAddress clientAddress;

  RoadFilter(
      Authenticator authenticator,
      Admission admission,
      Road road,
      Ledger ledger,
      Doorstep doorstep,
      Refusals refusals,
      ClientAddress clientAddress) {
    this.authenticator = authenticator;
    this.admission = admission;
    this.road = road;
    this.ledger = ledger;
    this.doorstep = doorstep;
    this.refusals = refusals;
    this.clientAddress = clientAddress;
  }

  @RequestFilter
  @ExecuteOn(TaskExecutors.BLOCKING)
  HttpResponse<?> travel(HttpRequest<?> request, FilterContinuation<HttpResponse<?>> next) {
    Mark mark =
        RouteAttributes.getRouteInfo(request)
            .map(route -> Mark.of(route.getAnnotationMetadata()))
            .orElse(null);
    Scope scope = Scope.of(request.getPath());
    if (mark instanceof Mark.Opened opened) {
      return open(request, opened, next);
    }
    if (mark == null && scope instanceof Scope.None) {
      return next.proceed();
    }
    Authenticator.Result result = authenticator.authenticate(request);
    if (!(result instanceof Authenticator.Result.Known(Caller caller))) {
      throw stranger(request, action(mark), ((Authenticator.Result.Unknown) result).problem());
    }
    Principal principal = scope.bind(caller).orElse(null);
    if (principal == null) {
      throw outside(request, caller, mark);
    }
    AuditNotes.of(request).actor(principal.actor());
    if (mark == null) {
      return next.proceed();
    }
    if (!(mark instanceof Mark.Needed(Operation operation))) {
      throw Problem.of(ErrorCode.INTERNAL, "The endpoint says nothing of who may use it.")
          .asException();
    }
    request.setAttribute(PrincipalBinder.ATTRIBUTE, principal);
    return changes(request)
        ? change(request, principal, operation, next)
        : read(request, principal, operation, next);
  }

  /** An endpoint for anybody; who has a session is known to it. */
  private HttpResponse<?> open(
      HttpRequest<?> request, Mark.Opened mark, FilterContinuation<HttpResponse<?>> next) {
    BrowserRequest browser = BrowserRequest.of(request);
    if (browser.change() && !browser.sameSite()) {
      throw stranger(request, mark.action(), Problem.of(ErrorCode.CSRF_REJECTED));
    }
    if (browser.token() != null && !mark.startsSession()) {
      switch (authenticator.session(browser)) {
        case Authenticator.Result.Known known when known.caller() instanceof Caller.Person person ->
            bind(request, person.session());
        case Authenticator.Result.Unknown(Problem problem)
            when problem.code() != ErrorCode.UNAUTHENTICATED ->
            throw stranger(request, mark.action(), problem);
        default -> {}
      }
    }
    if (mark.action().isEmpty()) {
      return next.proceed();
    }
    boolean nobody = request.getAttribute(SignedInBinder.ATTRIBUTE).isEmpty();
    if (nobody) {
      doorstep.enter(request, mark.action());
    }
    UUID intent = ledger.begin(request, null, mark.action());
    HttpResponse<?> response = next.proceed();
    if (nobody && mark.startsSession() && response.code() < 400) {
      doorstep.recognised(request);
    }
    ledger.finish(
        request, null, intent, mark.action(), outcome(response), code(response).orElse(null));
    return response;
  }

  private static void bind(HttpRequest<?> request, SignedIn session) {
    request.setAttribute(SignedInBinder.ATTRIBUTE, session);
    AuditNotes.of(request).actor(session.inPlatform().actor());
  }

  /** Somebody asks for what is another's: 401, whether it exists or not. */
  private ProblemException outside(HttpRequest<?> request, Caller caller, @Nullable Mark mark) {
    Problem problem = Problem.of(ErrorCode.UNAUTHENTICATED, "Nobody is signed in to this scope.");
    ledger.refused(request, caller.home(), caller.actor(), action(mark), problem);
    return problem.asException();
  }

  private static String action(@Nullable Mark mark) {
    return mark instanceof Mark.Needed(Operation operation) ? operation.action() : "scope.enter";
  }

  /** Somebody who is nobody: seen in the log, but not each time; a fault of ours is none of it. */
  private ProblemException stranger(HttpRequest<?> request, String action, Problem problem) {
    if (problem.code().status() < 500) {
      refusals.stranger(action, RequestIds.of(request), clientAddress.of(request), problem);
    }
    return problem.asException();
  }

  private HttpResponse<?> read(
      HttpRequest<?> request,
      Principal principal,
      Operation operation,
      FilterContinuation<HttpResponse<?>> next) {
    if (admission.admit(principal, operation, null)
        instanceof Admission.Decision.Refused(Problem problem)) {
      throw turnedBack(request, principal, operation, problem);
    }
    return next.proceed();
  }

  private HttpResponse<?> change(
      HttpRequest<?> request,
      Principal principal,
      Operation operation,
      FilterContinuation<HttpResponse<?>> next) {
    return switch (road.enter(ledger.journey(request, principal, operation))) {
      case Road.Entry.Refused(Problem problem) ->
          throw turnedBack(request, principal, operation, problem);
      case Road.Entry.Pending pending ->
          throw new IllegalStateException("only a claim can be pending");
      case Road.Entry.Admitted(Passage passage) -> {
        HttpResponse<?> response = next.proceed();
        Ending ending =
            new Ending(
                outcome(response),
                code(response).orElse(null),
                null,
                AuditNotes.of(request).details());
        Journey known = ledger.journey(request, principal, operation);
        Ledger.await(done -> passage.leave(known, ending, Runnable::run, done));
        yield response;
      }
    };
  }

  private ProblemException turnedBack(
      HttpRequest<?> request, Principal principal, Operation operation, Problem problem) {
    Journey journey = ledger.journey(request, principal, operation);
    Ledger.await(done -> road.turnBack(journey, problem, Runnable::run, done));
    return problem.asException();
  }

  private static boolean changes(HttpRequest<?> request) {
    return request.getMethod() != HttpMethod.GET && request.getMethod() != HttpMethod.HEAD;
  }

  private static Outcome outcome(HttpResponse<?> response) {
    if (response.code() < 400) {
      return Outcome.SUCCESS;
    }
    return code(response)
        .filter(code -> code.kind() == ErrorKind.FAULT || code.kind() == ErrorKind.UPSTREAM)
        .map(code -> Outcome.FAILED)
        .orElse(response.code() < 500 ? Outcome.REFUSED : Outcome.FAILED);
  }

  private static Optional<ErrorCode> code(HttpResponse<?> response) {
    return RouteAttributes.getException(response)
        .filter(ProblemException.class::isInstance)
        .map(exception -> ((ProblemException) exception).problem().code());
  }

  @Override
  public int getOrder() {
    return ServerFilterPhase.SECURITY.order();
  }
}
