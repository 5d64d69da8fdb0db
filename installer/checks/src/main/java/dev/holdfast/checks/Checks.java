package dev.holdfast.checks;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Puts the checks of a subject together, and runs checks. */
public final class Checks {
  private static final long DEADLINE_SECONDS = 30;

  private Checks() {}

  /** Every check that applies to the subject. */
  public static List<Check> of(Subject subject, Clock clock) {
    List<Check> checks = new ArrayList<>();
    checks.addAll(MachineChecks.of(subject.host()));
    checks.addAll(KernelChecks.of(subject));
    checks.addAll(ClockChecks.of(subject.host(), clock));
    checks.addAll(DiskChecks.of(subject));
    checks.addAll(DirectoryChecks.of(subject));
    checks.addAll(NetworkChecks.of(subject));
    checks.addAll(PortChecks.of(subject.listeners()));
    checks.addAll(InstallationChecks.of(subject));
    checks.addAll(ofWhatIsNamed(subject, clock));
    return checks;
  }

  /** The checks of servers and files that somebody named, and nothing of the machine itself. */
  public static List<Check> ofWhatIsNamed(Subject subject, Clock clock) {
    List<Check> checks = new ArrayList<>();
    subject.database().ifPresent(target -> checks.addAll(DatabaseChecks.of(target)));
    subject.vault().ifPresent(target -> checks.addAll(VaultChecks.of(target)));
    subject.mail().ifPresent(target -> checks.addAll(MailChecks.of(target)));
    subject.acme().ifPresent(target -> checks.addAll(AcmeChecks.of(target)));
    checks.addAll(CertificateChecks.of(subject.papers(), clock));
    checks.addAll(LicenceChecks.of(subject.papers(), clock));
    return checks;
  }

  /**
   * Makes the checks, several at a time, and loses no finding because another one fails or hangs.
   *
   * @param skipped ids that the operator does not want; only advice can be skipped
   * @return one finding of each check, in the order of the ids
   * @throws IllegalArgumentException where a skipped id is strict, or no check has it
   */
  public static List<Finding> run(List<Check> checks, Set<String> skipped) {
    for (String id : skipped) {
      Check check =
          checks.stream()
              .filter(each -> each.id().equals(id))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("there is no check " + id));
      if (check.severity() == Severity.STRICT) {
        throw new IllegalArgumentException("the check " + id + " is strict and cannot be skipped");
      }
    }
    List<Check> wanted = checks.stream().filter(each -> !skipped.contains(each.id())).toList();
    List<Finding> findings = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Finding>> pending =
          wanted.stream().map(check -> threads.submit(() -> look(check))).toList();
      for (int i = 0; i < pending.size(); i++) {
        findings.add(await(wanted.get(i), pending.get(i)));
      }
    }
    findings.sort(Comparator.comparing(Finding::id));
    return findings;
  }

  /** The worst result; OK where there is no finding. */
  public static Finding.Result worst(List<Finding> findings) {
    return findings.stream()
        .map(Finding::result)
        .max(Comparator.naturalOrder())
        .orElse(Finding.Result.OK);
  }

  private static Finding look(Check check) {
    try {
      return Finding.of(check, check.look());
    } catch (NoSuchFileException e) {
      return unusable(check, "There is no " + e.getFile() + ".", "Correct the path.");
    } catch (AccessDeniedException e) {
      return unusable(check, "This user may not read " + e.getFile() + ".", "Repeat it as root.");
    } catch (CertificateException e) {
      return unusable(
          check, String.valueOf(e.getMessage()), "Name a file that has it in PEM (text, base64).");
    } catch (Exception e) {
      return unmade(check, e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  private static Finding await(Check check, Future<Finding> pending) {
    try {
      return pending.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      pending.cancel(true);
      return unmade(check, "no answer within " + DEADLINE_SECONDS + " s");
    } catch (ExecutionException | CancellationException e) {
      return unmade(check, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      pending.cancel(true);
      return unmade(check, "interrupted");
    }
  }

  /** What somebody named, and what is not as it should be. */
  private static Finding unusable(Check check, String observed, String fix) {
    return Finding.of(
        check, Check.Observation.fail(observed, "The file that was named, readable.", fix));
  }

  private static Finding unmade(Check check, String why) {
    return Finding.of(
        check,
        Check.Observation.fail(
            "The check could not be made (" + why + ").",
            "It can be made.",
            "Repeat it as root; if it stays like this, send the text to support."));
  }
}
