package dev.holdfast.appliance.licensing;

import dev.holdfast.appliance.audit.Actor;
import dev.holdfast.appliance.audit.Audit;
import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.licensing.clock.Reading;
import dev.holdfast.appliance.licensing.kept.LicenceSteps;
import dev.holdfast.appliance.licensing.mail.Postman;
import dev.holdfast.license.licence.Ladder;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.statement.Times;
import dev.holdfast.license.statement.Wire;
import io.micronaut.context.BeanProvider;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people of each rung that a licence steps on, and of a clock that cannot be trusted: in the
 * history, the log, the platform's audit log, and by mail. Once for all nodes, and never again
 * after a restart.
 */
@Singleton
final class LicenceChronicle {
  private static final Logger LOG = LoggerFactory.getLogger(LicenceChronicle.class);
  private static final String COMMUNITY = "community";

  private final BeanProvider<Audit> audit;
  private final LicenceSteps steps;
  private final Postman postman;
  private String told = "";
  private LicenceSteps.@Nullable Step owed;

  LicenceChronicle(BeanProvider<Audit> audit, LicenceSteps steps, Postman postman) {
    this.audit = audit;
    this.steps = steps;
    this.postman = postman;
  }

  /** Compares with what was told last; tries again at the next call where that fails. */
  synchronized void follow(LicensingState state) {
    LicenceSteps.Step step = stepOf(state);
    if (owed == null && step.what().equals(told)) {
      return;
    }
    try {
      if (owed != null) {
        tell(owed, state);
        owed = null;
      }
      // An appliance that never had a licence has nothing to tell.
      boolean silent = told.isEmpty() && step.what().equals(COMMUNITY) && steps.newest(1).isEmpty();
      if (!silent && !step.what().equals(told) && steps.add(step)) {
        owed = step;
        tell(step, state);
        owed = null;
      }
      told = step.what();
    } catch (RuntimeException e) {
      // The state follows from signed files and the clock; it must not wait for its history.
      LOG.warn("The licence's step cannot be written down yet: {}", e.toString());
    }
  }

  private void tell(LicenceSteps.Step step, LicensingState state) {
    LOG.warn("Licence: {}", step.sentence());
    Map<String, String> details = new LinkedHashMap<>();
    details.put("stage", step.stage());
    details.put("sentence", step.sentence());
    details.put("time", step.at().toString());
    if (state.time().suspect()) {
      details.put("machineClock", state.time().wall().toString());
    }
    if (audit.isPresent()) {
      audit.get().record(event(step, details));
    }
    if (!step.stage().equals(Wire.of(Ladder.Stage.ACTIVE)) || state.time().suspect()) {
      postman.send(letter(step, state));
    }
  }

  private static AuditEvent event(LicenceSteps.Step step, Map<String, String> details) {
    return new AuditEvent(
        null,
        Actor.SYSTEM,
        "licence.change",
        step.licence(),
        Outcome.SUCCESS,
        null,
        "",
        null,
        details,
        null);
  }

  private static Postman.Letter letter(LicenceSteps.Step step, LicensingState state) {
    HeldLicence inForce = state.inForce();
    StringBuilder text = new StringBuilder(step.sentence()).append("\n\n");
    if (inForce != null) {
      Licence licence = inForce.licence();
      text.append("Licence: ").append(licence.header().id()).append(", plan ");
      text.append(licence.header().plan()).append(", for ").append(licence.customer().name());
      Instant now = state.time().now();
      if (inForce.reasonAt(now) != HeldLicence.Reason.REVOKED) {
        text.append("\nEnds: ").append(Times.readable(licence.term().expires()));
      }
      inForce
          .ruling(now)
          .nextAfter(now)
          .ifPresent(
              next ->
                  text.append("\nNext, on ")
                      .append(Times.readable(next.at()))
                      .append(": ")
                      .append(next.sentence()));
      text.append("\n");
    }
    text.append("\nNever stops: ").append(String.join(", ", Ladder.neverStops())).append(".\n");
    return new Postman.Letter("Holdfast licence: " + step.sentence(), text.toString(), step.at());
  }

  private static LicenceSteps.Step stepOf(LicensingState state) {
    Reading time = state.time();
    Instant now = time.now();
    String clock = time.suspect() ? " The clock is suspect." : "";
    String suffix = time.suspect() ? "/clock-suspect" : "";
    HeldLicence inForce = state.inForce();
    if (inForce == null) {
      return new LicenceSteps.Step(
          now, "", COMMUNITY, COMMUNITY + suffix, "The community plan rules." + clock);
    }
    Licence.Header header = inForce.licence().header();
    Optional<Ladder.Rung> rung = inForce.rungAt(now);
    String what =
        header.id()
            + "#"
            + header.sequence()
            + "/"
            + Wire.of(inForce.stageAt(now))
            + "/"
            + rung.map(each -> each.at().toString()).orElse("")
            + suffix;
    return new LicenceSteps.Step(
        now, header.id(), Wire.of(inForce.stageAt(now)), what, inForce.sentenceAt(now) + clock);
  }
}
