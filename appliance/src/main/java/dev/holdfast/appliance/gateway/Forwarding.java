package dev.holdfast.appliance.gateway;

import dev.holdfast.appliance.admission.Ending;
import dev.holdfast.appliance.admission.Passage;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.audit.Usage;
import dev.holdfast.appliance.gateway.provider.Answer;
import dev.holdfast.appliance.gateway.provider.AnswerHead;
import dev.holdfast.appliance.gateway.provider.Asking;
import dev.holdfast.appliance.gateway.stream.Findings;
import dev.holdfast.appliance.gateway.stream.PlainRelay;
import dev.holdfast.appliance.gateway.stream.Relay;
import dev.holdfast.appliance.gateway.stream.SseRelay;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An admitted call from its question to the last byte of its answer. Whatever happens, the passage
 * is left exactly once, and a clean end leaves only after the audit log has the outcome on disk.
 */
final class Forwarding implements Answer {
  /** A plain answer up to this size is sent whole. */
  private static final int WHOLE_UP_TO = 256 * 1024;

  private static final Map<String, String> STREAMED = Map.of("stream", "true");

  /** How far the answer is. */
  private enum State {
    ASKED,
    ERROR,
    PLAIN,
    STREAM,
    LEAVING
  }

  private final ChannelHandlerContext ctx;
  private final Reply reply;
  private final Ledger ledger;
  private final Passage passage;
  private final Meters meters;
  private final String requestId;
  private final Runnable whenOver;

  private State state = State.ASKED;
  private @Nullable Asking asking;
  private @Nullable AnswerHead head;
  private @Nullable Relay relay;
  private @Nullable ProviderError error;
  private @Nullable CompositeByteBuf waiting;
  private final long askedAt = System.nanoTime();
  private boolean gone;

  Forwarding(
      ChannelHandlerContext ctx,
      Reply reply,
      Ledger ledger,
      Passage passage,
      Meters meters,
      String requestId,
      Runnable whenOver) {
    this.ctx = ctx;
    this.reply = reply;
    this.ledger = ledger;
    this.passage = passage;
    this.meters = meters;
    this.requestId = requestId;
    this.whenOver = whenOver;
    meters.active.increment();
  }

  void asking(Asking begun) {
    if (state != State.LEAVING) {
      asking = begun;
    }
  }

  void writable(boolean writable) {
    if (asking != null && state != State.LEAVING) {
      asking.flow(writable);
    }
  }

  @Override
  public void head(AnswerHead begun) {
    head = begun;
    meters.answerBegan(System.nanoTime() - askedAt);
    if (!begun.success()) {
      state = State.ERROR;
      error = new ProviderError(begun);
    } else if (ledger.call().stream() && begun.eventStream()) {
      state = State.STREAM;
      relay = new SseRelay(ctx.alloc(), !ledger.call().wantsUsage());
      reply.begin(begun);
    } else {
      state = State.PLAIN;
      relay = new PlainRelay();
    }
  }

  @Override
  public void data(ByteBuf piece) {
    Relay passing = relay;
    if (error != null) {
      error.data(piece);
    } else if (passing == null || state == State.LEAVING) {
      piece.release();
    } else if (state == State.STREAM) {
      passing.accept(piece, reply::piece);
    } else {
      passing.accept(piece, this::plainPiece);
    }
  }

  /** A plain answer waits until it is whole or too large for that. */
  private void plainPiece(ByteBuf piece) {
    if (reply.begun()) {
      reply.piece(piece);
      return;
    }
    CompositeByteBuf pieces = waiting;
    if (pieces == null) {
      pieces = ctx.alloc().compositeBuffer(Integer.MAX_VALUE);
      waiting = pieces;
    }
    pieces.addComponent(true, piece);
    if (pieces.readableBytes() > WHOLE_UP_TO && head != null) {
      waiting = null;
      reply.begin(head);
      reply.piece(pieces);
    }
  }

  @Override
  public void paused() {
    if (state == State.STREAM && relay != null && relay.endMark()) {
      // The provider said it is done; its connection may dawdle on, the client need not wait.
      ended();
    } else if (reply.begun()) {
      reply.flush();
    }
  }

