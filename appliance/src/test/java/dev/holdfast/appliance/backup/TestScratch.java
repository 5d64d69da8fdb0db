package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.platform.home.Home;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/** Where tests are root, PostgreSQL is not: the appliance itself never is. */
@Factory
@Requires(property = TestScratch.PROPERTY)
final class TestScratch {
  static final String PROPERTY = "holdfast.test.replayer";

  @Singleton
  @Replaces(value = LogRestore.Scratch.class, factory = LogRestore.Scratches.class)
  LogRestore.Scratch scratch(Home home, PointInTimeConfig config) {
    return new LogRestore.Scratches().scratch(home, config).as(ManagedPostgres.user());
  }
}
