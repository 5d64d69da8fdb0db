package dev.holdfast.vendor.keys;

import dev.holdfast.license.key.Root;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.vendor.shell.Exit;
import dev.holdfast.vendor.shell.Terminal;
import dev.holdfast.vendor.shell.VendorException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "check-anchors",
    mixinStandardHelpOptions = true,
    description = {
      "Check the anchors that a build is about to carry, or that a finished one carries.",
      "A finished build must have exactly one anchors.json in all of its jars."
    })
final class KeysCheckAnchors implements Callable<Integer> {
  private static final String RESOURCE = "META-INF/holdfast/anchors.json";

  private final Terminal terminal;

  @Parameters(
      paramLabel = "PATH",
      description = "An anchors.json, a jar, or the folder with a build's jars.")
  private Path path = Path.of("anchors.json");

  @Option(names = "--release", description = "Refuse a development root.")
  private boolean release;

  KeysCheckAnchors(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    List<byte[]> found = find();
    if (found.size() != 1) {
      throw new VendorException(
          Exit.REFUSED, path + " has " + found.size() + " anchors.json; it must have one");
    }
    TrustAnchors anchors = TrustAnchors.parse(found.getFirst(), Suites.CURRENT);
    if (anchors.roots().isEmpty()) {
      throw new VendorException(Exit.REFUSED, path + " has no root");
    }
    if (release && anchors.development()) {
      throw new VendorException(
          Exit.REFUSED, path + " has a development root, which no release may carry");
    }
    for (Root root : anchors.roots()) {
      RootReport.print(terminal.out(), root);
    }
    return Exit.OK.code();
  }

  private List<byte[]> find() throws IOException {
    if (!Files.isDirectory(path)) {
      return path.toString().endsWith(".jar") ? inJar(path) : List.of(Files.readAllBytes(path));
    }
    List<byte[]> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.toString().endsWith(".jar")) {
          found.addAll(inJar(file));
        } else if (file.endsWith(RESOURCE)) {
          found.add(Files.readAllBytes(file));
        }
      }
    }
    return found;
  }

  private static List<byte[]> inJar(Path jar) throws IOException {
    try (JarFile open = new JarFile(jar.toFile())) {
      ZipEntry entry = open.getEntry(RESOURCE);
      if (entry == null) {
        return List.of();
      }
      try (InputStream in = open.getInputStream(entry)) {
        return List.of(in.readAllBytes());
      }
    }
  }
}
