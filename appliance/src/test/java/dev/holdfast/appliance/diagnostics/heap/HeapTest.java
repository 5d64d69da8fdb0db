package dev.holdfast.appliance.diagnostics.heap;

import static dev.holdfast.appliance.diagnostics.heap.RealAppliance.body;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.holdfast.appliance.backup.store.FakeS3;
import dev.holdfast.appliance.diagnostics.redact.Canaries;
import dev.holdfast.appliance.kms.FakeVault;
import dev.holdfast.appliance.testkit.TestDatabase;
import dev.holdfast.appliance.testkit.TestDatabases;
import dev.holdfast.appliance.testkit.upstream.MockUpstream;
import dev.holdfast.license.support.SupportKey;
import dev.holdfast.vendor.Main;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real appliance is given a secret of every kind by the road by which customers give it, works
 * with each, makes a support bundle, and then its heap is dumped and read. What is open in memory
 * at that time is exactly what {@link #OPEN} and the threat model name.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
@SuppressWarnings("NullAway.Init") // set before all
final class HeapTest {
  /** What cannot be sealed while the appliance works, and why. The threat model says the same. */
  private static final Map<String, String> OPEN =
      Map.of(
          "provider secret",
          "each call of a model shows it to the provider; it is kept for"
              + " holdfast.gateway.secret-hold, so that calls do not wait for the KMS",
          "other provider's secret",
          "a tenant's providers are opened together, at the first call of any of their models",
          "database password",
          "a pool's new connection signs in with it at any time",
          "Vault token",
          "each call of the KMS shows it; the file is read anew when it changes",
          "local key",
          "without it nothing that it sealed can be opened",
          "TLS key",
          "each connection begins with a signature by it",
          "S3 secret key",
          "Amazon's client keeps the keys that it signed with in a cache of its own, which nobody"
              + " can empty; it comes in with the first backup");

  /** What may be there beside it, and why it need not. */
  private static final Map<String, String> AT_TIMES =
      Map.of(
          "licence",
          "the database's driver keeps what it read last on each connection: rows as they lie"
              + " there, and a licence's text is one");

  private final MockUpstream upstream = MockUpstream.start();
  private final FakeVault vault = new FakeVault();
  private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
  private final TestDatabase database = TestDatabases.postgres();
  private final Map<String, String> given = new LinkedHashMap<>();
  private FakeS3 store;
  private RealAppliance appliance;
  private Map<String, String> session = Map.of();
  private String bundle = "";
  private byte[] tlsKey = new byte[0];

  private Path folder;

  @BeforeAll
  void work(@TempDir Path temporary) throws Exception {
    folder = temporary;
    mail.start();
    store = new FakeS3();
    appliance = RealAppliance.start(Files.createDirectories(folder.resolve("home")), settings());
    people();
    models();
    operations();
    bundle = supportBundle();
  }

  @AfterAll
  void stop() throws Exception {
    appliance.close();
    store.close();
    mail.stop();
    vault.close();
    upstream.close();
    database.close();
  }

  /** A secret that is in nothing else. */
  private String secret(String name, String prefix) {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return remember(name, prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  private String remember(String name, String secret) {
    given.put(name, secret);
    return secret;
  }

  private String file(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file.toString();
  }

  /** The road of the configuration: files that it names. */
  private Map<String, String> settings() throws Exception {
    Map<String, String> settings = new TreeMap<>();
    database.properties().forEach((key, value) -> settings.put(key, String.valueOf(value)));
    remember(
        "database password",
        Files.readString(Path.of(String.valueOf(settings.get("holdfast.database.password-file"))))
            .strip());
    settings.put("holdfast.passphrase.memory-kib", "64");
    settings.put("holdfast.passphrase.iterations", "1");
    settings.put("holdfast.kms.provider", "vault-transit");
    settings.put("holdfast.kms.previous", "file");
    settings.put("holdfast.kms.vault.address", vault.address());
    settings.put(
        "holdfast.kms.vault.token-file",
        file("vault.token", remember("Vault token", FakeVault.TOKEN)));
    settings.put("holdfast.kms.key-file", file("kms.key", remember("local key's line", newKey())));
    settings.put("holdfast.backup.s3.bucket", "backups");
    settings.put("holdfast.backup.s3.endpoint", store.endpoint().toString());
    settings.put("holdfast.backup.s3.access-key-file", file("s3.id", "AKTEST"));
    settings.put("holdfast.backup.s3.secret-key-file", file("s3.key", secret("S3 secret key", "")));
    tls(settings);
    String password = secret("SMTP password", "smtp-");
    mail.setUser("holdfast@example.org", "holdfast", password);
    settings.put("holdfast.licensing.mail.host", "127.0.0.1");
    settings.put("holdfast.licensing.mail.port", Integer.toString(mail.getSmtp().getPort()));
    settings.put("holdfast.licensing.mail.security", "none");
    settings.put("holdfast.licensing.mail.from", "holdfast@example.org");
    settings.put("holdfast.licensing.mail.to", "ops@example.org");
    settings.put("holdfast.licensing.mail.username", "holdfast");
    settings.put("holdfast.licensing.mail.password-file", file("smtp.password", password));
    return settings;
  }

  /** A certificate of the customer's, with its key in PEM. */
  private void tls(Map<String, String> settings) throws Exception {
    Path store = folder.resolve("tls.p12");
    Process keytool =
        new ProcessBuilder(
                (Path.of(System.getProperty("java.home"), "bin", "keytool")
                        + " -genkeypair -alias a -keyalg EC -groupname secp256r1 -dname CN=localhost"
                        + " -storetype PKCS12 -storepass changeit -validity 30 -keystore "
                        + store)
                    .split(" "))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    ECPrivateKey key = (ECPrivateKey) keys.getKey("a", "changeit".toCharArray());
    byte[] scalar = key.getS().toByteArray();
    tlsKey = scalar[0] == 0 ? Arrays.copyOfRange(scalar, 1, scalar.length) : scalar;
    remember("TLS key's text", longestLine(pem("PRIVATE KEY", key.getEncoded())));
    settings.put("holdfast.tls.key-file", file("tls.key", pem("PRIVATE KEY", key.getEncoded())));
    settings.put(
        "holdfast.tls.certificate-file",
        file("tls.crt", pem("CERTIFICATE", keys.getCertificate("a").getEncoded())));
  }

  private static String pem(String what, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----";
  }

  private static String newKey() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  /** The road of people: set-up, sign-in, a colleague, a changed passphrase, a typing error. */
  private void people() throws Exception {
    String link = Files.readString(appliance.home.resolve("run/setup.link")).strip();
    String token = remember("set-up token", link.substring(link.indexOf("token=") + 6));
    String passphrase = secret("administrator's passphrase", "violet ");
    appliance
        .ask(
            Map.of(),
            "POST",
            "/api/setup/administrator",
            body(
                "token",
                token,
                "email",
                "olga@example.org",
                "name",
                "Olga",
                "passphrase",
                passphrase))
        .expect(201);
    session = signIn("olga@example.org", passphrase, "session");
    appliance
        .ask(
            Map.of(),
            "POST",
            "/api/session",
            body("email", "olga@example.org", "passphrase", secret("wrong passphrase", "violet ")))
        .expect(401);
    String changed = secret("changed passphrase", "yellow ");
    session =
        entered(
            appliance
                .ask(
                    session,
                    "PUT",
                    "/api/session/passphrase",
                    body("current", passphrase, "passphrase", changed))
                .expect(200),
            "next session");
    remember("operator's token", appliance.operatorToken());
  }

  private Map<String, String> signIn(String email, String passphrase, String name)
      throws Exception {
    return entered(
        appliance
            .ask(Map.of(), "POST", "/api/session", body("email", email, "passphrase", passphrase))
            .expect(200),
        name);
  }

  private Map<String, String> entered(RealAppliance.Answer answer, String name) {
    String cookie =
        answer.response().headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    remember(name + "'s cookie", cookie.substring(cookie.indexOf('=') + 1));
    return Map.of(
        "Cookie",
        cookie,
        "X-CSRF-Token",
        remember(name + "'s CSRF token", answer.text("csrfToken")));
  }

  /** The road of models: licence, tenant, provider, key, calls, and calls that are refused. */
  private void models() throws Exception {
    String licence = licence();
    remember("licence", longestLine(licence));
    appliance.ask(session, "POST", "/api/platform/licence", body("statement", licence)).expect(200);
    String tenant =
        appliance
            .ask(session, "POST", "/api/platform/tenants", body("name", "Brewery", "slug", "brew"))
            .expect(201)
            .text("id");
    String path = "/api/tenants/" + tenant;
    String passphrase = secret("member's passphrase", "red ");
    appliance
        .ask(
            session,
            "POST",
            path + "/members",
            body(
                "email",
                "ann@example.org",
                "name",
                "Ann",
                "role",
                "admin",
                "passphrase",
                passphrase))
        .expect(201);
    signIn("ann@example.org", passphrase, "member");
    String provider = provider(path, "mock", secret("provider secret", "sk-"));
    appliance
        .ask(session, "PATCH", path + "/providers/" + provider, body("name", "mock2"))
        .expect(200);
    provider(path, "other", secret("other provider's secret", "sk-"));
    String idle =
        appliance
            .ask(session, "POST", "/api/platform/tenants", body("name", "Idle", "slug", "idle"))
            .expect(201)
            .text("id");
    provider("/api/tenants/" + idle, "idle", secret("idle tenant's provider secret", "sk-"));
    String project =
        appliance.ask(session, "GET", path + "/projects", Map.of()).expect(200).text("id");
    String key =
        appliance
            .ask(
                session,
                "POST",
                path + "/keys",
                body(
                    "name",
                    "key",
                    "projectId",
                    project,
                    "permissions",
                    List.of("gateway:chat", "gateway:models"),
                    "models",
                    List.of()))
            .expect(201)
            .text("secret");
    remember("API key", key);
    chat(key, "behaved", false).expect(200);
    chat(key, "streamed", true).expect(200);
    chat("hf_" + secret("unknown key", ""), "refused", false).expect(401);
    appliance
        .ask(
            session,
            "POST",
            path + "/projects/" + project + "/chat/completions",
            conversation(secret("prompt from the page", "p-"), false))
        .expect(200);
    assertThat(upstream.received()).hasSizeGreaterThan(2);
    remember("answer", "steady hands hold fast");
  }

  private String provider(String tenant, String name, String secret) throws Exception {
    Map<String, Object> body =
        body("name", name, "kind", "openai", "secret", secret, "models", List.of(name + "-chat"));
    body.put("baseUrl", upstream.baseUrl() + "/v1");
    body.put("enabled", true);
    return appliance.ask(session, "POST", tenant + "/providers", body).expect(201).text("id");
  }

  private RealAppliance.Answer chat(String key, String name, boolean stream) throws Exception {
    return appliance.ask(
        Map.of("Authorization", "Bearer " + key),
        "POST",
        "/v1/chat/completions",
        conversation(secret(name + " prompt", "p-"), stream));
  }

  private static Map<String, Object> conversation(String prompt, boolean stream) {
    return body(
        "model",
        "mock-chat",
        "stream",
        stream,
        "messages",
        List.of(Map.of("role", "user", "content", prompt)));
  }

  /** One that ends soon, so that the operator is told by mail. */
  private String licence() throws IOException {
    Path keys = folder.resolve("vendor");
    copy(Path.of("../license/anchors/target/development"), keys);
    Path out = folder.resolve("licence");
    StringWriter said = new StringWriter();
    int code =
        Main.run(
            new PrintWriter(said),
            new PrintWriter(said),
            new ByteArrayInputStream(new byte[0]),
            Clock.systemUTC(),
            Stream.of(
                    "license issue --development --customer Brewery --plan enterprise --days 15"
                        .split(" "),
                    new String[] {"--out", out.toString(), "--keys", keys.toString()})
                .flatMap(Stream::of)
                .toArray(String[]::new));
    assertThat(code).as(said.toString()).isZero();
    return Files.readString(out);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(String.valueOf(file.getFileName())));
      }
    }
  }

  private static String longestLine(String text) {
    return text.lines().max(java.util.Comparator.comparingInt(String::length)).orElseThrow();
  }

  /** The road of operations: a recovery key, a backup, mail, the doctor. */
  private void operations() throws Exception {
    remember(
        "recovery share",
        appliance
            .asOperator("POST", "/api/platform/backups/recovery-key", Map.of())
            .expect(201)
            .part("(hfr1-[^\"]*)"));
    appliance.asOperator("POST", "/api/platform/backups", Map.of()).expect(201);
    appliance.asOperator("GET", "/api/platform/doctor", Map.of()).expect(200);
    assertThat(mail.waitForIncomingEmail(240_000, 1)).isTrue();
  }

  /** One that is written, from logs and a configuration that are full of secrets; and a preview. */
  private String supportBundle() throws Exception {
    SupportKey.Pair vendor = SupportKey.generate();
    Files.writeString(appliance.home.resolve("conf/support.key"), vendor.key().text());
    String all = String.join("\n", Canaries.shapes().values()) + "\n";
    Files.writeString(appliance.home.resolve("logs/other.log"), all.repeat(3));
    Path configuration = appliance.home.resolve("conf/holdfast.properties");
    Files.writeString(
        configuration, Files.readString(configuration) + "\n# " + all.replace("\n", "\n# ") + "\n");
    String preview = "/api/platform/support/previews";
    String id = appliance.asOperator("POST", preview, Map.of()).expect(201).part("\"(sup_[^\"]*)");
    String written =
        appliance
            .asOperator("POST", "/api/platform/support/bundles", Map.of("preview", id))
            .expect(201)
            .body();
    // Another is being looked at: what was gathered for it is kept in memory.
    appliance.asOperator("POST", preview, Map.of()).expect(201);
    return written;
  }

  @Test
  void t43_heapOfAnApplianceThatHasMadeABundle_holdsOnlyWhatTheThreatModelNames() throws Exception {
    Set<String> found = search().in(appliance.left().dump("heap")).keySet();
    assertThat(found).containsAll(OPEN.keySet()).isSubsetOf(most());
    assertThat(given).hasSizeGreaterThan(25);
    assertThat(bundle).contains("sup_");
  }

  @Test
  void t43_heapWhileAClientIsConnected_holdsNoMoreThanItsLastHeaders() throws Exception {
    Map<String, Object> body = conversation(secret("connected client's prompt", "p-"), false);
    Map<String, String> headers = Map.of("Authorization", "Bearer " + given.get("API key"));
    try (HttpClient client = RealAppliance.client()) {
      appliance.ask(client, headers, "POST", "/v1/chat/completions", body).expect(200);

      Set<String> most = most();
      most.add("API key");
      assertThat(search().in(appliance.dump("connected")).keySet()).isSubsetOf(most);
    }
  }

  private static Set<String> most() {
    Set<String> most = new HashSet<>(OPEN.keySet());
    most.addAll(AT_TIMES.keySet());
    return most;
  }

  private HeapSearch search() {
    HeapSearch search = new HeapSearch();
    given.forEach(search::text);
    search.key("local key", Base64.getDecoder().decode(given.get("local key's line")));
    search.key("TLS key", tlsKey);
    return search.text("canary of a shape", Canaries.MARK + "0");
  }

  @Test
  void t43_threatModel_namesWhatIsOpenInMemory() throws IOException {
    String page = Files.readString(Path.of("../docs/threat-model.md"));
    Map<String, String> all = new LinkedHashMap<>(OPEN);
    all.putAll(AT_TIMES);
    assertThat(all)
        .allSatisfy((name, why) -> assertThat(page).contains("| " + name + " | " + why + " |"));
  }
}
