package dev.holdfast.vendor;

import dev.holdfast.vendor.shell.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** Writes the sources of the manual pages while building, from the command model itself. */
public final class ManPages {
  private ManPages() {}

  /**
   * Writes them.
   *
   * @param args the folder
   */
  public static void main(String[] args) throws IOException {
    Terminal nowhere =
        new Terminal(
            new PrintWriter(Writer.nullWriter()),
            new PrintWriter(Writer.nullWriter()),
            InputStream.nullInputStream(),
            Clock.systemUTC());
    int code =
        ManPageGenerator.generateManPage(
            Path.of(args[0]).toFile(),
            null,
            new boolean[0],
            true,
            Main.commandLine(nowhere).getCommandSpec());
    if (code != 0) {
      throw new IOException("the manual pages cannot be made: code " + code);
    }
  }
}
