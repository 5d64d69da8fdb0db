package dev.holdfast.appliance;

import dev.holdfast.appliance.audit.Audit;
import dev.holdfast.appliance.config.ConfigurationFile;
import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.licensing.Licensing;
import dev.holdfast.appliance.licensing.node.NodePlaces;
import dev.holdfast.appliance.platform.Build;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.platform.http.DataPlane;
import dev.holdfast.appliance.platform.http.Lifecycle;
import dev.holdfast.appliance.platform.http.SetupLink;
import dev.holdfast.appliance.platform.http.Transport;
import dev.holdfast.appliance.platform.tls.ServerCertificate;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.env.PropertySource;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.web.router.Router;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One running appliance, from the opening of its parts to their closing. */
final class Appliance implements AutoCloseable {
  /** What takes long and needs neither the database nor what stands on it: nothing is opened. */
  static final List<Class<?>> BESIDE = List.of(ServerCertificate.class, Router.class);

  private static final int ABOVE_BUILT_IN = -250;
  private static final int ABOVE_ALL = 1000;
  private static final double MILLIS = 1000.0;

  private final Home home;
  private final ApplicationContext context;

  private Appliance(Home home, ApplicationContext context) {
    this.home = home;
    this.context = context;
  }

  /** Starts everything; when it returns, requests are answered. */
  static Appliance start(Home home, Map<String, String> commandLine) throws IOException {
    Files.deleteIfExists(readyFile(home));
    Files.deleteIfExists(setupFile(home));
    ApplicationContext context = configured(home, commandLine).build();
    try {
      Appliance appliance = new Appliance(home, context.start());
      ConfigurationFile.refuseUnfit(context.getEnvironment());
      appliance.open();
      return appliance;
    } catch (Throwable fault) {
      context.close();
      throw fault;
    }
  }

  /** What the home's configuration, the environment and the command line say; not started. */
  static ApplicationContextBuilder configured(Home home, Map<String, String> commandLine) {
    ConfigurationFile file = ConfigurationFile.read(home.conf().resolve("holdfast.properties"));
    Map<String, Object> above = new HashMap<>(commandLine);
    above.put("holdfast.home", home.root().toString());
    return ApplicationContext.builder(Application.class)
        .deduceEnvironment(false)
        .deduceCloudEnvironment(false)
        .banner(false)
        .environmentVariableIncludes(holdfastVariables())
        .propertySources(
            PropertySource.of("conf", new HashMap<>(file.entries()), ABOVE_BUILT_IN),
            PropertySource.of("command line", above, ABOVE_ALL));
  }

  /** Opens first what can fail for the operator's reasons, and the listeners last. */
  private void open() throws IOException {
    beside();
    context.getBean(Database.class);
    context.findBean(Audit.class);
    context.findBean(Licensing.class);
    context.findBean(Kms.class).ifPresent(Appliance::check);
    context.getBeansOfType(DataPlane.class);
    context.getBean(EmbeddedServer.class).start();
    demandCertificate();
    context.getBean(Lifecycle.class).advance(Lifecycle.Phase.READY);
    Optional<String> link = setupLink();
    if (link.isPresent()) {
      writeForOwner(setupFile(home), link.get() + "\n");
    }
    announce();
  }

