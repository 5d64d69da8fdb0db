package dev.holdfast.offline;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The Java runtime of a release: exactly the modules that its jars use, as {@code jdeps} finds
 * them, and those that nothing names in its code, each with a reason.
 */
final class Runtime {
  /** Modules that are used without being named in a class file. */
  private static final List<Hidden> HIDDEN =
      List.of(
          new Hidden("jdk.zipfs", "the file system over jars, which Flyway and Micronaut open"),
          new Hidden("jdk.localedata", "dates and numbers in the languages of the web UI"),
          new Hidden("jdk.jcmd", "thread dump and flight recording of a running service"),
          new Hidden("jdk.charsets", "certificates and directory entries in older encodings"),
          new Hidden("jdk.naming.dns", "names looked up with the site's own servers"),
          new Hidden("jdk.management.agent", "attaching to a running service on its own machine"));

  private Runtime() {}

  private record Hidden(String module, String why) {}

  /**
   * The modules that the jars use, and the hidden ones. Each jar is looked at as a folder of
   * classes: jdeps refuses a jar that calls itself a module and has not all the modules that it
   * might need.
   */
  static Set<String> modules(List<Path> jars, Path work) throws IOException {
    Set<String> modules = new TreeSet<>();
    for (Path jar : jars) {
      Path classes = work.resolve(String.valueOf(jar.getFileName()));
      // The service and holdfastctl have some jars in common.
      if (!Files.exists(classes) && unpack(jar, classes)) {
        tool("jdeps", "-s", "--ignore-missing-deps", classes.toString())
            .lines()
            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
            .filter(to -> to.matches("(java|jdk)\\.[a-z.]+"))
            .forEach(modules::add);
      }
    }
    Trees.delete(work);
    HIDDEN.forEach(hidden -> modules.add(hidden.module()));
    return modules;
  }

  private static boolean unpack(Path jar, Path classes) throws IOException {
    boolean any = false;
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
        String name = entry.getName();
        if (name.endsWith(".class")
            && !name.endsWith("module-info.class")
            && !name.startsWith("META-INF/")) {
          Path file = classes.resolve(name);
          Files.createDirectories(file.getParent());
          try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, file);
          }
          any = true;
        }
      }
    }
    return any;
  }

  /** What each hidden module is for, one line each. */
  static List<String> reasons() {
    return HIDDEN.stream().map(hidden -> hidden.module() + ": " + hidden.why()).toList();
  }

  /** Links the runtime, of the JDK that runs this. */
  static void link(Set<String> modules, Path target) throws IOException {
    link(modules, target, List.of("--strip-debug"));
  }

  /** Links the runtime with some more of jlink's options. */
  static void link(Set<String> modules, Path target, List<String> more) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--add-modules",
                String.join(",", modules),
                "--include-locales=en,de,fr,es,it,ja",
                "--no-header-files",
                "--no-man-pages",
                "--output",
                target.toString()));
    all.addAll(more);
    tool("jlink", all.toArray(String[]::new));
    List<Path> links;
    try (Stream<Path> walk = Files.walk(target)) {
      links = walk.filter(Files::isSymbolicLink).toList();
    }
    // Notices that are the same are links to one; a release has no links, and carries a file once.
    for (Path link : links) {
      byte[] bytes = Files.readAllBytes(link);
      Files.delete(link);
      Files.write(link, bytes);
    }
    for (Path file : Trees.files(target)) {
      boolean program =
          file.toString().contains("/bin/") || file.endsWith("jspawnhelper") || isLibrary(file);
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        Trees.mode(file, program);
      }
    }
  }

  private static boolean isLibrary(Path file) {
    return file.toString().endsWith(".so");
  }

  private static String tool(String name, String... args) throws IOException {
    ToolProvider tool =
        ToolProvider.findFirst(name).orElseThrow(() -> new IOException("the JDK has no " + name));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = tool.run(new PrintWriter(out), new PrintWriter(err), args);
    if (code != 0) {
      throw new IOException(name + " failed: " + out + err);
    }
    return out.toString();
  }

  /** The version of the JDK that the runtime is made of. */
  static String version(Path runtime) throws IOException {
    return Files.readAllLines(runtime.resolve("release"), StandardCharsets.UTF_8).stream()
        .filter(line -> line.startsWith("JAVA_VERSION="))
        .map(line -> line.replaceAll(".*=\"|\"", ""))
        .findFirst()
        .orElse("unknown");
  }
}
