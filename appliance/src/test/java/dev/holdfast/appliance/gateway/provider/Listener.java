package dev.holdfast.appliance.gateway.provider;

import dev.holdfast.appliance.gateway.route.Call;
import dev.holdfast.appliance.gateway.route.Endpoint;
import dev.holdfast.appliance.platform.error.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes an answer and remembers the order in which it came; for tests of providers. */
public final class Listener implements Answer {
  public final EmbeddedChannel client = new EmbeddedChannel();

  /** {@code head}, {@code data}, {@code paused}, {@code ended}, {@code failed}. */
  public final List<String> calls = new ArrayList<>();

  public @Nullable AnswerHead head;
  public @Nullable Problem problem;
  private final StringBuilder body = new StringBuilder();

  /** A question of this client. */
  public Question question(Endpoint endpoint, String json, boolean stream, long most, long n) {
    Call call = new Call("m", 0, 0, stream, true, most, n, json.length(), List.of());
    ByteBuf bytes = Unpooled.copiedBuffer(json, StandardCharsets.UTF_8);
    return new Question(endpoint, call, "m", bytes, client, "req_1");
  }

  /** Lets the event loop do what waits. */
  public void run() {
    client.runPendingTasks();
    client.runScheduledPendingTasks();
  }

  public String body() {
    return body.toString();
  }

  public boolean over() {
    return calls.contains("ended") || calls.contains("failed");
  }

  @Override
  public void head(AnswerHead begun) {
    head = begun;
    calls.add("head");
  }

  @Override
  public void data(ByteBuf piece) {
    body.append(piece.toString(StandardCharsets.UTF_8));
    piece.release();
    calls.add("data");
  }

  @Override
  public void paused() {
    calls.add("paused");
  }

  @Override
  public void ended() {
    calls.add("ended");
  }

  @Override
  public void failed(Problem told) {
    problem = told;
    calls.add("failed");
  }
}