  @Override
  public void ended() {
    if (state == State.LEAVING) {
      return;
    }
    if (error != null) {
      endError(error);
      return;
    }
    Relay passed = relay;
    AnswerHead begun = head;
    if (passed == null || begun == null) {
      failed(Problem.of(ErrorCode.UPSTREAM_BROKEN));
      return;
    }
    passed.finish(reply.begun() ? reply::piece : this::plainPiece);
    Findings findings = passed.findings();
    boolean whole =
        state == State.STREAM
            ? findings.doneMark() || findings.failed() || (begun.delimited() && findings.complete())
            : begun.delimited() || findings.complete();
    if (!whole) {
      failed(
          Problem.of(
              ErrorCode.UPSTREAM_BROKEN, "The provider's answer ended before it was complete."));
      return;
    }
    Usage usage = ledger.used(findings, begun.requestId());
    leave(
        findings.failed()
            ? ending(Outcome.FAILED, ErrorCode.UPSTREAM_ERROR, usage)
            : ending(Outcome.SUCCESS, null, usage),
        () -> endCleanly(begun, passed));
  }

  private void endCleanly(AnswerHead begun, Relay passed) {
    ByteBuf end = passed.end();
    if (reply.begun()) {
      reply.end(end);
      return;
    }
    CompositeByteBuf pieces = waiting;
    waiting = null;
    reply.whole(begun, pieces == null ? end : pieces.addComponent(true, end));
  }

  private void endError(ProviderError told) {
    Problem problem = told.problem();
    leave(
        new Ending(
            Outcome.FAILED,
            problem == null ? ErrorCode.UPSTREAM_ERROR : problem.code(),
            ledger.nothing(),
            Map.of("upstreamStatus", Integer.toString(told.status()))),
        () -> {
          if (problem == null) {
            reply.json(told.status(), told.body(ctx.alloc()), told.retryAfter());
          } else {
            reply.problem(problem, requestId, null);
          }
        });
  }

  @Override
  public void failed(Problem problem) {
    if (state == State.LEAVING) {
      return;
    }
    boolean streaming = state == State.STREAM;
    Usage usage =
        relay == null ? ledger.nothing() : ledger.used(relay.findings(), providerRequestId());
    leave(
        ending(Outcome.FAILED, problem.code(), usage),
        () -> {
          if (!reply.begun()) {
            reply.problem(problem, requestId, null);
          } else if (streaming) {
            reply.breakOff(problem);
          } else {
            reply.breakOff();
          }
        });
  }

  /** The client has left: the provider is told at once, and what was used until now is paid for. */
  void clientGone() {
    gone = true;
    if (state == State.LEAVING) {
      return;
    }
    Usage usage =
        asking == null || error != null
            ? null
            : ledger.used(relay == null ? null : relay.findings(), providerRequestId());
    leave(ending(Outcome.CANCELLED, null, usage), () -> {});
  }

  private @Nullable String providerRequestId() {
    return head == null ? null : head.requestId();
  }

  private Ending ending(Outcome outcome, @Nullable ErrorCode code, @Nullable Usage usage) {
    return new Ending(outcome, code, usage, ledger.call().stream() ? STREAMED : Map.of());
  }

  /** Accounts for the call; {@code last} sends the end once that is on disk. */
  private void leave(Ending ending, Runnable last) {
    state = State.LEAVING;
    count(ending);
    if (asking != null) {
      asking.cancel();
      asking = null;
    }
    if (reply.begun()) {
      reply.flush();
    }
    passage.leave(
        ending,
        ctx.executor(),
        fault -> {
          if (!gone) {
            accounted(fault, last);
          }
          release();
          whenOver.run();
        });
  }

  private void count(Ending ending) {
    meters.active.decrement();
    meters.callEnded(ledger.endpoint(), ending.outcome(), System.nanoTime() - askedAt);
    Usage usage = ending.usage();
    if (usage != null && !usage.nothing()) {
      meters.used(usage);
    }
  }

  private void accounted(@Nullable Throwable fault, Runnable last) {
    if (fault == null) {
      last.run();
    } else if (reply.begun()) {
      reply.breakOff();
    } else {
      reply.problem(Problem.of(ErrorCode.AUDIT_UNAVAILABLE), requestId, null);
    }
  }

  private void release() {
    if (relay != null) {
      relay.close();
    }
    if (waiting != null) {
      waiting.release();
      waiting = null;
    }
    if (error != null) {
      error.release();
    }
  }
}
