package dev.holdfast.appliance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.zip.ZipFile;
import org.slf4j.LoggerFactory;

/**
 * Reads jars and initialises classes, on a thread of its own, that every start needs late and that
 * take long: so that this goes on beside the reading of the configuration and the making of beans.
 * Whatever goes wrong here goes wrong again where it is needed, and is told there.
 */
final class HeadStart {
  /** In the order in which a start needs them. */
  static final List<String> CLASSES =
      List.of(
          "org.h2.value.Value", // works out the largest number: ten to the 100,000th
          "org.h2.Driver",
          "org.h2.mvstore.db.Store",
          "org.h2.command.Parser",
          "com.zaxxer.hikari.pool.HikariPool",
          "com.zaxxer.hikari.pool.ProxyConnection$ClosedConnection", // makes a proxy class
          "org.jdbi.v3.core.Jdbi",
          "org.jdbi.v3.core.statement.internal.JfrSupport", // registers with the flight recorder
          "io.netty.handler.ssl.JdkSslContext", // asks for every crypto provider there is
          "io.netty.channel.epoll.Epoll", // loads a native library
          "io.micronaut.validation.validator.constraints.InternalConstraintValidators");

  private HeadStart() {}

  /** Sets logging up at once, and goes through the jars and the classes beside the caller. */
  static void begin() {
    CountDownLatch logging = new CountDownLatch(1);
    Thread.ofPlatform().daemon().name("head-start").start(() -> run(logging));
    try {
      // With two threads asking for it first, SLF4J gives one of them loggers that say yes to every
      // level; Micronaut then wrote a trace of each bean and value, a fifth of a second of every
      // start.
      LoggerFactory.getILoggerFactory();
    } finally {
      logging.countDown();
    }
  }

  private static void run(CountDownLatch logging) {
    List<ZipFile> jars = openFromTheEnd(System.getProperty("java.class.path"));
    try {
      logging.await();
    } catch (InterruptedException e) {
      return; // nobody waits for this
    }
    for (String name : CLASSES) {
      initialise(name);
    }
    jars.forEach(HeadStart::close); // by now the class loader has them open
  }

  /**
   * Reads the directories of the jars, 33,000 entries, from the last jar to the first. The class
   * loader reads them all at the first look for a service (that is logging's), from the first jar
   * to the last, and the JDK shares what it has read of a jar that is open: each reads half.
   */
  static List<ZipFile> openFromTheEnd(String classPath) {
    List<ZipFile> open = new ArrayList<>();
    for (String jar : List.of(classPath.split(File.pathSeparator, -1)).reversed()) {
      if (jar.endsWith(".jar")) {
        try {
          open.add(new ZipFile(jar));
        } catch (IOException e) {
          continue; // as the class comment says
        }
      }
    }
    return open;
  }

  private static void close(ZipFile jar) {
    try {
      jar.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it was only read
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
