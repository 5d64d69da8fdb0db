package dev.holdfast.appliance.acme;

import dev.holdfast.appliance.platform.home.Home;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.jspecify.annotations.Nullable;

/**
 * What has to survive the process, in {@code tls/acme} of the home, each file whole or not there
 * and for its owner only: the account's key, where the account is, the order that is under way with
 * its key, and how often in a row it went wrong.
 */
final class AcmeFolder {
  private static final String CURVE = "secp256r1";

  private final Path folder;

  AcmeFolder(Home home) {
    this.folder = home.tls().resolve("acme");
  }

  /** An order that was placed. Its key was written before it. */
  record PlacedOrder(URL location, String directory, List<String> names) {
    PlacedOrder {
      names = List.copyOf(names);
    }
  }

  /** Failures in a row, and when the next attempt may be. */
  record Setback(int failures, Instant until) {}

  /** The account's key; made at the first asking. */
  KeyPair accountKey() throws IOException {
    Optional<KeyPair> known = key("account.key");
    return known.isPresent() ? known.get() : make("account.key");
  }

  /** Where the server keeps the account; empty where that is another server or not known. */
  Optional<URL> account(URI directory) throws IOException {
    Properties known = read("account");
    return directory.toString().equals(known.getProperty("directory"))
        ? url(known.getProperty("location"))
        : Optional.empty();
  }

  void account(URI directory, URL location) throws IOException {
    Properties known = new Properties();
    known.setProperty("directory", directory.toString());
    known.setProperty("location", location.toString());
    write("account", known);
  }

  void forgetAccount() throws IOException {
    Files.deleteIfExists(folder.resolve("account"));
  }

  /** The order that an earlier attempt left; empty without its key. */
  Optional<PlacedOrder> order() throws IOException {
    Properties known = read("order");
    Optional<URL> location = url(known.getProperty("location"));
    if (location.isEmpty() || key("order.key").isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PlacedOrder(
            location.get(),
            known.getProperty("directory", ""),
            List.of(known.getProperty("names", "").split(","))));
  }

  void order(PlacedOrder order) throws IOException {
    Properties known = new Properties();
    known.setProperty("location", order.location().toString());
    known.setProperty("directory", order.directory());
    known.setProperty("names", String.join(",", order.names()));
    write("order", known);
  }

  KeyPair orderKey() throws IOException {
    Optional<KeyPair> known = key("order.key");
    return known.isPresent() ? known.get() : make("order.key");
  }

  /** Forgets the order and its key: it came to its end, good or bad. */
  void forgetOrder() throws IOException {
    Files.deleteIfExists(folder.resolve("order"));
    Files.deleteIfExists(folder.resolve("order.key"));
  }

  /** What went wrong up to now; none and the beginning of time where nothing did. */
  Setback setback() throws IOException {
    Properties known = read("setback");
    try {
      return new Setback(
          Integer.parseInt(known.getProperty("failures", "0")),
          Instant.parse(known.getProperty("until", Instant.EPOCH.toString())));
    } catch (NumberFormatException | DateTimeException damaged) {
      return new Setback(0, Instant.EPOCH);
    }
  }

  void setback(Setback setback) throws IOException {
    Properties known = new Properties();
    known.setProperty("failures", Integer.toString(setback.failures()));
    known.setProperty("until", setback.until().toString());
    write("setback", known);
  }

  void forgetSetback() throws IOException {
    Files.deleteIfExists(folder.resolve("setback"));
  }

  private Optional<KeyPair> key(String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JcaPEMKeyConverter keys = new JcaPEMKeyConverter();
    try (PEMParser pem = new PEMParser(new StringReader(Files.readString(file)))) {
      if (pem.readObject() instanceof PrivateKeyInfo secret
          && pem.readObject() instanceof SubjectPublicKeyInfo open) {
        return Optional.of(new KeyPair(keys.getPublicKey(open), keys.getPrivateKey(secret)));
      }
      throw new IOException(file + " does not hold a pair of keys; delete it");
    }
  }

  private KeyPair make(String name) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(CURVE));
      KeyPair fresh = generator.generateKeyPair();
      pem.writeObject(new JcaPKCS8Generator(fresh.getPrivate(), null));
      pem.writeObject(fresh.getPublic());
      pem.flush();
      write(name, text.toString());
      return fresh;
    } catch (GeneralSecurityException e) {
      throw new IOException("a key could not be made", e);
    }
  }

  private static Optional<URL> url(@Nullable String text) {
    try {
      return text == null ? Optional.empty() : Optional.of(URI.create(text).toURL());
    } catch (MalformedURLException | IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  private Properties read(String name) throws IOException {
    Properties known = new Properties();
    Path file = folder.resolve(name);
    if (Files.exists(file)) {
      try {
        known.load(new StringReader(Files.readString(file)));
      } catch (IllegalArgumentException damaged) {
        return new Properties();
      }
    }
    return known;
  }

  private void write(String name, Properties properties) throws IOException {
    StringWriter text = new StringWriter();
    properties.store(text, null);
    write(name, text.toString());
  }

  private void write(String name, String text) throws IOException {
    Files.createDirectories(
        folder,
        PosixFilePermissions.asFileAttribute(
            PosixFilePermissions.fromString(Home.DIRECTORY_RIGHTS)));
    Home.write(folder.resolve(name), text);
  }
}
