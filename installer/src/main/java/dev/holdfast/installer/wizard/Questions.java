package dev.holdfast.installer.wizard;

import dev.holdfast.installer.wizard.Question.Choice;
import dev.holdfast.installer.wizard.Question.Words;
import java.util.ArrayList;
import java.util.List;

/** Every question, in order. */
final class Questions {
  /** What stands for "none" where Enter takes nothing. */
  static final String NONE = "none";

  /** The steps whose answers can be tried at once. */
  static final String DATABASE = "Database";

  static final String KEYS = "Keys";
  static final String CERTIFICATE = "Certificate";
  static final String MAIL = "Mail";

  private Questions() {}

  static List<Question> all() {
    List<Question> all = new ArrayList<>();
    Chapter.of(all, "Place", "")
        .choice(
            "mode",
            new Words(
                "Place",
                "Where does this machine stand?",
                "Without a way out, Holdfast refuses to call any address that you do not list."),
            new Choice("customer-cloud", "our own cloud or data centre"),
            new Choice("byoc", "our cloud account, looked after by the vendor"),
            new Choice("air-gapped", "no way out: only listed addresses may be called"));
    database(all);
    keys(all);
    network(all);
    certificate(all);
    licence(all);
    mail(all);
    people(all);
    return List.copyOf(all);
  }

  private static void database(List<Question> all) {
    Chapter chapter =
        Chapter.of(all, DATABASE, "database")
            .choice(
                "kind",
                new Words(
                    "Database",
                    "Where is the data kept?",
                    "The embedded database needs nothing and suits one machine. PostgreSQL is for"
                        + " production, and for more than one machine."),
                new Choice("h2", "embedded: a file in /var/lib/holdfast"),
                new Choice("bundled", "PostgreSQL 18 that comes with Holdfast, on this machine"),
                new Choice("postgresql", "a PostgreSQL server that exists already"));
    chapter
        .when("database.kind", "postgresql")
        .text(
            "url",
            new Words(
                "Database address",
                "What is its JDBC URL?",
                "Like jdbc:postgresql://db:5432/holdfast."),
            "")
        .text(
            "username",
            new Words(
                "Database role",
                "As which role does Holdfast sign in there?",
                "It owns the database. Never a superuser: Holdfast would not start."),
            "holdfast")
        .file(
            "passwordFile",
            new Words(
                "Database password",
                "Which file holds the role's password?",
                "Only its first line counts. The password itself is asked for nowhere."),
            "");
    chapter
        .when("database.kind", "bundled")
        .number(
            "port",
            new Words(
                "Database port",
                "On which port of 127.0.0.1 does it listen?",
                "Nobody outside this machine can reach it."),
            "5433");
  }

  private static void keys(List<Question> all) {
    Chapter.of(all, KEYS, "kms")
        .choice(
            "kind",
            new Words(
                "Keys",
                "What protects the stored secrets?",
                "Every secret is encrypted. The key to them is made on this machine and sealed for"
                    + " it, or stays in Vault."),
            new Choice("local", "a key on this machine"),
            new Choice("vault", "HashiCorp Vault or OpenBao, Transit engine"))
        .when("kms.kind", "vault")
        .text(
            "address",
            new Words("Vault", "What is Vault's address?", "Like https://vault.example:8200."),
            "")
        .file(
            "tokenFile",
            new Words(
                "Vault token",
                "Which file holds the token?",
                "As Vault Agent writes it. It is read anew whenever it changes."),
            "")
        .text(
            "caFile",
            new Words(
                "Vault authority",
                "Who signed Vault's certificate (PEM file)?",
                "Enter, where this machine trusts the certificate already."),
            NONE);
  }

