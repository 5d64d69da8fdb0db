package dev.holdfast.installer.answers;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.installer.answers.Answers.Acme;
import dev.holdfast.installer.answers.Answers.Administrator;
import dev.holdfast.installer.answers.Answers.AdministratorKind;
import dev.holdfast.installer.answers.Answers.Database;
import dev.holdfast.installer.answers.Answers.DatabaseKind;
import dev.holdfast.installer.answers.Answers.Kms;
import dev.holdfast.installer.answers.Answers.KmsKind;
import dev.holdfast.installer.answers.Answers.Licence;
import dev.holdfast.installer.answers.Answers.LicenceKind;
import dev.holdfast.installer.answers.Answers.Mail;
import dev.holdfast.installer.answers.Answers.MailKind;
import dev.holdfast.installer.answers.Answers.MailSecurity;
import dev.holdfast.installer.answers.Answers.Mode;
import dev.holdfast.installer.answers.Answers.Server;
import dev.holdfast.installer.answers.Answers.Service;
import dev.holdfast.installer.answers.Answers.ServiceUser;
import dev.holdfast.installer.answers.Answers.Tls;
import dev.holdfast.installer.answers.Answers.TlsKind;
import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The answer file: JSON of the published schema {@code answers-v1.schema.json}. */
public final class AnswerFile {
  /** What the member {@code schema} says. */
  public static final String SCHEMA = "holdfast/answers/1";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  /** What says nothing, wherever it stands. */
  private static final Set<String> SILENT = Set.of("", "false", "null");

  private AnswerFile() {}

