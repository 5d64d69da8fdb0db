package dev.holdfast.appliance.licensing;

import java.time.LocalDate;
import java.util.OptionalLong;

/**
 * How much of a quota is used, all tenants together. The feature that owns the counted things
 * offers a bean of this type; the licence page shows what is there.
 */
public interface QuotaUse {
  QuotaName name();

  /** The use now. May read the database; only the licence page and reports ask. */
  long used();

  /** The use on one day in UTC; empty where it is not counted by the day. */
  default OptionalLong usedOn(LocalDate day) {
    return OptionalLong.empty();
  }
}
