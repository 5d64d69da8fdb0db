package dev.holdfast.appliance.platform.db;

import dev.holdfast.appliance.platform.home.Home;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Opens the one database of the process when something first asks for it, and leaves none open: a
 * task that asks first while the context is being closed would otherwise get one that nobody knows
 * of and nobody closes. It needs no bean itself, so that it is destroyed behind all that do.
 */
@Factory
final class DatabaseFactory implements ApplicationEventListener<ShutdownEvent> {
  private @Nullable Database opened;
  private boolean ending;

  @Singleton
  @Bean(preDestroy = "close")
  Database database(DatabaseConfiguration configuration, Home home) {
    refuseAtTheEnd();
    Database database = Database.open(configuration.withDefaultIn(home.data()));
    keep(database);
    return database;
  }

  private synchronized void keep(Database database) {
    if (ending) {
      database.close();
      refuseAtTheEnd();
    }
    opened = database;
  }

  private synchronized void refuseAtTheEnd() {
    if (ending) {
      throw new IllegalStateException("The database is not opened while everything is closed.");
    }
  }

  @Override
  public synchronized void onApplicationEvent(ShutdownEvent event) {
    ending = true;
  }

  /** Closes what was opened and came too late to be closed as a bean. */
  @PreDestroy
  synchronized void end() {
    ending = true;
    if (opened != null) {
      opened.close();
    }
  }
}
