package dev.holdfast.installer.install;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.installer.answers.Answers.Administrator;
import dev.holdfast.installer.cli.Appliance;
import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.Home;
import dev.holdfast.installer.machine.Machine;
import dev.holdfast.installer.procedure.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Makes the first administrator in the running appliance, as the set-up page would. */
record FirstAdministrator(Administrator administrator) implements Action {
  @Override
  public String what() {
    return "Make the first administrator, " + administrator.email();
  }

  @Override
  public void apply(Machine machine, Map<String, String> memo) throws IOException {
    Home home = new Home(machine.layout().home());
    Path link = home.setupLink();
    if (!Files.exists(link)) {
      return; // there is an administrator already
    }
    String token = Files.readString(link).strip().replaceFirst(".*#token=", "");
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("token", token);
    body.put("email", administrator.email());
    body.put("name", administrator.name());
    body.put(
        "passphrase",
        Files.readString(Path.of(administrator.passphraseFile()))
            .lines()
            .findFirst()
            .orElse("")
            .strip());
    try {
      Appliance.at(home, null, null).post("/api/setup/administrator", body);
    } catch (CommandFailure e) {
      if (!e.code().equals("setup_done")) {
        throw e;
      }
    }
  }

  @Override
  public void undo(Machine machine, Map<String, String> memo) {
    // The account goes with the data that it is in.
  }
}
