package dev.holdfast.installer.install;

import dev.holdfast.checks.Checks;
import dev.holdfast.checks.Finding;
import dev.holdfast.checks.Host;
import dev.holdfast.checks.Subject;
import dev.holdfast.installer.answers.Answers;
import dev.holdfast.installer.answers.Answers.Acme;
import dev.holdfast.installer.answers.Answers.DatabaseKind;
import dev.holdfast.installer.answers.Answers.KmsKind;
import dev.holdfast.installer.answers.Answers.LicenceKind;
import dev.holdfast.installer.answers.Answers.Mail;
import dev.holdfast.installer.answers.Answers.MailKind;
import dev.holdfast.installer.answers.Answers.Mode;
import dev.holdfast.installer.answers.Answers.TlsKind;
import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.machine.Layout;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the checks before anything is changed. */
final class Preflight {
  private static final int CHALLENGE_PORT = 80;

  private Preflight() {}

  /**
   * @param bundleBytes of the extracted release; 0 where it is not known yet
   * @param skipped ids of advice that the operator does not want
   */
  static List<Finding> run(
      Layout layout,
      Answers answers,
      Subject.Occasion occasion,
      long bundleBytes,
      Set<String> skipped) {
    Subject subject = subject(layout, answers, occasion, bundleBytes);
    try {
      return Checks.run(Checks.of(subject, Clock.systemUTC()), skipped);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "cannot_skip",
          "--skip: " + e.getMessage() + ".",
          "Only checks of the severity advice can be skipped.");
    }
  }

  /** Tries what the answers of one step of the wizard name; empty where they name nothing. */
  static List<Finding> trial(String step, Answers answers) {
    Subject.Papers papers = papers(answers);
    Subject subject =
        new Subject(
            Host.here(),
            Subject.Occasion.INSTALL,
            new Subject.Places(Path.of("/"), Path.of("/"), 0, false),
            List.of(),
            step.equals("Database") ? database(answers) : Optional.empty(),
            step.equals("Keys") ? vault(answers) : Optional.empty(),
            step.equals("Mail") ? mail(answers) : Optional.empty(),
            step.equals("Certificate") ? acme(answers, true) : Optional.empty(),
            switch (step) {
              case "Certificate" ->
                  new Subject.Papers(
                      papers.certificate(), papers.certificateKey(), papers.names(), null);
              case "Licence" -> new Subject.Papers(null, null, List.of(), papers.licence());
              default -> Subject.Papers.NONE;
            });
    return Checks.run(Checks.ofWhatIsNamed(subject, Clock.systemUTC()), Set.of());
  }

  private static Subject subject(
      Layout layout, Answers answers, Subject.Occasion occasion, long bundleBytes) {
    boolean fresh = occasion == Subject.Occasion.INSTALL;
    return new Subject(
        Host.here(),
        occasion,
        new Subject.Places(
            layout.program(), layout.home(), bundleBytes, answers.mode() == Mode.AIR_GAPPED),
        fresh ? listeners(answers) : List.of(),
        fresh ? database(answers) : Optional.empty(),
        vault(answers),
        mail(answers),
        acme(answers, fresh),
        papers(answers));
  }

  private static List<Subject.Listener> listeners(Answers answers) {
    List<Subject.Listener> all = new ArrayList<>();
    all.add(new Subject.Listener("https", answers.server().host(), answers.server().port()));
    all.add(new Subject.Listener("management", "127.0.0.1", answers.server().managementPort()));
    if (answers.database().kind() == DatabaseKind.BUNDLED) {
      all.add(new Subject.Listener("postgresql", "127.0.0.1", answers.database().port()));
    }
    return all;
  }

  private static Optional<Subject.DatabaseTarget> database(Answers answers) {
    return answers.database().kind() == DatabaseKind.POSTGRESQL
        ? Optional.of(
            new Subject.DatabaseTarget(
                answers.database().url(),
                answers.database().username(),
                Path.of(answers.database().passwordFile())))
        : Optional.empty();
  }

  private static Optional<Subject.VaultTarget> vault(Answers answers) {
    return answers.kms().kind() == KmsKind.VAULT
        ? Optional.of(
            new Subject.VaultTarget(
                URI.create(answers.kms().address()),
                answers.kms().mount(),
                answers.kms().key(),
                Path.of(answers.kms().tokenFile()),
                path(answers.kms().caFile())))
        : Optional.empty();
  }

  private static Optional<Subject.MailTarget> mail(Answers answers) {
    Mail mail = answers.server().mail();
    return mail.kind() == MailKind.SMTP
        ? Optional.of(
            new Subject.MailTarget(
                mail.host(),
                mail.port(),
                Subject.MailTarget.Security.valueOf(mail.security().name()),
                mail.from(),
                mail.to(),
                mail.signsIn()
                    ? Optional.of(
                        new Subject.MailTarget.Login(mail.username(), Path.of(mail.passwordFile())))
                    : Optional.empty()))
        : Optional.empty();
  }

  /** The port is tried where it is not to be systemd's own already. */
  private static Optional<Subject.AcmeTarget> acme(Answers answers, boolean fresh) {
    Acme acme = answers.tls().acme();
    return answers.tls().kind() == TlsKind.ACME
        ? Optional.of(
            new Subject.AcmeTarget(
                URI.create(acme.directory()),
                path(acme.caFile()),
                acme.binds(),
                acme.termsAgreed(),
                answers.tls().names(),
                fresh
                    ? Optional.of(new Subject.Listener("acme", "0.0.0.0", CHALLENGE_PORT))
                    : Optional.empty()))
        : Optional.empty();
  }

  private static Subject.Papers papers(Answers answers) {
    boolean own = answers.tls().kind() == TlsKind.FILES;
    return new Subject.Papers(
        own ? path(answers.tls().certificateFile()) : null,
        own ? path(answers.tls().keyFile()) : null,
        answers.tls().names(),
        answers.licence().kind() == LicenceKind.FILE ? path(answers.licence().file()) : null);
  }

  private static @Nullable Path path(String text) {
    return text.isEmpty() ? null : Path.of(text);
  }
}
