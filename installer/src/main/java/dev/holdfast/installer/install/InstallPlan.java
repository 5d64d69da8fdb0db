package dev.holdfast.installer.install;

import dev.holdfast.installer.answers.AnswerFile;
import dev.holdfast.installer.answers.Answers;
import dev.holdfast.installer.answers.Answers.Acme;
import dev.holdfast.installer.answers.Answers.AdministratorKind;
import dev.holdfast.installer.answers.Answers.DatabaseKind;
import dev.holdfast.installer.answers.Answers.KmsKind;
import dev.holdfast.installer.answers.Answers.LicenceKind;
import dev.holdfast.installer.answers.Answers.Mail;
import dev.holdfast.installer.answers.Answers.MailKind;
import dev.holdfast.installer.answers.Answers.TlsKind;
import dev.holdfast.installer.machine.Layout;
import dev.holdfast.installer.procedure.Actions;
import dev.holdfast.installer.procedure.Actions.Rights;
import dev.holdfast.installer.procedure.TreeActions;
import dev.holdfast.installer.release.ReleaseSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The plan of an installation. */
final class InstallPlan {
  private static final Duration HEALTH = Duration.ofSeconds(90);
  private static final Rights FOLDER = new Rights("rwxr-xr-x", "root", "root");
  private static final Rights ROOT_FOLDER = new Rights("rwx------", "root", "root");

  private final Layout layout;
  private final Answers answers;
  private final ReleaseSource source;
  private final UnitFiles units;
  private final Rights ownFolder;

  private InstallPlan(Layout layout, Answers answers, ReleaseSource source) {
    this.layout = layout;
    this.answers = answers;
    this.source = source;
    this.units = new UnitFiles(layout, answers, source.release().version());
    String owner = units.fixedUser() ? "holdfast" : "root";
    this.ownFolder = new Rights("rwx------", owner, owner);
  }

  static Plan of(Layout layout, Answers answers, ReleaseSource source, Path place) {
    InstallPlan plan = new InstallPlan(layout, answers, source);
    String version = source.release().version();
    return new Plan(
        "install",
        Map.of(
            "answers", AnswerFile.write(answers), "version", version, "release", place.toString()),
        plan.facts(),
        plan.actions());
  }

  private List<dev.holdfast.installer.procedure.Action> actions() {
    Plan.Builder plan = new Plan.Builder();
    for (Path directory : claimed()) {
      plan.add(new Claim(directory));
    }
    plan.add(new SharedFolders(layout));
    program(plan);
    units.provide(plan);
    secrets(plan);
    configuration(plan);
    data(plan);
    units.write(plan);
    plan.add(new Actions.MakeDirectory(layout.at("/usr/local/bin"), FOLDER));
    plan.add(new Actions.MakeLink(layout.tool(), "/opt/holdfast/current/bin/holdfastctl"));
    plan.addIf(units.bundled(), new BundledDatabase(answers.database().port()));
    marks(plan);
    for (String unit : units.enabled()) {
      plan.add(new Actions.Enable(unit));
      plan.add(new Actions.Start(unit));
      plan.addIf(unit.equals(UnitFiles.SERVICE), new Actions.AwaitHealth(HEALTH));
    }
    plan.addIf(
        answers.administrator().kind() == AdministratorKind.PASSPHRASE,
        new FirstAdministrator(answers.administrator()));
    plan.addIf(
        answers.licence().kind() == LicenceKind.REQUEST && layout.isMachine(),
        new LicenceRequest(Path.of(answers.licence().requestFile())));
    return plan.actions();
  }

  /** Where the service and systemd write, too. */
  private List<Path> claimed() {
    return List.of(
        layout.configurationFolder(),
        layout.home(),
        layout.logs(),
        layout.backups(),
        layout.postgresHome(),
        layout.at("/var/log/holdfast-postgresql"),
        layout.at("/var/lib/private/holdfast"),
        layout.at("/var/log/private/holdfast"));
  }

  private void program(Plan.Builder plan) {
    String version = source.release().version();
    plan.add(new Actions.MakeDirectory(layout.program(), FOLDER));
    plan.add(new Actions.MakeDirectory(layout.program().resolve("releases"), FOLDER));
    plan.add(new TreeActions.Place("the release", layout.release(version), source::extract));
    plan.add(new Actions.MakeLink(layout.current(), "releases/" + version));
    plan.add(new StartCaches(version));
    if (units.bundled()) {
      plan.add(UpgradePlan.postgres(layout, version));
      plan.add(UpgradePlan.postgresLink(layout, version));
    }
  }

