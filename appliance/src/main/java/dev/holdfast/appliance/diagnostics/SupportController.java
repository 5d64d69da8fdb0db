package dev.holdfast.appliance.diagnostics;

import dev.holdfast.appliance.audit.AuditNotes;
import dev.holdfast.appliance.authz.Needs;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.backup.archive.RecoveryKey;
import dev.holdfast.appliance.licensing.Unlicensed;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.json.Fields;
import dev.holdfast.license.support.Analyzers;
import dev.holdfast.license.support.SupportKey;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Support bundles, for the operator: seen first, then written. */
@Tag(name = "Support")
@Unlicensed("Diagnostics never stop")
@Controller("/api/platform/support")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SupportController {
  private static final int LONGEST_ID = 40;

  private final SupportBundles bundles;
  private final SupportShelf shelf;
  private final SupportKeys keys;

  SupportController(SupportBundles bundles, SupportShelf shelf, SupportKeys keys) {
    this.bundles = bundles;
    this.shelf = shelf;
    this.keys = keys;
  }

  @Operation(summary = "Lists the support bundles, and says for whom new ones are encrypted")
  @Get
  @Needs(action = "support.list", permission = Permission.PLATFORM_READ)
  Overview list() {
    RecoveryKey customer = keys.customer();
    return new Overview(
        keys.vendor().map(SupportKey::id).orElse(null),
        customer == null ? null : customer.id(),
        shelf.list().stream().map(Item::of).toList());
  }

  @Operation(summary = "Gathers and redacts what a bundle would hold; nothing is written")
  @Post("/previews")
  @Status(HttpStatus.CREATED)
  @Needs(action = "support.preview", permission = Permission.PLATFORM_WRITE)
  PreviewView preview(HttpRequest<?> request) {
    SupportBundles.Preview preview = bundles.preview();
    AuditNotes.of(request).target(preview.id());
    return PreviewView.of(preview);
  }

  @Operation(summary = "Shows a file of a preview, as it would leave")
  @Get("/previews/{id}/files")
  @Produces(MediaType.TEXT_PLAIN)
  @Needs(action = "support.preview.read", permission = Permission.PLATFORM_READ)
  String file(String id, @QueryValue String name) {
    byte[] bytes = bundles.kept(id).files().get(name);
    if (bytes == null) {
      throw Problem.of(ErrorCode.NOT_FOUND, "The preview has no such file.").asException();
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Operation(summary = "Signs, encrypts and writes exactly what a preview showed")
  @Post("/bundles")
  @Status(HttpStatus.CREATED)
  @Needs(action = "support.bundle.create", permission = Permission.PLATFORM_WRITE)
  Item write(@Body Choice body, HttpRequest<?> request) {
    SupportShelf.Written written =
        bundles.write(Fields.text("preview", body.preview(), LONGEST_ID));
    AuditNotes.of(request)
        .target(written.id())
        .detail("recipients", String.join(", ", written.recipients()))
        .detail("bytes", Long.toString(written.bytes()));
    return Item.of(written);
  }

  @Operation(summary = "Gives a written bundle, encrypted as it is")
  @Get("/bundles/{id}/content")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @Needs(action = "support.bundle.read", permission = Permission.PLATFORM_READ)
  HttpResponse<byte[]> content(String id, HttpRequest<?> request) {
    AuditNotes.of(request).target(id);
    return HttpResponse.ok(shelf.bundle(id))
        .header("Content-Disposition", "attachment; filename=\"" + id + ".hfsupport\"");
  }

  @Operation(summary = "Gives the signed receipt of a written bundle")
  @Get("/bundles/{id}/receipt")
  @Produces(MediaType.TEXT_PLAIN)
  @Needs(action = "support.receipt.read", permission = Permission.PLATFORM_READ)
  String receipt(String id) {
    return new String(shelf.receipt(id), StandardCharsets.UTF_8);
  }

  /** For whom, and what there is. */
  @Serdeable
  record Overview(@Nullable String vendorKey, @Nullable String recoveryKey, List<Item> items) {}

  /** A written bundle. */
  @Serdeable
  record Item(String id, Instant createdAt, long bytes, String file, List<String> recipients) {
    static Item of(SupportShelf.Written written) {
      return new Item(
          written.id(),
          written.createdAt(),
          written.bytes(),
          written.file().toString(),
          written.recipients());
    }
  }

  /** What would leave. */
  @Serdeable
  record PreviewView(
      String id,
      Instant at,
      List<FileView> files,
      List<String> warnings,
      Map<String, Long> redactions,
      List<FindingView> findings) {
    static PreviewView of(SupportBundles.Preview preview) {
      return new PreviewView(
          preview.id(),
          preview.at(),
          preview.files().entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .map(file -> new FileView(file.getKey(), file.getValue().length))
              .toList(),
          preview.warnings(),
          preview.redactions(),
          preview.findings().stream().map(FindingView::of).toList());
    }
  }

  /** A file of a preview. */
  @Serdeable
  record FileView(String name, long bytes) {}

  /** What the analyzers found. */
  @Serdeable
  record FindingView(String severity, String id, String words) {
    static FindingView of(Analyzers.Finding finding) {
      return new FindingView(finding.severity(), finding.id(), finding.words());
    }
  }

  /** Which preview is to be written. */
  @Serdeable
  record Choice(@Nullable String preview) {}
}
