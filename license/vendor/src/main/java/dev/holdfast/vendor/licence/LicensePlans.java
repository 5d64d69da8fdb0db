package dev.holdfast.vendor.licence;

import dev.holdfast.license.statement.Wire;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Terminal;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "plans",
    mixinStandardHelpOptions = true,
    description = {
      "List the plans that are built in, or print one as a file to change and use with --template."
    })
final class LicensePlans implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(arity = "0..1", paramLabel = "PLAN", description = "The plan to print.")
  private @Nullable String plan;

  LicensePlans(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (plan != null) {
      terminal.out().print(Plans.text(plan));
      return Exit.OK.code();
    }
    for (String name : Plans.BUILT_IN) {
      Plans.Plan of = Plans.builtIn(name);
      terminal
          .out()
          .printf(
              "%-12s %s, %d days and %d of grace, %d capabilities%n",
              name,
              Wire.of(of.kind()),
              of.days(),
              of.graceDays(),
              of.grant().capabilities().size());
    }
    return Exit.OK.code();
  }
}
