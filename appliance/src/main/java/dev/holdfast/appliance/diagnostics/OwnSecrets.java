package dev.holdfast.appliance.diagnostics;

import dev.holdfast.appliance.platform.home.Home;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets that this appliance has in files and in its environment, in the clear: only to see
 * that none of them is in a bundle.
 */
@Singleton
final class OwnSecrets {
  private static final Logger LOG = LoggerFactory.getLogger(OwnSecrets.class);
  private static final long LARGEST = 64 << 10;
  private static final int SHORTEST = 8;

  private final Home home;

  OwnSecrets(Home home) {
    this.home = home;
  }

  Set<String> all() throws IOException {
    Set<String> secrets = new HashSet<>();
    for (Path folder : Stream.of(home.keys(), home.run(), home.tls()).toList()) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          files.filter(OwnSecrets::isSecret).forEach(file -> lines(file, secrets));
        }
      }
    }
    Path configuration = home.conf().resolve("holdfast.properties");
    if (Files.exists(configuration)) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(configuration, StandardCharsets.UTF_8)) {
        properties.load(reader);
      }
      for (String key : properties.stringPropertyNames()) {
        if (key.endsWith("-file") && !key.endsWith("certificate-file")) {
          lines(Path.of(properties.getProperty(key)), secrets);
        }
      }
    }
    System.getenv()
        .forEach(
            (name, text) -> {
              if (name.toLowerCase(Locale.ROOT).matches(".*(password|secret|token|api_?key).*")
                  && text.length() >= SHORTEST) {
                secrets.add(text);
              }
            });
    return secrets;
  }

  private static boolean isSecret(Path file) {
    String name = String.valueOf(file.getFileName());
    return Files.isRegularFile(file)
        && !name.endsWith(".crt")
        && !name.endsWith(".p12")
        && !name.equals("ready")
        && !name.equals("lock");
  }

  /** Each line is taken for a secret of its own; comments and the armour of PEM are not. */
  private static void lines(Path file, Set<String> into) {
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= LARGEST) {
        Files.readString(file, StandardCharsets.ISO_8859_1)
            .lines()
            .map(String::strip)
            .filter(line -> line.length() >= SHORTEST)
            .filter(line -> !line.startsWith("#") && !line.startsWith("-----"))
            .forEach(into::add);
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be read; what it holds is not looked for in the bundle.", file, e);
    }
  }
}
