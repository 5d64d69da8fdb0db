package dev.holdfast.appliance.licensing;

import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;

/** The plan that rules without a licence; docs/licensing.md prints the same table. */
final class Community {
  static final Set<Capability> CAPABILITIES =
      Set.copyOf(EnumSet.of(Capability.GATEWAY_CHAT, Capability.GATEWAY_EMBEDDINGS));

  private static final long TENANTS = 1;
  private static final long USERS = 5;
  private static final long PROVIDERS = 2;
  private static final long NODES = 1;
  private static final long TOKENS_PER_DAY = 200_000;
  private static final long LONGEST_MONTH = 31;

  private Community() {}

  static OptionalLong quota(QuotaName quota) {
    return OptionalLong.of(
        switch (quota) {
          case TENANTS -> TENANTS;
          case USERS -> USERS;
          case PROVIDERS -> PROVIDERS;
          case NODES -> NODES;
          case TOKENS_PER_DAY -> TOKENS_PER_DAY;
          case TOKENS_PER_MONTH -> TOKENS_PER_DAY * LONGEST_MONTH;
        });
  }
}
