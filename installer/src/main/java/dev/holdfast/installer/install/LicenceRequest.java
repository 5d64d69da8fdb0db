package dev.holdfast.installer.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.holdfast.installer.cli.Appliance;
import dev.holdfast.installer.cli.Home;
import dev.holdfast.installer.machine.Machine;
import dev.holdfast.installer.procedure.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Has the running appliance ask the vendor for a licence, and puts the request where the operator
 * wants it. Asked again after a cut, it makes a newer request; the earlier is void from then on.
 */
record LicenceRequest(Path file) implements Action {
  @Override
  public String what() {
    return "Write the licence request " + file;
  }

  @Override
  public Map<String, String> before(Machine machine) {
    return Map.of("existed", Files.exists(file) ? "yes" : "no");
  }

  @Override
  public void apply(Machine machine, Map<String, String> memo) throws IOException {
    Home home = new Home(machine.layout().home());
    if (!Files.exists(home.ready())) {
      return; // an image: nothing runs yet that could ask
    }
    JsonNode asked =
        Appliance.at(home, null, null)
            .post("/api/platform/licence/requests", JsonNodeFactory.instance.objectNode());
    machine.disk().write(file, asked.path("text").asText(), "rw-------");
  }

  @Override
  public void undo(Machine machine, Map<String, String> memo) throws IOException {
    if ("no".equals(memo.get("existed"))) {
      machine.disk().delete(file);
    }
  }
}
