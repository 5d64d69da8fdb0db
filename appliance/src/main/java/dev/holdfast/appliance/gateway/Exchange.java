package dev.holdfast.appliance.gateway;

import dev.holdfast.appliance.admission.Admission;
import dev.holdfast.appliance.admission.Journey;
import dev.holdfast.appliance.admission.Passage;
import dev.holdfast.appliance.admission.Road;
import dev.holdfast.appliance.gateway.catalog.Catalog;
import dev.holdfast.appliance.gateway.catalog.Route;
import dev.holdfast.appliance.gateway.provider.Asking;
import dev.holdfast.appliance.gateway.provider.Question;
import dev.holdfast.appliance.gateway.route.Address;
import dev.holdfast.appliance.gateway.route.Call;
import dev.holdfast.appliance.gateway.route.CallReader;
import dev.holdfast.appliance.gateway.route.Endpoint;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.http.RequestIds;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request of the data plane on the road: authenticate, take the body in, resolve the route,
 * enter (admit and write the intent), ask the provider. From there on {@link Forwarding} has it.
 * Confined to its connection's event loop.
 */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private static final int OK = 200;
  private static final int FIRST_FAULT = 500;
  private static final int MOST_TARGET = 200;

  private final Gateway gateway;
  private final ChannelHandlerContext ctx;
  private final Conversation conversation;
  private final HttpRequest request;
  private final Address address;
  private final String requestId;
  private final Intake intake;
  private final Reply reply;

  private @Nullable Caller caller;
  private @Nullable Forwarding forwarding;
  private @Nullable Runnable earlyReply;
  private boolean whole;
  private boolean deciding;
  private boolean over;

  Exchange(
      Gateway gateway,
      ChannelHandlerContext ctx,
      Conversation conversation,
      HttpRequest request,
      Address address) {
    this.gateway = gateway;
    this.ctx = ctx;
    this.conversation = conversation;
    this.request = request;
    this.address = address;
    this.requestId = RequestIds.accept(request.headers().get(RequestIds.HEADER));
    this.intake = new Intake(gateway.config(), gateway.bodies());
    this.reply = new Reply(ctx, request);
  }

  void start() {
    if (gateway.premises().draining()) {
      refuse(Problem.of(ErrorCode.SHUTTING_DOWN));
      return;
    }
    String method = address.endpoint().method();
    if (!request.method().name().equals(method)) {
      answer(() -> reply.problem(Problem.of(ErrorCode.METHOD_NOT_ALLOWED), requestId, method));
      return;
    }
    HttpHeaders headers = request.headers();
    Problem problem = address.endpoint() == Endpoint.MODELS ? null : intake.refusal(headers);
    if (problem != null) {
      refuse(problem);
      return;
    }
    boolean tls = ctx.pipeline().get(SslHandler.class) != null;
    await(gateway.callers().identify(address, headers, tls), this::identified);
  }

  private void identified(Callers.Identification identification) {
    switch (identification) {
      case Callers.Identification.Rejected(Problem problem) -> {
        if (problem.code().status() < FIRST_FAULT) {
          gateway
              .premises()
              .refusals()
              .stranger(
                  address.endpoint().operation().action(), requestId, clientAddress(), problem);
        }
        refuse(problem);
      }
      case Callers.Identification.Known(Caller known) -> {
        caller = known;
        if (address.endpoint() == Endpoint.MODELS) {
          await(gateway.catalog().of(known.tenant()), models -> list(known, models));
        } else if (!intake.whole() && HttpUtil.is100ContinueExpected(request)) {
          reply.goOn();
        }
        decideWhenReady();
        conversation.readOn();
      }
    }
  }

  /** A piece of the body, which belongs to this exchange. */
  void content(HttpContent content) {
    whole |= content instanceof LastHttpContent;
    if (over || address.endpoint() == Endpoint.MODELS) {
      content.release();
      if (whole) {
        readComplete();
      }
      return;
    }
    Problem problem = intake.take(ctx, content);
    if (problem != null) {
      refuse(problem);
    } else {
      decideWhenReady();
    }
  }

  /** Somebody unknown does not get to fill memory while we find out who it is. */
  boolean takesMore() {
    return over || caller != null || intake.size() < BodyBudget.FREE;
  }

  private void decideWhenReady() {
    Caller known = caller;
    if (known == null || !intake.whole() || deciding || over) {
      return;
    }
    deciding = true;
    intake.read(
        ctx,
        result -> {
          if (over) {
            return;
          }
          switch (result) {
            case CallReader.Result.Refused(Problem problem) -> refuse(problem);
            case CallReader.Result.Read(Call call) ->
                await(gateway.catalog().of(known.tenant()), models -> resolve(known, call, models));
          }
        });
  }

  private void resolve(Caller known, Call call, Catalog.Models models) {
    switch (models.resolve(call.model())) {
      case Catalog.Resolution.NotFound(Problem problem) ->
          turnBack(journey(known, call.model()), problem);
      case Catalog.Resolution.Found(Route route) -> {
        Ledger ledger = new Ledger(known, address.endpoint(), call, route);
        Journey journey = journey(ledger);
        if (!known.mayUse(route.model())) {
          turnBack(
              journey,
              Problem.of(
                  ErrorCode.MODEL_NOT_ALLOWED,
                  "The API key may not use the model " + route.model().id() + "."));
        } else if (route.model().kind() != address.endpoint().kind()) {
          turnBack(
              journey,
              Problem.of(
                  ErrorCode.OPERATION_UNSUPPORTED,
                  "The model " + route.model().id() + " is of another kind."));
        } else {
          entered(ledger, journey, gateway.road().enter(journey));
        }
      }
    }
  }

  private Journey journey(Ledger ledger) {
    return new Journey(
        ledger.caller().principal(),
        address.endpoint().operation(),
        ledger.claim(gateway.config().defaultMaxOutputTokens()),
        ledger.plan(),
        ledger.route().model().id(),
        requestId,
        clientAddress());
  }

  /** A call that came no further than the name of its model. */
  private Journey journey(Caller known, String model) {
    return new Journey(
        known.principal(),
        address.endpoint().operation(),
        null,
        null,
        model.length() > MOST_TARGET ? model.substring(0, MOST_TARGET) : model,
        requestId,
        clientAddress());
  }

  private @Nullable String clientAddress() {
    return ctx.channel().remoteAddress() instanceof InetSocketAddress peer
        ? gateway
            .premises()
            .addresses()
            .of(peer.getAddress(), String.join(",", request.headers().getAll("X-Forwarded-For")))
        : null;
  }

  private void entered(Ledger ledger, Journey journey, Road.Entry entry) {
    switch (entry) {
      case Road.Entry.Refused(Problem problem) -> turnBack(journey, problem);
      case Road.Entry.Admitted(Passage passage) -> forward(ledger, passage);
      case Road.Entry.Pending(CompletionStage<Road.Entry> later) -> {
        var unused =
            later.whenCompleteAsync(
                (decided, failure) -> {
                  if (decided != null) {
                    entered(ledger, journey, decided);
                  } else {
                    refuse(problemOf(failure));
                  }
                },
                ctx.executor());
      }
    }
  }

  private void forward(Ledger ledger, Passage passage) {
    Forwarding fresh =
        new Forwarding(
            ctx, reply, ledger, passage, gateway.premises().meters(), requestId, this::forwarded);
    if (over) {
      fresh.clientGone();
      return;
    }
    forwarding = fresh;
    reply.reserved(passage.reservation());
    Route route = ledger.route();
    Question question =
        new Question(
            address.endpoint(),
            ledger.call(),
            route.model().id(),
            ledger.call().outgoing(intake.hand(), route.model().id(), ctx.alloc()),
            ctx.channel(),
            requestId);
    Asking asking = gateway.backends().ask(route.target(), question, fresh);
    fresh.asking(asking);
    if (!ctx.channel().isWritable()) {
      fresh.writable(false);
    }
  }

  /** The answer has left, cleanly or not. */
  private void forwarded() {
    over();
    conversation.answered();
  }

  private void list(Caller known, Catalog.Models models) {
    switch (gateway.admission().admit(known.principal(), address.endpoint().operation(), null)) {
      case Admission.Decision.Refused(Problem problem) -> refuse(problem);
      case Admission.Decision.Admitted admitted -> {
        answer(() -> reply.json(OK, ModelList.write(models.list(), known, ctx.alloc()), null));
      }
      case Admission.Decision.Pending pending ->
          throw new IllegalStateException("nothing was claimed");
    }
  }

  /**
   * Refuses what came as far as the road, and writes that down; too much of it only now and then.
   */
  private void turnBack(Journey journey, Problem problem) {
    if (problem.code() == ErrorCode.RATE_LIMITED) {
      gateway.premises().refusals().overRate(journey, problem);
    }
    if (problem.code() == ErrorCode.RATE_LIMITED || over) {
      refuse(problem);
      return;
    }
    gateway.road().turnBack(journey, problem, ctx.executor(), fault -> refuse(problem));
  }

  private void refuse(Problem problem) {
    if (!over) {
      gateway.premises().meters().refusals(problem.code()).increment();
      answer(() -> reply.problem(problem, requestId, null));
    }
  }

  /**
   * Answers before there was anything to forward. Where the request's rest has been received with
   * its head, it is taken first: an answer in the middle of a request costs the connection.
   */
  private void answer(Runnable send) {
    over();
    earlyReply = send;
    if (whole || !conversation.reading()) {
      readComplete();
    }
  }

  /** Everything that was received has been seen. */
  void readComplete() {
    Runnable send = earlyReply;
    if (send != null) {
      earlyReply = null;
      send.run();
      conversation.answered();
    }
  }

  /** The client's socket can take more, or cannot. */
  void writable(boolean writable) {
    if (forwarding != null) {
      forwarding.writable(writable);
    }
  }

  void clientGone() {
    earlyReply = null;
    boolean first = !over;
    over();
    if (first && forwarding != null) {
      forwarding.clientGone();
    }
  }

  private void over() {
    over = true;
    intake.discard();
    intake.giveBack();
  }

  /** Goes on with a stage's value on the event loop, at once where it is there already. */
  private <T> void await(CompletionStage<T> stage, Consumer<T> then) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    if (future.isDone() && !future.isCompletedExceptionally()) {
      then.accept(future.join());
      return;
    }
    var unused =
        future.whenCompleteAsync(
            (value, failure) -> {
              if (over) {
                return;
              }
              if (failure != null) {
                refuse(problemOf(failure));
              } else {
                then.accept(value);
              }
            },
            ctx.executor());
  }

  private static Problem problemOf(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof ProblemException known) {
      return known.problem();
    }
    LOG.error("A request of the data plane failed", cause);
    return Problem.of(ErrorCode.INTERNAL);
  }
}
