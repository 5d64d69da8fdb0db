package dev.holdfast.appliance.diagnostics.collect;

import dev.holdfast.appliance.config.ConfigurationSchema;
import dev.holdfast.appliance.gates.Doctor;
import dev.holdfast.appliance.observe.Metrics;
import dev.holdfast.appliance.observe.Readiness;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.home.Home;
import io.micronaut.context.env.Environment;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** The list: what is not on it is never gathered. */
@Singleton
public final class AllCollectors {
  private final List<Collector> all = new ArrayList<>();

  AllCollectors(
      Metrics metrics,
      MetricsHistory history,
      Doctor doctor,
      Readiness readiness,
      Database database,
      ConfigurationSchema schema,
      Environment environment,
      Home home) {
    all.add(
        Collector.of(
            "configuration",
            "the configuration, each setting as its schema allows",
            new ConfigurationCollector(schema, environment, home)::gather));
    all.addAll(new ProcessCollectors(metrics, history, home).all());
    all.addAll(new StateCollectors(doctor, readiness, database, home).all());
  }

  public List<Collector> all() {
    return List.copyOf(all);
  }
}