  private void secrets(Plan.Builder plan) {
    String group = Configuration.group(answers);
    Rights folder = new Rights(units.fixedUser() ? "rwxr-x---" : "rwxr-xr-x", "root", group);
    plan.add(new Actions.MakeDirectory(layout.configurationFolder(), folder));
    plan.add(new Actions.MakeDirectory(layout.secrets(), ROOT_FOLDER));
    plan.addIf(
        answers.kms().kind() == KmsKind.LOCAL, new Secrets.LocalKey(answers.service().sealKey()));
    Path password = layout.secrets().resolve(Configuration.DATABASE_PASSWORD);
    plan.addIf(units.bundled(), new Secrets.Password(password));
    if (answers.database().kind() == DatabaseKind.POSTGRESQL) {
      plan.add(new Secrets.TakeOver(Path.of(answers.database().passwordFile()), password));
    }
    if (answers.tls().kind() == TlsKind.FILES) {
      plan.add(takeOver(answers.tls().certificateFile(), Configuration.TLS_CERTIFICATE));
      plan.add(takeOver(answers.tls().keyFile(), Configuration.TLS_KEY));
    }
    if (answers.tls().kind() == TlsKind.ACME) {
      Acme acme = answers.tls().acme();
      if (!acme.caFile().isEmpty()) {
        plan.add(takeOver(acme.caFile(), Configuration.ACME_AUTHORITY));
      }
      if (acme.binds()) {
        plan.add(takeOver(acme.hmacFile(), Configuration.ACME_HMAC));
      }
    }
    if (answers.server().mail().signsIn()) {
      plan.add(takeOver(answers.server().mail().passwordFile(), Configuration.MAIL_PASSWORD));
    }
  }

  private Secrets.TakeOver takeOver(String from, String name) {
    return new Secrets.TakeOver(Path.of(from), layout.secrets().resolve(name));
  }

  private void configuration(Plan.Builder plan) {
    plan.add(
        new Actions.WriteFile(
            layout.configuration(),
            machine -> Configuration.properties(answers),
            new Rights(
                units.fixedUser() ? "rw-r-----" : "rw-r--r--",
                "root",
                Configuration.group(answers))));
  }

  private void data(Plan.Builder plan) {
    plan.add(new Actions.MakeDirectory(layout.home(), ownFolder));
    plan.add(new Actions.MakeDirectory(layout.home().resolve("conf"), ownFolder));
    plan.add(
        new Actions.MakeLink(
            layout.home().resolve("conf/holdfast.properties"),
            "/etc/holdfast/holdfast.properties"));
    if (answers.licence().kind() == LicenceKind.FILE) {
      Path folder = layout.home().resolve("licences");
      Path file = Path.of(answers.licence().file());
      plan.add(new Actions.MakeDirectory(folder, ownFolder));
      plan.add(
          new Actions.WriteFile(
              folder.resolve("installed.licence"),
              machine -> java.nio.file.Files.readAllBytes(file),
              new Rights("rw-------", ownFolder.user(), ownFolder.group())));
    }
    plan.add(new Actions.MakeDirectory(layout.logs(), ownFolder));
    // A user that comes and goes can own nothing outside of its home.
    plan.addIf(units.fixedUser(), new Actions.MakeDirectory(layout.backups(), ownFolder));
  }

  /** What later upgrades ask: which installation this is, and the newest release it has seen. */
  private void marks(Plan.Builder plan) {
    ReleaseSource.Release release = source.release();
    plan.add(text("installation", () -> UUID.randomUUID() + "\n"));
    plan.add(text("sequence", () -> release.sequence() + "\n"));
    plan.add(
        new Actions.WriteFile(
            layout.receipt(),
            machine -> new Receipt(release.version(), "", false, answers).bytes(),
            Rights.ROOT_ONLY));
  }

  private Actions.WriteFile text(String name, java.util.function.Supplier<String> text) {
    return new Actions.WriteFile(
        layout.state().resolve(name),
        machine -> text.get().getBytes(StandardCharsets.US_ASCII),
        Rights.PUBLIC);
  }

  private List<Plan.Fact> facts() {
    List<Plan.Fact> facts = new ArrayList<>();
    ReleaseSource.Release release = source.release();
    facts.add(
        new Plan.Fact("release", "Holdfast " + release.version() + " (" + release.channel() + ")"));
    facts.add(
        new Plan.Fact(
            "users",
            units.users().isEmpty()
                ? "one that systemd makes for each run"
                : String.join(", ", units.users())));
    facts.add(new Plan.Fact("ports", ports()));
    facts.add(new Plan.Fact("units", String.join(", ", units.units())));
    facts.add(
        new Plan.Fact(
            "disk",
            (release.bytes() >> 20)
                + " MiB in "
                + layout.program()
                + ", data in "
                + layout.home()));
    facts.add(new Plan.Fact("licence", licence()));
    Mail mail = answers.server().mail();
    facts.add(
        new Plan.Fact(
            "mail",
            mail.kind() == MailKind.NONE
                ? "none"
                : "from " + mail.from() + " by " + mail.host() + ":" + mail.port()));
    facts.add(new Plan.Fact("downtime", "none: nothing runs yet"));
    return facts;
  }

  private String licence() {
    return switch (answers.licence().kind()) {
      case LATER -> "the community plan; a licence can be added at any time";
      case FILE -> answers.licence().file();
      case REQUEST ->
          layout.isMachine()
              ? "the community plan, until the vendor has answered the request in "
                  + answers.licence().requestFile()
              : "the community plan; a request for the vendor can be written when it runs";
    };
  }

  private String ports() {
    String ports =
        answers.server().host()
            + ":"
            + answers.server().port()
            + " (https), 127.0.0.1:"
            + answers.server().managementPort()
            + " (health and metrics)";
    return units.bundled()
        ? ports + ", 127.0.0.1:" + answers.database().port() + " (PostgreSQL)"
        : ports;
  }
}
