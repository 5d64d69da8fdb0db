package dev.holdfast.appliance.licensing;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The licence page's data.
 *
 * @param state {@code community}, {@code valid}, {@code grace}, {@code expired}, {@code
 *     not_yet_valid}, {@code revoked}, {@code other_machine} (bound to one that this is not) or
 *     {@code version_not_covered} (this release is not one that it covers)
 * @param stage the rung: {@code active}, {@code notice}, {@code grace}, {@code no-new}, {@code
 *     read-only} or {@code not-yet-valid}
 * @param unknownCapabilities what the licence grants and this version does not know
 * @param ladder all rungs, with their dates
 * @param updatesUntil releases built until then are covered; null means until the licence ends
 * @param installation this installation's id; null before its first minute
 * @param notices what people should know besides, in sentences
 * @param refusedFiles dropped files that were not taken, with the reason
 */
@Serdeable
record LicenceView(
    String state,
    String stage,
    String sentence,
    String plan,
    @Nullable String customer,
    @Nullable String id,
    @Nullable Long sequence,
    @Nullable String kind,
    @Nullable Instant issued,
    @Nullable Instant notBefore,
    @Nullable Instant expires,
    @Nullable Integer graceDays,
    @Nullable Instant updatesUntil,
    @Nullable String installation,
    List<CapabilityView> capabilities,
    List<String> unknownCapabilities,
    List<QuotaView> quotas,
    List<RungView> ladder,
    List<String> neverStops,
    List<OtherView> licences,
    Map<String, String> refusedFiles,
    List<String> notices,
    ClockView clock,
    boolean development,
    List<String> anchors) {
  LicenceView {
    capabilities = List.copyOf(capabilities);
    unknownCapabilities = List.copyOf(unknownCapabilities);
    quotas = List.copyOf(quotas);
    ladder = List.copyOf(ladder);
    neverStops = List.copyOf(neverStops);
    licences = List.copyOf(licences);
    refusedFiles = Map.copyOf(refusedFiles);
    notices = List.copyOf(notices);
    anchors = List.copyOf(anchors);
  }

  /** One capability. */
  @Serdeable
  record CapabilityView(String code, String sentence, boolean granted) {}

  /**
   * One quota.
   *
   * @param granted what was bought; null for unlimited
   * @param ceiling where use is refused, overage included; null for never
   * @param used null where nobody counts it yet
   */
  @Serdeable
  record QuotaView(
      String code,
      String sentence,
      @Nullable Long granted,
      @Nullable Long ceiling,
      @Nullable Long used) {}

  /** One rung of the ladder. */
  @Serdeable
  record RungView(Instant at, String stage, String sentence, boolean reached) {}

  /** One licence that is kept. */
  @Serdeable
  record OtherView(
      String id,
      long sequence,
      String plan,
      String kind,
      String stage,
      Instant notBefore,
      Instant expires,
      String source,
      boolean inForce) {}

  /**
   * The time that licences go by.
   *
   * @param state {@code ok}, {@code skewed} or {@code clock_suspect}
   * @param machine what the machine's clock says
   */
  @Serdeable
  record ClockView(
      String state,
      Instant now,
      Instant machine,
      long behindSeconds,
      String sentence,
      List<WitnessView> witnesses) {
    ClockView {
      witnesses = List.copyOf(witnesses);
    }
  }

  /**
   * One place that keeps the latest time seen, as it was when this process began.
   *
   * @param name {@code database}, {@code file} or {@code audit}
   * @param standing {@code agrees}, {@code behind}, {@code missing}, {@code unreadable} or {@code
   *     disbelieved}
   */
  @Serdeable
  record WitnessView(String name, @Nullable Instant seenAt, String standing) {}

  /** One step of the licence's history. */
  @Serdeable
  record StepView(Instant at, @Nullable String licence, String stage, String sentence) {}
}
