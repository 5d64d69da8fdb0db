package dev.holdfast.appliance.auditlog;

import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.platform.json.Listing;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.server.types.files.StreamedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How what the log gives becomes an answer. */
final class Pages {
  static final String CSV = "text/csv";
  private static final Logger LOG = LoggerFactory.getLogger(Pages.class);
  private static final int BUFFER = 1 << 16;

  private Pages() {}

  static Listing<Views.Record> of(AuditLog.Page page) {
    return new Listing<>(page.items().stream().map(Views.Record::of).toList(), page.nextCursor());
  }

  /**
   * Written while it is sent, so that memory does not grow with the export. What can be refused is
   * refused first, as a problem; what fails later breaks the answer off, so that nobody takes a
   * part for the whole.
   */
  static HttpResponse<StreamedFile> csv(AuditLog log, AuditLog.Query query) {
    AuditLog.Page unused = log.page(query);
    return HttpResponse.ok(
        new StreamedFile(stream(log, query), MediaType.of(CSV)).attach("audit.csv"));
  }

  /** The file; reading it fails where writing it has failed. */
  static InputStream stream(AuditLog log, AuditLog.Query query) {
    try {
      PipedInputStream in = new PipedInputStream(BUFFER);
      PipedOutputStream out = new PipedOutputStream(in);
      Thread.ofVirtual().name("audit-export").start(() -> write(log, query, in, out));
      return in;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(
      AuditLog log, AuditLog.Query query, PipedInputStream in, PipedOutputStream out) {
    try {
      Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
      CsvExport.write(log, query, writer);
      writer.close();
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("An export ended early.", e); // most likely the client left
      breakOff(in);
    } catch (RuntimeException e) {
      LOG.warn("An export failed.", e);
      breakOff(in);
    }
  }

  /** Whoever reads meets a closed pipe, and not the end of the file. */
  private static void breakOff(PipedInputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      LOG.debug("A broken export could not be closed.", e);
    }
  }
}
