package dev.holdfast.appliance.diagnostics;

import dev.holdfast.appliance.authz.Open;
import dev.holdfast.appliance.licensing.Unlicensed;
import dev.holdfast.appliance.observe.Metrics;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;

/** For Prometheus; only the management listener serves this path. */
@Hidden
@Unlicensed("Diagnostics never stop")
@Controller("/metrics")
final class MetricsController {
  private final Metrics metrics;

  MetricsController(Metrics metrics) {
    this.metrics = metrics;
  }

  @Get
  @Produces(Metrics.CONTENT_TYPE)
  @ExecuteOn(TaskExecutors.BLOCKING)
  @Open(reason = "a scrape on the loopback management listener; numbers about no tenant")
  String scrape() {
    return metrics.scrape();
  }
}