  /** Written beside and renamed: whoever waits for the file finds all of it. */
  private void announce() throws IOException {
    Path unfinished = home.run().resolve("ready.tmp");
    Files.deleteIfExists(unfinished);
    writeForOwner(unfinished, addresses());
    Files.move(unfinished, readyFile(home), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Micronaut opens the https listener without one too, and then closes every connection. */
  private void demandCertificate() {
    if (transport().httpsUrl().isPresent()) {
      context
          .getBean(ServerCertificate.class)
          .missing()
          .ifPresent(
              why -> {
                throw Problem.of(ErrorCode.CERTIFICATE_UNUSABLE, why).asException();
              });
    }
  }

  /**
   * Makes beans that are needed late while others are made. What goes wrong here goes wrong again
   * where it is needed, and is told there.
   */
  private void beside() {
    Thread.ofPlatform()
        .daemon()
        .name("beside")
        .start(
            () -> {
              try {
                for (Class<?> bean : BESIDE) {
                  context.getBean(bean);
                }
              } catch (RuntimeException e) {
                return; // as the comment says
              }
            });
  }

  /** The link is a secret, for one: whoever has it becomes the first administrator. */
  private static void writeForOwner(Path file, String text) throws IOException {
    Files.createFile(
        file,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(Home.FILE_RIGHTS)));
    Files.writeString(file, text);
  }

  private static void check(Kms kms) {
    Kms.Health health = kms.check();
    if (!health.healthy()) {
      throw Problem.of(ErrorCode.KMS_UNAVAILABLE, kms.description() + ": " + health.detail())
          .asException();
    }
  }

  Home home() {
    return home;
  }

  Transport transport() {
    return context.getBean(Transport.class);
  }

  /** Where people reach it, for the service manager's status line. */
  String address() {
    return transport().httpsUrl().or(transport()::plainUrl).map(URI::toString).orElse("no port");
  }

  /** Whether it still answers; without a management listener, whether it has not stopped. */
  boolean alive() {
    return transport()
        .managementUrl()
        .map(SelfCall::answers)
        .orElseGet(() -> context.getBean(Lifecycle.class).phase() != Lifecycle.Phase.STOPPED);
  }

  /**
   * What the operator reads when everything is up.
   *
   * @param unshared whether nobody else reads it: then the set-up link, which is a secret, is in it
   */
  String readyLine(boolean unshared) {
    Transport transport = transport();
    StringBuilder line = new StringBuilder("Holdfast ").append(Build.version()).append(" is ready");
    transport.httpsUrl().ifPresent(url -> line.append(" at ").append(url));
    transport
        .plainUrl()
        .ifPresent(
            url -> line.append(" (without TLS, on this machine only: ").append(url).append(')'));
    line.append(String.format(Locale.ROOT, " after %.2f s.", ProcessAge.now().toMillis() / MILLIS));
    context
        .findBean(NodePlaces.class)
        .filter(places -> !places.held())
        .ifPresent(
            places -> line.append(" It does no work yet: ").append(places.place().sentence()));
    setupLink()
        .ifPresent(
            link ->
                line.append(" Set it up, with a link that works once: ")
                    .append(unshared ? link : "it is in " + setupFile(home)));
    return line.toString();
  }

  /** The token is in the fragment, which browsers do not send and proxies do not log. */
  private Optional<String> setupLink() {
    Optional<URI> base = transport().plainUrl().or(transport()::httpsUrl);
    return setupToken().flatMap(token -> base.map(url -> url + "/setup#token=" + token));
  }

  /** What sets this appliance up; empty once it is. */
  Optional<String> setupToken() {
    return context.findBean(SetupLink.class).flatMap(SetupLink::token);
  }

  /**
   * Stops taking requests and waits, within the configured grace, for those in flight.
   *
   * @return the number of connections that were still in use when the grace was over
   */
  long drain() throws InterruptedException {
    Transport transport = transport();
    CountDownLatch drained = new CountDownLatch(1);
    transport.drain().thenRun(drained::countDown);
    return drained.await(transport.drainGrace().toMillis(), TimeUnit.MILLISECONDS)
        ? 0
        : transport.connections();
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(readyFile(home));
    Files.deleteIfExists(setupFile(home));
    context.close();
  }

  /** For scripts: where it listens, as JSON. */
  private String addresses() {
    Transport transport = transport();
    StringBuilder json = new StringBuilder("{\"pid\":").append(ProcessHandle.current().pid());
    transport.httpsUrl().ifPresent(url -> json.append(",\"url\":\"").append(url).append('"'));
    transport.plainUrl().ifPresent(url -> json.append(",\"plainUrl\":\"").append(url).append('"'));
    transport
        .managementUrl()
        .ifPresent(url -> json.append(",\"managementUrl\":\"").append(url).append('"'));
    return json.append("}\n").toString();
  }

  private static Path setupFile(Home home) {
    return home.run().resolve("setup.link");
  }

  private static Path readyFile(Home home) {
    return home.run().resolve("ready");
  }

  /** Micronaut makes many spellings of each variable; only ours are worth that. */
  private static String[] holdfastVariables() {
    return System.getenv().keySet().stream()
        .filter(name -> name.startsWith("HOLDFAST_") && !name.equals("HOLDFAST_HOME"))
        .toArray(String[]::new);
  }
}
