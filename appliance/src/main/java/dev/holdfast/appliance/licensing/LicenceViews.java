package dev.holdfast.appliance.licensing;

import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.licensing.clock.Reading;
import dev.holdfast.appliance.licensing.clock.Witness;
import dev.holdfast.license.key.Root;
import dev.holdfast.license.licence.Ladder;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.licence.Quota;
import dev.holdfast.license.statement.Times;
import dev.holdfast.license.statement.Wire;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Makes the licence page's data of the state, and of what the features count. */
@Singleton
final class LicenceViews {
  private static final String VAULT = "vault";

  private final Collection<QuotaUse> uses;
  private final Kms kms;

  LicenceViews(Collection<QuotaUse> uses, Kms kms) {
    this.uses = uses;
    this.kms = kms;
  }

  LicenceView view(LicensingState state, List<Witness> witnesses, @Nullable String installation) {
    Instant now = state.time().now();
    HeldLicence inForce = state.inForce();
    Licence licence = inForce == null ? null : inForce.licence();
    Licence.Term term = licence == null ? null : licence.term();
    return new LicenceView(
        stateOf(state),
        inForce == null ? "active" : Wire.of(inForce.stageAt(now)),
        sentence(state),
        licence == null ? "community" : licence.header().plan(),
        licence == null ? null : licence.customer().name(),
        licence == null ? null : licence.header().id(),
        licence == null ? null : licence.header().sequence(),
        licence == null ? null : Wire.of(licence.header().kind()),
        term == null ? null : term.issued(),
        term == null ? null : term.notBefore(),
        term == null ? null : term.expires(),
        term == null ? null : term.graceDays(),
        term == null ? null : term.updatesUntil(),
        installation,
        capabilities(state.entitlement()),
        unknown(licence),
        quotas(state, licence),
        ladder(inForce, now),
        Ladder.neverStops(),
        others(state, now),
        state.refused(),
        notices(state),
        clock(state.time(), witnesses),
        state.trust().development(),
        state.trust().roots().stream()
            .map(root -> root.name() + ", version " + root.version() + suffix(root))
            .toList());
  }

  /** A running appliance is never kept from its keys; people are told instead. */
  private List<String> notices(LicensingState state) {
    List<String> notices = new ArrayList<>(state.notices());
    if (kms.description().startsWith(VAULT) && !state.entitlement().grants(Capability.KMS_VAULT)) {
      notices.add(
          "Keys are in Vault, and the licence does not grant "
              + Capability.KMS_VAULT.code()
              + ". Nothing stops; ask your vendor for it.");
    }
    return notices;
  }

  private static String suffix(Root root) {
    return root.development() ? ", for development only" : "";
  }

  private static String stateOf(LicensingState state) {
    HeldLicence inForce = state.inForce();
    if (inForce == null) {
      return state.held().isEmpty() ? "community" : "not_yet_valid";
    }
    Instant now = state.time().now();
    return switch (inForce.reasonAt(now)) {
      case REVOKED -> "revoked";
      case OTHER_MACHINE -> "other_machine";
      case RELEASE -> "version_not_covered";
      case TERM ->
          switch (inForce.stageAt(now)) {
            case ACTIVE, NOTICE -> "valid";
            case GRACE -> "grace";
            case NO_NEW, READ_ONLY -> "expired";
            case NOT_YET_VALID -> "not_yet_valid";
          };
    };
  }

  private static String sentence(LicensingState state) {
    HeldLicence inForce = state.inForce();
    if (inForce != null) {
      return inForce.sentenceAt(state.time().now()) + dateOf(inForce, state.time().now());
    }
    Optional<Instant> begins =
        state.held().stream()
            .map(held -> held.licence().term().notBefore())
            .min(Instant::compareTo);
    return begins
        .map(
            at ->
                "The community plan rules until the licence begins on " + Times.readable(at) + ".")
        .orElse(
            state.lost()
                ? "The community plan rules; the licence that is kept does not hold any more."
                : "The community plan rules; no licence was added.");
  }

