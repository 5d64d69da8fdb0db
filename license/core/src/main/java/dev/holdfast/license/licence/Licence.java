package dev.holdfast.license.licence;

import dev.holdfast.license.activation.Binding;
import dev.holdfast.license.statement.JsonFields;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A licence, format 1 (schema: {@code licence-v1.schema.json}). Missing means off: a capability or
 * a quota that is not named is not granted.
 *
 * @param newer members that this version does not know, and that the vendor did not mark critical
 */
public record Licence(
    Header header,
    Customer customer,
    Term term,
    Scope scope,
    Grant grant,
    Support support,
    List<String> newer) {
  public Licence {
    newer = List.copyOf(newer);
  }

  /**
   * What this licence is.
   *
   * @param id {@code lic_} and 26 characters; the same through all its sequences
   * @param sequence 1 and up; a higher one replaces a lower one of the same id
   */
  public record Header(String id, long sequence, String product, String plan, Kind kind) {}

  /** Why it was given. */
  public enum Kind {
    TRIAL,
    PAID,
    INTERNAL
  }

  /** For whom. */
  public record Customer(String id, String name) {}

  /**
   * When.
   *
   * @param issued when it was signed
   * @param graceDays days after {@code expires} in which nothing is withheld, 0 to 366
   * @param updatesUntil releases built until then may run under it; null means until it expires
   */
  public record Term(
      Instant issued,
      Instant notBefore,
      Instant expires,
      int graceDays,
      @Nullable Instant updatesUntil) {
    /** The end of the grace days. */
    public Instant graceEnds() {
      return expires.plus(Duration.ofDays(graceDays));
    }
  }

  /**
   * Where.
   *
   * @param modes the ways of running that it covers
   * @param installation the installation that it is bound to; null for any
   * @param binding the request that it answers, and the machine; null for any machine
   */
  public record Scope(
      Set<Mode> modes,
      String edition,
      Versions versions,
      @Nullable String installation,
      @Nullable Binding binding) {
    public Scope {
      modes = Collections.unmodifiableSet(new LinkedHashSet<>(modes));
    }

    /** Any machine. */
    public Scope(
        Set<Mode> modes, String edition, Versions versions, @Nullable String installation) {
      this(modes, edition, versions, installation, null);
    }
  }

  /** A way of running the appliance. */
  public enum Mode {
    CUSTOMER_CLOUD,
    BYOC,
    AIR_GAPPED,
    MANAGED
  }

  /**
   * What it grants.
   *
   * @param capabilities names, known to this version or not
   * @param quotas amounts by name, known to this version or not
   */
  public record Grant(Set<String> capabilities, Map<String, Quota> quotas) {
    public Grant {
      capabilities = Collections.unmodifiableSet(new LinkedHashSet<>(capabilities));
      quotas = Collections.unmodifiableMap(new LinkedHashMap<>(quotas));
    }

    public Optional<Quota> quota(String name) {
      return Optional.ofNullable(quotas.get(name));
    }
  }

  /** Whom to ask. */
  public record Support(String tier, List<Contact> contacts) {
    public Support {
      contacts = List.copyOf(new ArrayList<>(contacts));
    }
  }

  /** Somebody to ask. */
  public record Contact(String role, String name, String email) {}

  /**
   * Reads the payload of a verified statement.
   *
   * @throws dev.holdfast.license.statement.RefusedException where it is no sound licence
   */
  public static Licence read(JsonFields payload) {
    return LicenceFormat.read(payload);
  }

  /** The payload to be signed. */
  public byte[] payload() {
    return LicenceFormat.write(this);
  }
}
