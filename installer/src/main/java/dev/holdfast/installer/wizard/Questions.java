package dev.holdfast.installer.wizard;

import dev.holdfast.installer.wizard.Question.Choice;
import dev.holdfast.installer.wizard.Question.Kind;
import java.util.ArrayList;
import java.util.List;

/** Every question, in order. */
final class Questions {
  /** What stands for "none" where Enter takes nothing. */
  static final String NONE = "none";

  private static final String DATABASE = "Database";
  private static final String KEYS = "Keys";
  private static final String NETWORK = "Network";
  private static final String CERTIFICATE = "Certificate";
  private static final String PEOPLE = "Licence and people";
  private static final String SERVICE = "Service";

  private Questions() {}

  static List<Question> all() {
    List<Question> all = new ArrayList<>();
    all.add(
        Question.choice(
            "mode",
            "Place",
            "Where does this machine stand?",
            "In air-gapped mode Holdfast refuses to call any address that you do not list.",
            List.of(
                new Choice("customer-cloud", "our own cloud or data centre"),
                new Choice("byoc", "our cloud account, looked after by the vendor"),
                new Choice("air-gapped", "no way out: only listed addresses may be called"))));
    database(all);
    keys(all);
    network(all);
    people(all);
    return List.copyOf(all);
  }

  private static void database(List<Question> all) {
    all.add(
        Question.choice(
            "database.kind",
            DATABASE,
            "Which database?",
            "H2 needs nothing and suits one machine. PostgreSQL is for production.",
            List.of(
                new Choice("h2", "embedded: a file in /var/lib/holdfast"),
                new Choice("bundled", "PostgreSQL 18 that comes with Holdfast, on this machine"),
                new Choice("postgresql", "a PostgreSQL server that exists already"))));
    all.add(
        text(
                "database.url",
                DATABASE,
                "Its JDBC URL?",
                "Like jdbc:postgresql://db.example:5432/holdfast.",
                "")
            .when("database.kind", "postgresql"));
    all.add(
        text("database.username", DATABASE, "The role's name?", "Never a superuser.", "holdfast")
            .when("database.kind", "postgresql"));
    all.add(
        text(
                "database.passwordFile",
                DATABASE,
                "The file with its password?",
                "Only the first line counts.",
                "")
            .when("database.kind", "postgresql"));
    all.add(
        Question.text(
                "database.port",
                DATABASE,
                "Which port on 127.0.0.1?",
                "Nobody else can reach it.",
                "5433",
                Kind.NUMBER)
            .when("database.kind", "bundled"));
  }

  private static void keys(List<Question> all) {
    all.add(
        Question.choice(
            "kms.kind",
            KEYS,
            "What protects the keys?",
            "A local key is sealed for this machine. Vault keeps the key elsewhere.",
            List.of(
                new Choice("local", "a key on this machine"),
                new Choice("vault", "HashiCorp Vault or OpenBao, Transit engine"))));
    all.add(
        text("kms.address", KEYS, "Vault's address?", "Like https://vault.example:8200.", "")
            .when("kms.kind", "vault"));
    all.add(
        text("kms.tokenFile", KEYS, "The file with the token?", "As Vault Agent writes it.", "")
            .when("kms.kind", "vault"));
    all.add(
        text(
                "kms.caFile",
                KEYS,
                "Who signed Vault's certificate (PEM file)?",
                "Enter, where the machine trusts it.",
                NONE)
            .when("kms.kind", "vault"));
  }

  private static void network(List<Question> all) {
    all.add(
        text(
            "server.host",
            NETWORK,
            "On which address does Holdfast listen?",
            "0.0.0.0 is every address of this machine.",
            "0.0.0.0"));
    all.add(
        Question.text(
            "server.port", NETWORK, "On which port?", "From 1024 on.", "8443", Kind.NUMBER));
    all.add(
        Question.text(
            "server.trustedProxies",
            NETWORK,
            "Which proxies stand in front?",
            "Addresses or blocks, with commas between them.",
            NONE,
            Kind.LIST));
    all.add(
        Question.text(
                "server.outbound",
                NETWORK,
                "Which addresses may be called?",
                "host:port, with commas between them. Everything else is refused.",
                NONE,
                Kind.LIST)
            .when("mode", "air-gapped"));
    all.add(
        Question.text(
            "tls.names",
            CERTIFICATE,
            "By which names will people reach it?",
            "Host names, with commas between them.",
            NONE,
            Kind.LIST));
    all.add(
        Question.choice(
            "tls.kind",
            CERTIFICATE,
            "Which certificate?",
            "The appliance can be its own authority; browsers then have to be told to trust it.",
            List.of(
                new Choice("own-authority", "the appliance's own"),
                new Choice("files", "one that we bring"))));
    all.add(
        text(
                "tls.certificateFile",
                CERTIFICATE,
                "The certificate (PEM file)?",
                "With its chain.",
                "")
            .when("tls.kind", "files"));
    all.add(
        text("tls.keyFile", CERTIFICATE, "Its private key (PEM file)?", "PKCS #8, unencrypted.", "")
            .when("tls.kind", "files"));
  }

  private static void people(List<Question> all) {
    all.add(
        Question.choice(
            "licence.kind",
            PEOPLE,
            "Is there a licence?",
            "Without one the community plan rules; a licence can be added at any time.",
            List.of(new Choice("later", "not yet"), new Choice("file", "yes, a file"))));
    all.add(
        text("licence.file", PEOPLE, "The licence file?", "As the vendor sent it.", "")
            .when("licence.kind", "file"));
    all.add(
        Question.choice(
            "administrator.kind",
            PEOPLE,
            "How does the first administrator come in?",
            "The link works once and is shown at the end.",
            List.of(
                new Choice("link", "by a link"),
                new Choice("passphrase", "with a passphrase from a file"))));
    all.add(
        text(
                "administrator.email",
                PEOPLE,
                "Their e-mail address?",
                "It is their account's name.",
                "")
            .when("administrator.kind", "passphrase"));
    all.add(
        text("administrator.name", PEOPLE, "Their name?", "As others will see it.", "")
            .when("administrator.kind", "passphrase"));
    all.add(
        text(
                "administrator.passphraseFile",
                PEOPLE,
                "The file with the passphrase?",
                "15 characters or more.",
                "")
            .when("administrator.kind", "passphrase"));
    all.add(
        new Question(
            "service.nightlyBackup",
            SERVICE,
            "A backup each night?",
            "To /var/backups/holdfast, at 02:15 UTC.",
            List.of(new Choice("true", "yes"), new Choice("false", "no")),
            "true",
            any -> true,
            Kind.TRUTH));
  }

  private static Question text(String key, String step, String title, String help, String usual) {
    return Question.text(key, step, title, help, usual, Kind.TEXT);
  }
}