  /** The day that counts: the end of a licence that was taken back is nobody's concern. */
  private static String dateOf(HeldLicence inForce, Instant now) {
    Instant expires = inForce.licence().term().expires();
    return switch (inForce.reasonAt(now)) {
      case REVOKED -> since(" This appliance learned of it on ", inForce.revokedAt());
      case OTHER_MACHINE -> since(" It has been so since ", inForce.misfitSince());
      case TERM, RELEASE ->
          (expires.isAfter(now) ? " It ends on " : " It ended on ") + Times.readable(expires) + ".";
    };
  }

  private static String since(String words, @Nullable Instant at) {
    return at == null ? "" : words + Times.readable(at) + ".";
  }

  private static List<LicenceView.CapabilityView> capabilities(Entitlement entitlement) {
    return Arrays.stream(Capability.values())
        .map(
            capability ->
                new LicenceView.CapabilityView(
                    capability.code(), capability.sentence(), entitlement.grants(capability)))
        .toList();
  }

  private static List<String> unknown(@Nullable Licence licence) {
    return licence == null
        ? List.of()
        : licence.grant().capabilities().stream()
            .filter(code -> Capability.ofCode(code).isEmpty())
            .toList();
  }

  private List<LicenceView.QuotaView> quotas(LicensingState state, @Nullable Licence licence) {
    Map<QuotaName, Long> used = new EnumMap<>(QuotaName.class);
    uses.forEach(use -> used.put(use.name(), use.used()));
    return Arrays.stream(QuotaName.values())
        .map(
            name ->
                new LicenceView.QuotaView(
                    name.code(),
                    name.sentence(),
                    boxed(granted(name, licence)),
                    boxed(state.entitlement().quota(name)),
                    used.get(name)))
        .toList();
  }

  private static OptionalLong granted(QuotaName name, @Nullable Licence licence) {
    Optional<Quota> quota = licence == null ? Optional.empty() : licence.grant().quota(name.code());
    return quota.map(Quota::granted).orElseGet(() -> Community.quota(name));
  }

  private static @Nullable Long boxed(OptionalLong value) {
    return value.isEmpty() ? null : value.getAsLong();
  }

  private static List<LicenceView.RungView> ladder(@Nullable HeldLicence inForce, Instant now) {
    if (inForce == null) {
      return List.of();
    }
    return inForce.ruling(now).rungs().stream()
        .map(
            rung ->
                new LicenceView.RungView(
                    rung.at(), Wire.of(rung.stage()), rung.sentence(), !rung.at().isAfter(now)))
        .toList();
  }

  private static List<LicenceView.OtherView> others(LicensingState state, Instant now) {
    return state.held().stream()
        .map(
            held ->
                new LicenceView.OtherView(
                    held.licence().header().id(),
                    held.licence().header().sequence(),
                    held.licence().header().plan(),
                    Wire.of(held.licence().header().kind()),
                    Wire.of(held.stageAt(now)),
                    held.licence().term().notBefore(),
                    held.licence().term().expires(),
                    held.source(),
                    held.equals(state.inForce())))
        .toList();
  }

  private static LicenceView.ClockView clock(Reading time, List<Witness> witnesses) {
    return new LicenceView.ClockView(
        time.state().name().toLowerCase(Locale.ROOT),
        time.now(),
        time.wall(),
        time.behind().toSeconds(),
        clockSentence(time),
        witnesses.stream()
            .map(
                witness ->
                    new LicenceView.WitnessView(
                        witness.name(),
                        witness.seenAt(),
                        witness.standing().name().toLowerCase(Locale.ROOT)))
            .toList());
  }

  private static String clockSentence(Reading time) {
    String both =
        "This machine's clock says "
            + Times.readable(time.wall())
            + ", and it was already "
            + Times.readable(time.now())
            + ". ";
    return switch (time.state()) {
      case OK -> "The clock is in order.";
      case SKEWED -> both + "Set the clock; nothing else is affected.";
      case CLOCK_SUSPECT ->
          both
              + "Work goes on, and the licence goes by the later time. Set the clock; if the later"
              + " time is the wrong one, ask your vendor for a clock reset.";
    };
  }
}
