package dev.holdfast.installer.install;

import dev.holdfast.installer.answers.Answers;
import dev.holdfast.installer.answers.Answers.DatabaseKind;
import dev.holdfast.installer.answers.Answers.Mode;
import dev.holdfast.installer.answers.Answers.ServiceUser;
import dev.holdfast.installer.answers.Answers.TlsKind;
import dev.holdfast.installer.machine.Layout;
import dev.holdfast.installer.procedure.Actions;
import dev.holdfast.installer.procedure.Actions.Rights;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The units, users and directories of an installation, taken from the release's own tree. */
final class UnitFiles {
  static final String SERVICE = "holdfast.service";
  static final String DOCTOR = "holdfast-doctor.service";
  static final String DATABASE = "holdfast-postgresql.service";
  static final String CHALLENGE_SOCKET = "holdfast-acme.socket";
  private static final String DYNAMIC = "30-dynamic-user.conf";
  private static final Rights FOLDER = new Rights("rwxr-xr-x", "root", "root");

  private final Layout layout;
  private final Answers answers;
  private final Path release;

  UnitFiles(Layout layout, Answers answers, String version) {
    this.layout = layout;
    this.answers = answers;
    this.release = layout.release(version).resolve("systemd");
  }

  boolean bundled() {
    return answers.database().kind() == DatabaseKind.BUNDLED;
  }

  /** Whether an ACME server comes to port 80. */
  boolean acme() {
    return answers.tls().kind() == TlsKind.ACME;
  }

  boolean fixedUser() {
    return answers.service().user() == ServiceUser.FIXED;
  }

  /** Every unit, whether it runs or not. */
  List<String> units() {
    List<String> units = new ArrayList<>(List.of(SERVICE, DOCTOR, "holdfast-doctor.timer"));
    if (bundled()) {
      units.add(DATABASE);
    }
    if (acme()) {
      units.add(CHALLENGE_SOCKET);
      units.add("holdfast-acme.service");
    }
    return units;
  }

  /** What starts with the machine, in the order of its start. */
  List<String> enabled() {
    List<String> enabled = new ArrayList<>();
    if (bundled()) {
      enabled.add(DATABASE);
    }
    if (acme()) {
      enabled.add(CHALLENGE_SOCKET);
    }
    enabled.add(SERVICE);
    enabled.add("holdfast-doctor.timer");
    return enabled;
  }

  List<String> users() {
    List<String> users = new ArrayList<>();
    if (fixedUser()) {
      users.add("holdfast");
    }
    if (bundled()) {
      users.add("holdfast-postgresql");
    }
    return users;
  }

  void provide(Plan.Builder plan) {
    for (String user : users()) {
      for (String kind : List.of("sysusers", "tmpfiles")) {
        Path folder = layout.at("/etc/" + kind + ".d");
        plan.add(new Actions.MakeDirectory(folder, FOLDER));
        plan.add(copy(user + "." + kind + ".conf", folder.resolve(user + ".conf")));
      }
      plan.add(new Actions.Provision(user));
    }
  }

  /** Writes the units; in an upgrade, over those of the release before. */
  void write(Plan.Builder plan) {
    Path folder = layout.units();
    plan.add(new Actions.MakeDirectory(folder, FOLDER));
    units().forEach(unit -> plan.add(copy(unit, folder.resolve(unit))));
    Path dropIns = dropIns(SERVICE);
    plan.add(new Actions.MakeDirectory(dropIns, FOLDER));
    plan.add(
        text(
            dropIns.resolve("10-credentials.conf"),
            machine ->
                bytes(
                    Configuration.credentials(
                        answers, Files.exists(Secrets.LocalKey.sealed(machine))))));
    if (answers.mode() == Mode.AIR_GAPPED) {
      plan.add(
          text(
              dropIns.resolve("20-air-gap.conf"), machine -> bytes(Configuration.airGap(answers))));
    }
    if (!fixedUser()) {
      plan.add(text(dropIns.resolve(DYNAMIC), machine -> bytes(Configuration.dynamicUser())));
      plan.add(new Actions.MakeDirectory(dropIns(DOCTOR), FOLDER));
      plan.add(
          text(dropIns(DOCTOR).resolve(DYNAMIC), machine -> bytes(Configuration.dynamicDoctor())));
    }
    plan.add(new Actions.ReloadUnits());
  }

  private Path dropIns(String unit) {
    return layout.units().resolve(unit + ".d");
  }

  /** The folders of drop-ins, ours and whatever else lies in them. */
  List<Path> folders() {
    return List.of(dropIns(SERVICE), dropIns(DOCTOR));
  }

  /** Every file and folder that {@link #provide} and {@link #write} make, folders after files. */
  List<Path> files() {
    List<Path> files = new ArrayList<>();
    units().forEach(unit -> files.add(layout.units().resolve(unit)));
    for (String name : List.of("10-credentials.conf", "20-air-gap.conf", DYNAMIC)) {
      files.add(dropIns(SERVICE).resolve(name));
    }
    files.add(dropIns(DOCTOR).resolve(DYNAMIC));
    users()
        .forEach(
            user -> {
              files.add(layout.at("/etc/sysusers.d/" + user + ".conf"));
              files.add(layout.at("/etc/tmpfiles.d/" + user + ".conf"));
            });
    return files;
  }

  private Actions.WriteFile copy(String name, Path to) {
    return text(to, machine -> Files.readAllBytes(release.resolve(name)));
  }

  private static Actions.WriteFile text(Path to, Actions.Content content) {
    return new Actions.WriteFile(to, content, Rights.PUBLIC);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
