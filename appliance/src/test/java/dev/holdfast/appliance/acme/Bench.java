package dev.holdfast.appliance.acme;

import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.platform.home.Node;
import dev.holdfast.appliance.platform.tls.ServerCertificate;
import dev.holdfast.appliance.testkit.FakeAudit;
import dev.holdfast.appliance.testkit.TestDatabase;
import dev.holdfast.appliance.testkit.TestDatabases;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A keeper with everything around it, which can be put down and taken up again as a new process.
 */
final class Bench implements AutoCloseable {
  static final List<String> NAMES = List.of("ai.example.com", "127.0.0.1");

  final FakeAcme acme;
  final FakeAudit audit = new FakeAudit();
  final Shown shown = new Shown();
  final TestDatabase database = TestDatabases.h2();
  final Home home;
  final AlpnCertificates handshakes = new AlpnCertificates();
  private AcmeConfig config;
  private List<String> names = NAMES;
  AcmeKeeper keeper;

  Bench(Path root) throws IOException {
    this(root, FakeAcme.plain());
  }

  Bench(Path root, FakeAcme acme) throws IOException {
    this.acme = acme;
    this.home = new Home(root);
    home.create();
    this.config = config(acme.directory(), null);
    this.keeper = process();
  }

  static AcmeConfig config(String directory, @Nullable Path caFile) {
    return new AcmeConfig(
        directory,
        "it@example.com",
        false,
        caFile == null ? null : caFile.toString(),
        null,
        null,
        AcmeConfig.HTTP_01,
        "127.0.0.1",
        0,
        Duration.ofSeconds(60),
        Duration.ofMinutes(2),
        Duration.ofSeconds(10));
  }

  /** Changes what is configured; for the next process. */
  Bench with(AcmeConfig changed) {
    config = changed;
    keeper = process();
    return this;
  }

  Bench names(List<String> changed) {
    names = changed;
    keeper = process();
    return this;
  }

  /** The next process on the same home; what the last one had in memory is gone. */
  AcmeKeeper restart() {
    keeper = process();
    return keeper;
  }

  private AcmeKeeper process() {
    AcmeDoor door = new AcmeDoor(config, new AcmeStore(database), handshakes);
    acme.orders.door(door::port);
    return new AcmeKeeper(
        config,
        door,
        new AcmeLog(audit),
        shown,
        home,
        new Node("node_a"),
        Clock.systemUTC(),
        new OrderedNames(config, names));
  }

  /** As if the time after the last failure were over. */
  void forgetSetback() throws IOException {
    new AcmeFolder(home).forgetSetback();
  }

  AcmeFolder folder() {
    return new AcmeFolder(home);
  }

  @Override
  public void close() {
    keeper.stop();
    acme.close();
    database.close();
  }

  /** Ends everything where it stands. */
  static final class PowerCut extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** The listener's certificate, kept in memory. */
  static final class Shown implements ServerCertificate {
    volatile @Nullable X509Certificate certificate;
    volatile @Nullable PrivateKey key;
    volatile int installs;
    volatile int refreshes;
    @Nullable PowerCut crash;
    boolean crashesBefore;

    @Override
    public Details details() {
      X509Certificate now = certificate;
      return now == null
          ? new Details(
              "CN=own", "CN=own", List.of(), Instant.EPOCH, Instant.MAX, Origin.OWN, "00", "")
          : new Details(
              now.getSubjectX500Principal().getName(),
              now.getIssuerX500Principal().getName(),
              List.of(),
              now.getNotBefore().toInstant(),
              now.getNotAfter().toInstant(),
              Origin.ACME,
              "00",
              "");
    }

    @Override
    public Optional<X509Certificate> issued() {
      return Optional.ofNullable(certificate);
    }

    @Override
    public void install(List<X509Certificate> chain, PrivateKey fresh) {
      PowerCut cut = crash;
      crash = null;
      if (cut != null && crashesBefore) {
        throw cut;
      }
      certificate = chain.getFirst();
      key = fresh;
      installs++;
      if (cut != null) {
        throw cut;
      }
    }

    @Override
    public void refresh() {
      refreshes++;
    }

    @Override
    public Optional<String> missing() {
      return Optional.empty();
    }
  }
}
