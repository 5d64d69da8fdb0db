package dev.holdfast.appliance.platform.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a component of a configuration record: what strangers (the vendor's support) are told of its
 * value. Numbers, durations, flags and enumerations need none, because their type says enough: they
 * are shown where they are what their type says. Every text has one; a test sees to it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Told {
  /** How much is told. */
  As value();

  /** What a value looks like that is told as it is; anything else is not told. */
  String where() default "";

  /** How much. */
  enum As {
    /** The value; it is one of few words. */
    AS_IT_IS("as it is"),
    /** A token in the place of each name and address. */
    TOKEN("as a token"),
    /** Nothing, not even how long it is. */
    NEVER("never");

    private final String words;

    As(String words) {
      this.words = words;
    }

    /** For the reference. */
    public String words() {
      return words;
    }
  }
}
