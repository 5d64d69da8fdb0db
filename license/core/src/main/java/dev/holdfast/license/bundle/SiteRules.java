package dev.holdfast.license.bundle;

import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.licence.Versions;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Whether a sound bundle may be used at a site: the attacks of TUF 1.0.34, section 1.5.2. */
final class SiteRules {
  /** How far ahead of the reader's clock a bundle may be issued. */
  static final Duration MAX_SKEW = Duration.ofHours(24);

  /** How far a sequence may run ahead of what is known, so that no bundle uses the numbers up. */
  static final long MAX_AHEAD = 1_000;

  private final BundleManifest manifest;
  private final BundleManifest.Release release;
  private final Site site;
  private final List<String> notices = new ArrayList<>();

  private SiteRules(BundleManifest manifest, Site site) {
    this.manifest = manifest;
    this.release = manifest.release();
    this.site = site;
  }

  /**
   * What people should know, in sentences.
   *
   * @throws RefusedException where the bundle may not be used here
   */
  static List<String> check(BundleManifest manifest, Site site, TrustAnchors anchors) {
    SiteRules rules = new SiteRules(manifest, site);
    rules.verifier();
    rules.machine();
    rules.time();
    Site.Installed installed = site.installed();
    if (installed != null) {
      rules.track(installed);
      rules.sequence(installed, anchors);
      rules.road(installed);
    } else if (manifest.isDelta() && site.architecture() != null) {
      throw new RefusedException(Refusal.BASE_WRONG, "nothing is installed here");
    }
    return List.copyOf(rules.notices);
  }

  private void verifier() {
    String minimum = manifest.upgrade().minimumVerifier();
    if (Versions.compare(numbers(site.verifier()), numbers(minimum)) < 0) {
      throw new RefusedException(
          Refusal.VERIFIER_TOO_OLD, "this is " + site.verifier() + ", it needs " + minimum);
    }
  }

  private void machine() {
    String here = site.architecture();
    if (here != null && !here.equals(release.architecture())) {
      throw new RefusedException(
          Refusal.WRONG_ARCHITECTURE, "it is for " + release.architecture() + ", this is " + here);
    }
  }

  private void time() {
    Instant now = site.now();
    if (now == null) {
      return;
    }
    if (manifest.issued().isAfter(now.plus(MAX_SKEW))) {
      throw new RefusedException(
          Refusal.ISSUED_IN_FUTURE, "issued " + manifest.issued() + ", this clock says " + now);
    }
    if (!now.isBefore(manifest.expires())) {
      String since = "since " + manifest.expires() + "; this clock says " + now;
      if (site.refuseExpired()) {
        throw new RefusedException(Refusal.EXPIRED, since);
      }
      notices.add(
          "THIS BUNDLE HAS EXPIRED, "
              + since
              + ". Newer ones may be kept from this site: ask the vendor for the newest.");
    }
  }

  private void track(Site.Installed installed) {
    if (!installed.edition().equals(release.edition())) {
      throw new RefusedException(
          Refusal.WRONG_EDITION, release.edition() + " instead of " + installed.edition());
    }
    if (!installed.channel().equals(release.channel())) {
      throw new RefusedException(
          Refusal.WRONG_CHANNEL, release.channel() + " instead of " + installed.channel());
    }
    BundleManifest.Base base = manifest.base();
    // What was cut off after the switch is gone on with: then the delta's own release is installed.
    if (base != null
        && !base.snapshot().equals(installed.snapshot())
        && !manifest.snapshot().equals(installed.snapshot())) {
      throw new RefusedException(
          Refusal.BASE_WRONG,
          "it builds on " + base.version() + ", " + installed.version() + " is installed");
    }
  }

  private void sequence(Site.Installed installed, TrustAnchors anchors) {
    boolean same = installed.snapshot().equals(manifest.snapshot());
    if (release.sequence() == installed.sequence() && !same) {
      throw new RefusedException(Refusal.SEQUENCE_REUSED, "sequence " + release.sequence());
    }
    if (release.sequence() > installed.highestSequence() + MAX_AHEAD) {
      throw new RefusedException(
          Refusal.SEQUENCE_TOO_FAR,
          release.sequence() + ", where " + installed.highestSequence() + " is known");
    }
    boolean older =
        release.sequence() < installed.highestSequence()
            || Versions.compare(numbers(release.version()), numbers(installed.version())) < 0;
    if (!older || (same && release.sequence() == installed.sequence())) {
      return;
    }
    byte[] permit = site.permit();
    if (permit == null) {
      throw new RefusedException(
          Refusal.SEQUENCE_DECREASED,
          release.version()
              + " is sequence "
              + release.sequence()
              + ", this site knows "
              + installed.highestSequence()
              + "; going back needs the vendor's permit");
    }
    requireFits(RollbackPermit.verify(permit, anchors), installed);
  }

  private void requireFits(RollbackPermit permit, Site.Installed installed) {
    String wrong = null;
    Instant now = site.now();
    if (!permit.snapshot().equals(manifest.snapshot())) {
      wrong = "it is for another release";
    } else if (installed.highestSequence() > permit.fromSequence()) {
      wrong = "this site knows a newer release than the permit speaks of";
    } else if (permit.installation() != null
        && !permit.installation().equals(installed.installation())) {
      wrong = "it is for another installation";
    } else if (now == null || !now.isBefore(permit.expires())) {
      wrong = "it has expired";
    }
    if (wrong != null) {
      throw new RefusedException(Refusal.PERMIT_WRONG, wrong);
    }
    notices.add("Going back to an older release by the vendor's permit " + permit.id() + ".");
  }

  private void road(Site.Installed installed) {
    if (Versions.compare(numbers(release.version()), numbers(installed.version())) <= 0) {
      return;
    }
    switch (manifest.upgrade().from(installed.version())) {
      case Upgrade.Road.Open(Upgrade.Gate gate) -> {
        if (!gate.reversible()) {
          notices.add("There is no way back from this upgrade but the snapshot taken before it.");
        }
      }
      case Upgrade.Road.StopFirst(String version, Upgrade.Gate gate) ->
          throw new RefusedException(
              Refusal.STOP_REQUIRED, "from " + installed.version() + " install " + version);
      case Upgrade.Road.Closed(String from) ->
          throw new RefusedException(Refusal.STOP_REQUIRED, "no upgrade leads here from " + from);
    }
  }

  private static String numbers(String version) {
    return version.split("[-+]", 2)[0];
  }
}
