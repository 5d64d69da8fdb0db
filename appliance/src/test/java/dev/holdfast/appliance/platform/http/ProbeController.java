package dev.holdfast.appliance.platform.http;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.validation.Validated;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.MDC;

/** Endpoints to meet the transport with. */
@Controller("/probe")
@Requires(property = "probe")
@Validated
@ExecuteOn(TaskExecutors.BLOCKING)
class ProbeController {
  static final CountDownLatch ENTERED = new CountDownLatch(1);
  static final CountDownLatch RELEASED = new CountDownLatch(1);

  @Get("/context")
  String context(HttpRequest<?> request) {
    return RequestIds.of(request) + " " + MDC.get("requestId") + " " + MDC.get("traceId");
  }

  @Post("/echo")
  Thing echo(@Body @Valid Thing thing) {
    return thing;
  }

  @Get("/refused")
  String refused() {
    throw Problem.retryable(ErrorCode.RATE_LIMITED, "Say it slower.", Duration.ofMillis(1500))
        .asException();
  }

  @Get("/fault")
  String fault() {
    throw new IllegalStateException("the secret plan");
  }

  @Get("/slow")
  String slow() throws InterruptedException {
    ENTERED.countDown();
    return RELEASED.await(3, TimeUnit.MINUTES) ? "done" : "never released";
  }

  /** A body. */
  @Serdeable
  record Thing(@NotBlank String name, int count) {}
}
