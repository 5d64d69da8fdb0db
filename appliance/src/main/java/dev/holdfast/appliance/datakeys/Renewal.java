package dev.holdfast.appliance.datakeys;

import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.secret.DataKeys;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What became of the tenants' data keys, one after the other. A tenant whose key the KMS refuses
 * does not hold up the others: it may be the tenant who took the right away.
 *
 * @param failed how many of the items have a code
 */
@Serdeable
record Renewal(List<Done> items, int failed) {
  Renewal {
    items = List.copyOf(items);
  }

  /**
   * One tenant.
   *
   * @param version the newest data key, which seals
   * @param wrapped how many data keys the KMS wrapped; 0 where it failed at the first
   * @param code why it failed; null where it did not
   */
  @Serdeable
  record Done(
      String tenant, int version, int wrapped, @Nullable String code, @Nullable String detail) {}

  /**
   * Goes through the tenants.
   *
   * @param each does the work for one, and says how many keys were wrapped
   */
  static Renewal of(DataKeys keys, List<TenantId> tenants, ToIntFunction<TenantId> each) {
    List<Done> items =
        tenants.stream()
            .sorted(Comparator.comparing(TenantId::text))
            .map(tenant -> done(keys, tenant, each))
            .toList();
    return new Renewal(items, (int) items.stream().filter(item -> item.code() != null).count());
  }

  private static Done done(DataKeys keys, TenantId tenant, ToIntFunction<TenantId> each) {
    int wrapped = 0;
    Problem problem = null;
    try {
      wrapped = each.applyAsInt(tenant);
    } catch (ProblemException e) {
      problem = e.problem();
    }
    int newest = keys.keys(tenant).stream().mapToInt(DataKeys.Key::version).max().orElse(0);
    return new Done(
        tenant.text(),
        newest,
        wrapped,
        problem == null ? null : problem.code().code(),
        problem == null ? null : problem.detail());
  }
}