  private static void network(List<Question> all) {
    Chapter chapter =
        Chapter.of(all, "Network", "server")
            .text(
                "host",
                new Words(
                    "Listens on",
                    "On which address does Holdfast listen?",
                    "0.0.0.0 is every address of this machine."),
                "0.0.0.0")
            .number(
                "port",
                new Words(
                    "Port",
                    "On which port?",
                    "People and programs use this one, over https. 1024 or higher: Holdfast does"
                        + " not run as root."),
                "8443")
            .list(
                "trustedProxies",
                new Words(
                    "Proxies in front",
                    "Which proxies or load balancers stand in front of it?",
                    "Their addresses, or blocks like 10.1.0.0/16, with commas between them. What"
                        + " they say about where a request came from is believed."),
                NONE);
    chapter
        .when("mode", "air-gapped")
        .list(
            "outbound",
            new Words(
                "May be called",
                "Which addresses may Holdfast call?",
                "Like 10.0.0.9:443, with commas between them: your model servers, for example."
                    + " The database, Vault, the mail server and the ACME server that you name are"
                    + " added by themselves. Everything else is refused."),
            NONE);
  }

  private static void certificate(List<Question> all) {
    Chapter.of(all, CERTIFICATE, "tls")
        .choice(
            "kind",
            new Words(
                "Certificate",
                "Which certificate does it show?",
                "Browsers have to be told to trust one of its own making. One by ACME is renewed by"
                    + " itself."),
            new Choice("own-authority", "one of its own making"),
            new Choice("files", "one that we bring as files"),
            new Choice("acme", "one that an authority in our network issues, by ACME"))
        .list(
            "names",
            new Words(
                "Names",
                "By which names will people reach it?",
                "Host names like ai.example.org, with commas between them."),
            so -> "acme".equals(so.get("tls.kind")) ? "" : NONE)
        .when("tls.kind", "files")
        .file(
            "certificateFile",
            new Words(
                "Certificate file",
                "Which file holds the certificate (PEM)?",
                "The server's certificate first, then the chain."),
            "")
        .file(
            "keyFile",
            new Words(
                "Key file",
                "Which file holds its private key (PEM)?",
                "PKCS #8, unencrypted. It is copied to where only root can read it."),
            "");
    issuer(all);
  }

  private static void issuer(List<Question> all) {
    Chapter chapter = Chapter.of(all, CERTIFICATE, "acme").when("tls.kind", "acme");
    chapter
        .text(
            "directory",
            new Words(
                "ACME server",
                "What is the address of the ACME server's directory?",
                "Like https://ca.example.org/acme/directory. The server then fetches a file from"
                    + " port 80 of each name, to see that the name is this machine's."),
            "")
        .file(
            "caFile",
            new Words(
                "ACME authority",
                "Which file holds the authority that the ACME server itself is trusted by (PEM)?",
                "An authority in your network is known to no program unless it is told. Enter,"
                    + " where a public one signed the server's certificate."),
            NONE)
        .text(
            "email",
            new Words(
                "ACME e-mail",
                "To which e-mail address may the authority write?",
                "When a certificate is about to end, say. Enter, for none."),
            NONE)
        .text(
            "keyId",
            new Words(
                "ACME key id",
                "Did the authority give you a key identifier? Which?",
                "Some open an account only to those whom they gave an identifier and a key. Enter,"
                    + " where yours gave you none."),
            NONE);
    chapter
        .when(so -> so.containsKey("acme.keyId") && !NONE.equals(so.get("acme.keyId")))
        .file(
            "hmacFile",
            new Words(
                "ACME key",
                "Which file holds the key that goes with it?",
                "As base64url. It is copied to where only root can read it. The key itself is"
                    + " asked for nowhere."),
            "");
    chapter.consent(
        "termsAgreed",
        new Words(
            "ACME terms",
            "Do you agree to the authority's terms of service?",
            "Where it has none, as most in a network of one's own, no is right."));
  }

