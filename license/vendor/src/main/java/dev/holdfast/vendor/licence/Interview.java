package dev.holdfast.vendor.licence;

import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Terminal;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks for what a licence says, one question at a time. Every question has a flag, and the answers
 * are told as flags, so that the next licence needs no questions.
 */
final class Interview {
  private final Terminal terminal;

  Interview(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * What was answered.
   *
   * @param plan a name that is built in, or the name of the one in {@code template}
   * @param template a plan in a file; null for a built-in one
   */
  record Answers(
      String customer,
      String plan,
      @Nullable Path template,
      int days,
      Map<String, String> quotas,
      @Nullable String contact) {
    Answers {
      quotas = Map.copyOf(quotas);
    }

    /** The flags that say the same. */
    List<String> flags() {
      List<String> flags =
          new ArrayList<>(List.of("--customer", quoted(customer), "--plan", quoted(plan)));
      if (template != null) {
        flags.addAll(List.of("--template", quoted(template.toString())));
      }
      flags.addAll(List.of("--days", Integer.toString(days)));
      quotas.forEach((name, amount) -> flags.addAll(List.of("--quota", name + "=" + amount)));
      if (contact != null) {
        flags.addAll(List.of("--contact", quoted("operator=" + contact)));
      }
      return flags;
    }

    private static String quoted(String text) {
      return text.matches("[\\w@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
  }

  /** Asks everything. */
  Answers ask() throws IOException {
    String customer = "";
    while (customer.isEmpty()) {
      customer = terminal.ask("The customer's name");
    }
    String plan = "";
    Path template = null;
    Plans.Plan chosen = null;
    while (chosen == null) {
      String said =
          terminal.ask("The plan: " + String.join(", ", Plans.BUILT_IN) + ", or a file of yours");
      template = said.contains("/") || said.endsWith(".json") ? Path.of(said) : null;
      plan = template == null ? said : String.valueOf(template.getFileName()).replace(".json", "");
      chosen = plan(plan, template);
    }
    int days = days(chosen.days());
    Map<String, String> quotas = quotas();
    String contact = terminal.ask("The e-mail of whoever runs it there (empty for none)");
    return new Answers(customer, plan, template, days, quotas, contact.isEmpty() ? null : contact);
  }

  /** Asks whether to go on; only a whole yes is one. */
  boolean confirmed() throws IOException {
    return terminal.ask("Sign it? yes or no").equals("yes");
  }

  private Plans.@Nullable Plan plan(String name, @Nullable Path template) throws IOException {
    try {
      if (template == null) {
        return Plans.builtIn(name);
      }
      if (Files.isRegularFile(template)) {
        return Plans.file(name, template);
      }
      terminal.out().println("There is no file " + template + ".");
    } catch (VendorException e) {
      terminal.out().println("No: " + e.text() + ".");
    } catch (RefusedException e) {
      terminal.out().println("No: " + template + ": " + e.detail() + ".");
    }
    return null;
  }

  private int days(int plans) throws IOException {
    while (true) {
      String said = terminal.ask("For how many days (empty for the plan's " + plans + ")");
      if (said.isEmpty()) {
        return plans;
      }
      if (said.matches("[1-9]\\d{0,4}")) {
        return Integer.parseInt(said);
      }
      terminal.out().println("A number from 1 to 99999.");
    }
  }

  private Map<String, String> quotas() throws IOException {
    Map<String, String> quotas = new LinkedHashMap<>();
    while (true) {
      String said =
          terminal.ask("Another amount than the plan's, for example users=200 (empty for no more)");
      if (said.isEmpty()) {
        return quotas;
      }
      int equals = said.indexOf('=');
      try {
        if (equals < 1) {
          throw new VendorException(Exit.USAGE, "say NAME=AMOUNT");
        }
        Plans.quota(said.substring(equals + 1));
        quotas.put(said.substring(0, equals), said.substring(equals + 1));
      } catch (VendorException e) {
        terminal.out().println("No: " + e.text() + ".");
      }
    }
  }
}
