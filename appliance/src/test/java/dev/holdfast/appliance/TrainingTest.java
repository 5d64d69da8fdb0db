package dev.holdfast.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.platform.home.Home;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingTest {
  private static String ask(URI base, String path, String body) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(base + path).toURL().openConnection();
    if (!body.isEmpty()) {
      connection.setDoOutput(true);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body.getBytes(StandardCharsets.UTF_8));
      }
    }
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void provider_askedForModelsAnswerAndStream_givesEach() throws IOException {
    try (TrainingProvider provider = TrainingProvider.open()) {
      assertThat(ask(provider.baseUrl(), "/models", "")).contains("\"training\"");
      assertThat(ask(provider.baseUrl(), "/chat/completions", "{\"stream\":false}"))
          .startsWith("{")
          .contains("\"total_tokens\":2");
      assertThat(ask(provider.baseUrl(), "/chat/completions", "{\"stream\":true}"))
          .startsWith("data: {")
          .endsWith("data: [DONE]\n\n");
    }
  }

  @Test
  void requests_ofANewAppliance_setItUpAndCallItsGateway(@TempDir Path root) throws Exception {
    CommandLine line = CommandLine.parse(List.of("--train"));
    try (HomeLock lock = HomeLock.take(new Home(root));
        Appliance appliance = Appliance.start(lock.home(), line.properties())) {
      Training.requests(appliance, 8);

      assertThat(appliance.setupToken()).isEmpty();
      URI management = appliance.transport().managementUrl().orElseThrow();
      assertThat(ask(management, "/metrics", ""))
          .containsPattern("holdfast_gateway_calls_total\\{[^}]*chat[^}]*\\} 8");
    }
  }

  @Test
  void make_aTokenThatIsNotTheOne_fails(@TempDir Path root) throws Exception {
    CommandLine line = CommandLine.parse(List.of("--train"));
    try (HomeLock lock = HomeLock.take(new Home(root));
        Appliance appliance = Appliance.start(lock.home(), line.properties())) {
      URI url = appliance.transport().plainUrl().orElseThrow();
      assertThatThrownBy(() -> TrainingCalls.make(url, "guessed", 1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("/api/setup/administrator");
    }
  }
}