  private static void licence(List<Question> all) {
    Chapter chapter =
        Chapter.of(all, "Licence", "licence")
            .choice(
                "kind",
                new Words(
                    "Licence",
                    "Is there a licence?",
                    "Without one the community plan rules. A licence can be added at any time and"
                        + " takes effect at once."),
                new Choice("later", "not yet"),
                new Choice("file", "yes, as a file"),
                new Choice("request", "not yet: write a request that we send to the vendor"));
    chapter
        .when("licence.kind", "file")
        .file("file", new Words("Licence file", "Which file?", "As the vendor sent it."), "");
    chapter
        .when("licence.kind", "request")
        .newFile(
            "requestFile",
            new Words(
                "Request file",
                "Where does the request go?",
                "A text file, written at the end of the installation. Carry it to a machine with a"
                    + " network and send it to the vendor; it names no host and no address. The"
                    + " answer is a file, too: holdfastctl license add FILE."),
            "/srv/holdfast-licence-request.txt");
  }

  private static void mail(List<Question> all) {
    Chapter chapter =
        Chapter.of(all, MAIL, "mail")
            .choice(
                "kind",
                new Words(
                    "Mail",
                    "Is there a mail server that Holdfast may use?",
                    "It tells people in good time that the licence is about to end. Nothing else"
                        + " is sent."),
                new Choice("none", "no, or not now"),
                new Choice("smtp", "yes"))
            .when("mail.kind", "smtp")
            .text(
                "host",
                new Words("Mail server", "Its name or address?", "Like mail.example.org."),
                "")
            .choice(
                "security",
                new Words(
                    "Mail encryption",
                    "How is the connection to it encrypted?",
                    "The server's certificate has to be one that this machine trusts."),
                new Choice("starttls", "it begins in the clear and is encrypted then (STARTTLS)"),
                new Choice("tls", "from the first byte (TLS)"),
                new Choice("none", "not at all"))
            .number(
                "port",
                new Words(
                    "Mail port",
                    "On which port does it listen?",
                    "Ask whoever looks after it, where this is not the one."),
                so ->
                    switch (so.getOrDefault("mail.security", "")) {
                      case "tls" -> "465";
                      case "none" -> "25";
                      default -> "587";
                    })
            .text(
                "from",
                new Words(
                    "Mail sender",
                    "Which address does Holdfast send from?",
                    "Like holdfast@example.org; the mail server has to allow it."),
                "")
            .list(
                "to",
                new Words(
                    "Mail recipients",
                    "Whom does it tell?",
                    "E-mail addresses, with commas between them; 20 at most."),
                "");
    chapter
        .when(so -> !NONE.equals(so.get("mail.security")))
        .text(
            "username",
            new Words(
                "Mail user",
                "As whom does Holdfast sign in to the mail server?",
                "Enter, where the server asks nobody on this network."),
            NONE)
        .when(so -> so.containsKey("mail.username") && !NONE.equals(so.get("mail.username")))
        .file(
            "passwordFile",
            new Words(
                "Mail password",
                "Which file holds the password for it?",
                "It is copied to where only root can read it. The password itself is asked for"
                    + " nowhere."),
            "");
  }

  private static void people(List<Question> all) {
    Chapter.of(all, "People", "administrator")
        .choice(
            "kind",
            new Words(
                "Administrator",
                "How does the first administrator come in?",
                "The link works once, and is shown when everything runs."),
            new Choice("link", "by a link"),
            new Choice("passphrase", "with a passphrase from a file"))
        .when("administrator.kind", "passphrase")
        .text(
            "email",
            new Words("Their e-mail", "What is their e-mail address?", "They sign in with it."),
            "")
        .text("name", new Words("Their name", "What is their name?", "As others will see it."), "")
        .file(
            "passphraseFile",
            new Words(
                "Their passphrase",
                "Which file holds the passphrase?",
                "Its first line, 15 characters or more."),
            "");
    Chapter.of(all, "Service", "service")
        .truth(
            "nightlyBackup",
            new Words(
                "Backup", "Make a backup each night?", "To /var/backups/holdfast, at 02:15 UTC."));
    Chapter.of(all, "Service", "database")
        .when("database.kind", "bundled")
        .truth(
            "pointInTime",
            new Words(
                "Any moment",
                "Keep the database's log too, to restore any moment?",
                "Beside the backups, as it is written. Who loses the machine then loses a minute,"
                    + " not a day. It takes the room of a copy a day and a week's changes."));
  }
}