  /** The JSON Schema, for editors and checkers. */
  public static String jsonSchema() {
    try (InputStream in = AnswerFile.class.getResourceAsStream("answers-v1.schema.json")) {
      if (in == null) {
        throw new IllegalStateException("the schema is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /**
   * Reads a file.
   *
   * @throws CommandFailure {@code answers_invalid}, with every mistake in it; {@code
   *     answers_unreadable}
   */
  public static Answers read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "answers_unreadable",
          "The answers in " + file + " cannot be read: " + CommandFailure.reason(e) + ".",
          "Check the path, and that it is a text file.");
    }
    Answers answers = parse(text);
    List<String> unused = unused(tree(text), answers);
    if (!unused.isEmpty()) {
      throw invalid(unused);
    }
    return answers;
  }

  /**
   * Reads a file's text. What it leaves out has its default; what its choices do not use is left
   * aside.
   *
   * @throws CommandFailure {@code answers_invalid}, with every mistake in it
   */
  public static Answers parse(String text) {
    JsonNode root = tree(text);
    Fields fields = Fields.root(root);
    if (!SCHEMA.equals(fields.text("schema", ""))) {
      fields.complain("schema must be \"" + SCHEMA + "\"");
    }
    Answers answers = read(fields);
    fields.finish();
    Rules.check(answers).forEach(fields::complain);
    if (!fields.complaints().isEmpty()) {
      throw invalid(fields.complaints());
    }
    return answers;
  }

  /**
   * Members that say something, and that the choices beside them leave aside: a database's address
   * without its kind would otherwise be an installation with another database.
   */
  private static List<String> unused(JsonNode root, Answers answers) {
    JsonNode used = tree(write(answers));
    List<String> complaints = new ArrayList<>();
    for (var object : root.properties()) {
      String chooser = object.getKey().equals("acme") ? "tls" : object.getKey();
      String kind = used.path(chooser).path("kind").asText("none");
      for (var member : object.getValue().properties()) {
        JsonNode value = member.getValue();
        boolean says =
            value.isContainerNode() ? !value.isEmpty() : !SILENT.contains(value.asText());
        if (says && !used.path(object.getKey()).has(member.getKey())) {
          complaints.add(
              object.getKey() + "." + member.getKey() + " is not for " + chooser + ".kind " + kind);
        }
      }
    }
    return complaints;
  }

  private static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw invalid(List.of("it is not JSON: " + e.getOriginalMessage()));
    }
  }

  private static Answers read(Fields fields) {
    Answers d = Answers.defaults();
    Fields database = fields.object("database");
    Fields kms = fields.object("kms");
    Fields tls = fields.object("tls");
    Fields server = fields.object("server");
    Fields admin = fields.object("administrator");
    Fields licence = fields.object("licence");
    Fields service = fields.object("service");
    return new Answers(
        fields.choice("mode", Mode.class, d.mode()),
        database(database, d.database()),
        new Kms(
            kms.choice("kind", KmsKind.class, d.kms().kind()),
            kms.text("address", ""),
            kms.text("mount", d.kms().mount()),
            kms.text("key", d.kms().key()),
            kms.text("tokenFile", ""),
            kms.text("caFile", "")),
        new Tls(
            tls.choice("kind", TlsKind.class, d.tls().kind()),
            tls.texts("names"),
            tls.text("certificateFile", ""),
            tls.text("keyFile", ""),
            acme(fields.object("acme"))),
        new Server(
            server.text("host", d.server().host()),
            server.number("port", d.server().port()),
            server.number("managementPort", d.server().managementPort()),
            server.texts("trustedProxies"),
            server.texts("outbound"),
            mail(fields.object("mail"), d.server().mail())),
        new Administrator(
            admin.choice("kind", AdministratorKind.class, d.administrator().kind()),
            admin.text("email", ""),
            admin.text("name", ""),
            admin.text("passphraseFile", "")),
        new Licence(
            licence.choice("kind", LicenceKind.class, d.licence().kind()),
            licence.text("file", ""),
            licence.text("requestFile", "")),
        new Service(
            service.choice("user", ServiceUser.class, d.service().user()),
            service.truth("sealKey", d.service().sealKey()),
            service.truth("nightlyBackup", d.service().nightlyBackup())));
  }

  private static Database database(Fields database, Database d) {
    DatabaseKind kind = database.choice("kind", DatabaseKind.class, d.kind());
    return new Database(
        kind,
        database.text("url", ""),
        database.text("username", ""),
        database.text("passwordFile", ""),
        database.number("port", d.port()),
        database.truth("pointInTime", kind == DatabaseKind.BUNDLED));
  }

  private static Acme acme(Fields acme) {
    return new Acme(
        acme.text("directory", ""),
        acme.text("email", ""),
        acme.text("caFile", ""),
        acme.text("keyId", ""),
        acme.text("hmacFile", ""),
        acme.truth("termsAgreed", false));
  }

  private static Mail mail(Fields mail, Mail d) {
    return new Mail(
        mail.choice("kind", MailKind.class, d.kind()),
        mail.text("host", ""),
        mail.number("port", d.port()),
        mail.choice("security", MailSecurity.class, d.security()),
        mail.text("from", ""),
        mail.texts("to"),
        mail.text("username", ""),
        mail.text("passwordFile", ""));
  }

  /**
   * Writes answers in the one way that they are written: every member that the choices use, in the
   * schema's order, two blanks of indentation, a line end at the end.
   */
  public static String write(Answers answers) {
    ObjectNode root = JSON.createObjectNode();
    root.put("schema", SCHEMA);
    root.put("mode", word(answers.mode()));
    database(root.putObject("database"), answers.database());
    kms(root.putObject("kms"), answers.kms());
    ObjectNode tls = root.putObject("tls");
    tls.put("kind", word(answers.tls().kind()));
    put(tls.putArray("names"), answers.tls().names());
    if (answers.tls().kind() == TlsKind.FILES) {
      tls.put("certificateFile", answers.tls().certificateFile());
      tls.put("keyFile", answers.tls().keyFile());
    }
    if (answers.tls().kind() == TlsKind.ACME) {
      acme(root.putObject("acme"), answers.tls().acme());
    }
    ObjectNode server = root.putObject("server");
    server.put("host", answers.server().host());
    server.put("port", answers.server().port());
    server.put("managementPort", answers.server().managementPort());
    put(server.putArray("trustedProxies"), answers.server().trustedProxies());
    put(server.putArray("outbound"), answers.server().outbound());
    if (answers.server().mail().kind() == MailKind.SMTP) {
      mail(root.putObject("mail"), answers.server().mail());
    }
    ObjectNode admin = root.putObject("administrator");
    admin.put("kind", word(answers.administrator().kind()));
    if (answers.administrator().kind() == AdministratorKind.PASSPHRASE) {
      admin.put("email", answers.administrator().email());
      admin.put("name", answers.administrator().name());
      admin.put("passphraseFile", answers.administrator().passphraseFile());
    }
    ObjectNode licence = root.putObject("licence");
    licence.put("kind", word(answers.licence().kind()));
    switch (answers.licence().kind()) {
      case LATER -> {}
      case FILE -> licence.put("file", answers.licence().file());
      case REQUEST -> licence.put("requestFile", answers.licence().requestFile());
    }
    ObjectNode service = root.putObject("service");
    service.put("user", word(answers.service().user()));
    service.put("sealKey", answers.service().sealKey());
    service.put("nightlyBackup", answers.service().nightlyBackup());
    return Pretty.print(root) + "\n";
  }

  private static void database(ObjectNode node, Database database) {
    node.put("kind", word(database.kind()));
    switch (database.kind()) {
      case H2 -> {}
      case BUNDLED -> {
        node.put("port", database.port());
        node.put("pointInTime", database.pointInTime());
      }
      case POSTGRESQL -> {
        node.put("url", database.url());
        node.put("username", database.username());
        node.put("passwordFile", database.passwordFile());
      }
    }
  }

  private static void kms(ObjectNode node, Kms kms) {
    node.put("kind", word(kms.kind()));
    if (kms.kind() == KmsKind.VAULT) {
      node.put("address", kms.address());
      node.put("mount", kms.mount());
      node.put("key", kms.key());
      node.put("tokenFile", kms.tokenFile());
      if (!kms.caFile().isEmpty()) {
        node.put("caFile", kms.caFile());
      }
    }
  }

  private static void acme(ObjectNode node, Acme acme) {
    node.put("directory", acme.directory());
    if (!acme.email().isEmpty()) {
      node.put("email", acme.email());
    }
    if (!acme.caFile().isEmpty()) {
      node.put("caFile", acme.caFile());
    }
    if (acme.binds()) {
      node.put("keyId", acme.keyId());
      node.put("hmacFile", acme.hmacFile());
    }
    node.put("termsAgreed", acme.termsAgreed());
  }

  private static void mail(ObjectNode node, Mail mail) {
    node.put("kind", word(mail.kind()));
    node.put("host", mail.host());
    node.put("port", mail.port());
    node.put("security", word(mail.security()));
    node.put("from", mail.from());
    put(node.putArray("to"), mail.to());
    if (!mail.username().isEmpty()) {
      node.put("username", mail.username());
      node.put("passwordFile", mail.passwordFile());
    }
  }

  private static void put(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }

  /** {@code OWN_AUTHORITY} is written {@code own-authority}. */
  static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static CommandFailure invalid(List<String> complaints) {
    return new CommandFailure(
        ExitCode.USAGE,
        "answers_invalid",
        "The answers are not valid:\n  - " + String.join("\n  - ", complaints),
        "holdfastctl install --schema prints what an answer file holds.");
  }
}
