package dev.holdfast.appliance;

import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Initialises, on a thread of its own, classes that every start needs late and that take long: so
 * that this goes on beside the reading of the configuration and the making of beans. Whatever goes
 * wrong here goes wrong again where the class is used, and is told there.
 */
final class HeadStart {
  static final List<String> CLASSES =
      List.of(
          "io.netty.handler.ssl.JdkSslContext", // asks for every crypto provider there is
          "org.jdbi.v3.core.statement.internal.JfrSupport", // registers with the flight recorder
          "io.netty.channel.epoll.Epoll", // loads a native library
          "org.h2.Driver",
          "org.h2.mvstore.db.Store",
          "org.h2.command.Parser",
          "com.zaxxer.hikari.pool.HikariPool",
          "org.jdbi.v3.core.Jdbi",
          "io.micronaut.validation.validator.constraints.InternalConstraintValidators");

  private HeadStart() {}

  /** Sets logging up at once, and goes through the classes beside the caller. */
  static void begin() {
    // With two threads asking for it first, SLF4J gives one of them loggers that say yes to every
    // level; Micronaut then wrote a trace of each bean and value, a fifth of a second of every
    // start.
    LoggerFactory.getILoggerFactory();
    Thread.ofPlatform().daemon().name("head-start").start(HeadStart::run);
  }

  private static void run() {
    for (String name : CLASSES) {
      initialise(name);
    }
  }

  static void initialise(String name) {
    try {
      Class.forName(name);
    } catch (ClassNotFoundException | LinkageError e) {
      return; // as the class comment says
    }
  }
}
