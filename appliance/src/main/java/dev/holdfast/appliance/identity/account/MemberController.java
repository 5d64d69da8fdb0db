package dev.holdfast.appliance.identity.account;

import dev.holdfast.appliance.audit.AuditNotes;
import dev.holdfast.appliance.authz.Needs;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.authz.Role;
import dev.holdfast.appliance.identity.AccountId;
import dev.holdfast.appliance.licensing.Unlicensed;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.platform.json.Fields;
import dev.holdfast.appliance.platform.json.Listing;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A tenant's members. */
@Tag(name = "Members")
@Unlicensed("How many there may be is a quota")
@Controller("/api/tenants/{tenant}/members")
@ExecuteOn(TaskExecutors.BLOCKING)
final class MemberController {
  private static final String ROLES = "admin, member or viewer";

  private final Members members;

  MemberController(Members members) {
    this.members = members;
  }

  @Operation(summary = "Lists the members")
  @Get
  @Needs(action = "member.list", permission = Permission.MEMBER_READ)
  Listing<MemberView> list(TenantId tenant) {
    return Listing.whole(members.all(tenant).stream().map(MemberView::of).toList());
  }

  @Operation(
      summary = "Adds a member",
      description =
          "Name and passphrase are for a person who has no account yet; an account that exists"
              + " keeps its own.")
  @Post
  @Status(HttpStatus.CREATED)
  @Needs(action = "member.create", permission = Permission.MEMBER_WRITE)
  MemberView add(TenantId tenant, @Body NewMember body, HttpRequest<?> request) {
    Role role = Fields.parsed("role", body.role(), Role::ofCode, ROLES);
    MemberView added =
        MemberView.of(
            members.add(
                tenant, new Members.NewMember(body.email(), body.name(), role, body.passphrase())));
    AuditNotes.of(request)
        .target(added.id())
        .detail("email", added.email())
        .detail("role", role.code());
    return added;
  }

  @Operation(summary = "Changes a member's role, name or passphrase; what is absent stays")
  @Patch("/{id}")
  @Needs(action = "member.change", permission = Permission.MEMBER_WRITE)
  MemberView change(TenantId tenant, String id, @Body MemberChange body, HttpRequest<?> request) {
    AuditNotes notes = AuditNotes.of(request).target(id);
    Role role =
        body.role() == null ? null : Fields.parsed("role", body.role(), Role::ofCode, ROLES);
    if (role != null) {
      notes.detail("role", role.code());
    }
    if (body.passphrase() != null) {
      notes.detail("passphrase", "reset");
    }
    return AccountId.parse(id)
        .flatMap(
            account ->
                members.change(
                    tenant,
                    account,
                    new Members.MemberChange(body.name(), role, body.passphrase())))
        .map(MemberView::of)
        .orElseThrow(MemberController::notFound);
  }

  @Operation(summary = "Removes a member, and ends what they may do here at once")
  @Delete("/{id}")
  @Status(HttpStatus.NO_CONTENT)
  @Needs(action = "member.delete", permission = Permission.MEMBER_WRITE)
  void remove(TenantId tenant, String id, HttpRequest<?> request) {
    AuditNotes.of(request).target(id);
    AccountId account = AccountId.parse(id).orElseThrow(MemberController::notFound);
    if (!members.remove(tenant, account)) {
      throw notFound();
    }
  }

  private static RuntimeException notFound() {
    return Problem.of(ErrorCode.NOT_FOUND, "No such member.").asException();
  }

  /** A member as the API shows it. */
  @Serdeable
  record MemberView(String id, String email, String name, String role, Instant createdAt) {
    static MemberView of(MembershipStore.Member member) {
      return new MemberView(
          member.account().id().text(),
          member.account().email().text(),
          member.account().name(),
          member.role().code(),
          member.joinedAt());
    }
  }

  /** Who joins. */
  @Serdeable
  record NewMember(
      @Nullable String email,
      @Nullable String name,
      @Nullable String role,
      @Nullable String passphrase) {
    /** Not the passphrase. */
    @Override
    public String toString() {
      return "NewMember[" + email + "]";
    }
  }

  /** What changes. */
  @Serdeable
  record MemberChange(@Nullable String name, @Nullable String role, @Nullable String passphrase) {
    /** Not the passphrase. */
    @Override
    public String toString() {
      return "MemberChange[" + name + ", " + role + "]";
    }
  }
}
