package dev.holdfast.appliance.arch;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The tiers of the house, top first. A package may use its own tier and those below it. */
enum Tier {
  WHOLE("", "backup", "diagnostics", "gates", "webui"),
  USED(
      "auditlog",
      "acme",
      "datakeys",
      "gateway",
      "mcp",
      "guardrail",
      "prompt",
      "workflow",
      "knowledge",
      "oauth",
      "portal",
      "radar"),
  ADMISSION("admission"),
  RIGHTS("quota", "licensing", "identity", "tenant", "authz"),
  SHARED("audit", "secret", "kms", "observe", "config", "job", "event", "flag"),
  PLATFORM("platform");

  static final String ROOT = "dev.holdfast.appliance";

  private final List<String> features;

  Tier(String... features) {
    this.features = List.of(features);
  }

  /** The tier of a package of the appliance; empty for every other package. */
  static Optional<Tier> of(String packageName) {
    if (!packageName.equals(ROOT) && !packageName.startsWith(ROOT + ".")) {
      return Optional.empty();
    }
    String feature = feature(packageName);
    return Arrays.stream(values()).filter(tier -> tier.features.contains(feature)).findFirst();
  }

  /** The first part of the name below the root; empty for the root itself. */
  static String feature(String packageName) {
    if (packageName.length() <= ROOT.length()) {
      return "";
    }
    String below = packageName.substring(ROOT.length() + 1);
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }

  boolean mayUse(Tier other) {
    return other.ordinal() >= ordinal();
  }
}
