package dev.holdfast.installer;

import dev.holdfast.installer.backup.BackupCommand;
import dev.holdfast.installer.backup.RestoreCommand;
import dev.holdfast.installer.bundle.BundleCommand;
import dev.holdfast.installer.cli.Appliance;
import dev.holdfast.installer.cli.Globals;
import dev.holdfast.installer.cli.Home;
import dev.holdfast.installer.install.InstallCommand;
import dev.holdfast.installer.install.PreflightCommand;
import dev.holdfast.installer.install.RollbackCommand;
import dev.holdfast.installer.install.UninstallCommand;
import dev.holdfast.installer.install.UpgradeCommand;
import dev.holdfast.installer.support.SupportCommand;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The top of the command tree, and the options that every command takes. */
@Command(
    name = "holdfastctl",
    description = {"Looks after a Holdfast appliance from the machine that it runs on.%n"},
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    usageHelpAutoWidth = true,
    subcommands = {
      StatusCommand.class,
      DoctorCommand.class,
      LicenseCommand.class,
      AuditCommand.class,
      KeysCommand.class,
      TlsCommand.class,
      BundleCommand.class,
      InstallCommand.class,
      UpgradeCommand.class,
      RollbackCommand.class,
      UninstallCommand.class,
      PreflightCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      SupportCommand.class,
      CompletionCommand.class
    },
    exitCodeListHeading = "%nExit codes%n",
    exitCodeList = {
      "0:everything held",
      "1:holdfastctl itself failed",
      "2:the command line is not valid",
      "3:a check failed (doctor), or a data key or a certificate could not be renewed (keys, tls)",
      "4:a check warned, none failed (doctor), or the last renewal failed (tls status)",
      "5:what was verified does not hold (audit verify, bundle verify)",
      "6:the licence was refused (license add)",
      "7:the appliance cannot be reached",
      "8:the appliance refused the operator's token",
      "9:only root may do this (install, upgrade, rollback, uninstall, bundle verify --installed)",
      "10:the plan cannot be carried out as things are; nothing was changed",
      "11:a step failed, and everything was put back as it was",
      "12:an earlier run was cut off; run it again to go on, or undo it"
    },
    footerHeading = "%nExamples%n",
    footer = {
      "  holdfastctl doctor",
      "  holdfastctl audit verify --json",
      "  holdfastctl license add holdfast.licence"
    })
final class HoldfastCtl implements Runnable, Globals {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--home",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description =
          "The appliance's home. Default: HOLDFAST_HOME, else ./var where there is one, else"
              + " /var/lib/holdfast.")
  private @Nullable Path home;

  @Option(
      names = "--url",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description = "The appliance's address. Default: what the appliance wrote into its home.")
  private @Nullable URI url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "The operator's token. Default: run/operator.token in the home.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print one JSON document with a versioned schema instead of text.")
  private boolean json;

  @Override
  public boolean json() {
    return json;
  }

  @Override
  public Home home() {
    return Home.resolve(home, System.getenv("HOLDFAST_HOME"));
  }

  @Override
  public Appliance appliance() {
    return Appliance.at(home(), url, tokenFile);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing.");
  }
}
