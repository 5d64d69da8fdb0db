package dev.holdfast.appliance.licensing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says that an endpoint, or every endpoint of a controller that does not say otherwise, works
 * without any capability of the licence. Every route carries this or {@link Licensed}; a test reads
 * them all.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Unlicensed {
  /** Why it needs none, for the reviewer. */
  String value();
}
