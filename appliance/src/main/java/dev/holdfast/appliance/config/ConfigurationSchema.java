package dev.holdfast.appliance.config;

import dev.holdfast.appliance.platform.config.Told;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.naming.NameUtils;
import jakarta.inject.Singleton;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Every key of the configuration with its type, its default, and what strangers are told of its
 * value: as the features' records say, so that it cannot fall behind.
 */
@Singleton
public final class ConfigurationSchema {
  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,19}");
  private static final Pattern DURATION =
      Pattern.compile("[0-9]{1,12}(?:ns|us|ms|s|m|h|d)|P[0-9DTHMS.]{1,30}");
  private static final Pattern FLAG = Pattern.compile("true|false");
  private static final Pattern NOTHING = Pattern.compile("(?!)");

  private final SortedMap<String, Setting> settings;

  public ConfigurationSchema() {
    SortedMap<String, Setting> all = new TreeMap<>();
    KnownKeys.load().sources().forEach((key, source) -> all.put(key, setting(key, source)));
    settings = Collections.unmodifiableSortedMap(all);
  }

  /**
   * A key.
   *
   * @param told how much of its value strangers are told
   * @param marked whether its record says so; otherwise its type does
   * @param list whether its value is a list
   * @param usual its default; empty where it has none
   * @param shape what a value looks like that is told as it is
   */
  public record Setting(
      String key, Told.As told, boolean marked, boolean list, String usual, Pattern shape) {
    /** Whether this very value may be told as it is: it looks as it should, or is the default. */
    public boolean plain(String value) {
      return told == Told.As.AS_IT_IS
          ? shape.matcher(value).matches()
          : told == Told.As.TOKEN && value.equals(usual);
    }
  }

  /** All of them, by their keys. */
  public SortedMap<String, Setting> settings() {
    return settings;
  }

  /** The setting that a line of the file sets, which may be one item of a list. */
  public Optional<Setting> find(String key) {
    return Optional.ofNullable(settings.get(KnownKeys.withoutIndex(key)));
  }

  private static Setting setting(String key, String source) {
    Parameter parameter = parameter(key, source);
    Told mark = parameter.getAnnotation(Told.class);
    Bindable bindable = parameter.getAnnotation(Bindable.class);
    String usual = bindable == null ? "" : bindable.defaultValue();
    boolean list = List.class.isAssignableFrom(parameter.getType());
    Pattern byType = shapeOf(parameter.getType());
    if (mark != null) {
      Pattern shape = mark.where().isEmpty() ? NOTHING : Pattern.compile(mark.where());
      return new Setting(key, mark.value(), true, list, usual, shape);
    }
    return byType == null
        ? new Setting(key, Told.As.NEVER, false, list, usual, NOTHING)
        : new Setting(key, Told.As.AS_IT_IS, false, list, usual, byType);
  }

  /** The record's parameter whose name, with hyphens, is the key's end. */
  private static Parameter parameter(String key, String source) {
    try {
      Class<?> type = Class.forName(source, false, ConfigurationSchema.class.getClassLoader());
      RecordComponent[] components = type.getRecordComponents();
      if (components == null) {
        throw new IllegalStateException(source + ", which has " + key + ", is no record");
      }
      Constructor<?> canonical =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      String end = key.substring(key.lastIndexOf('.') + 1);
      for (int i = 0; i < components.length; i++) {
        if (NameUtils.hyphenate(components[i].getName()).equals(end)) {
          return canonical.getParameters()[i];
        }
      }
      throw new IllegalStateException(source + " has no component for " + key);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(source + " cannot be looked into", e);
    }
  }

  private static @Nullable Pattern shapeOf(Class<?> type) {
    if (type == int.class || type == long.class) {
      return INTEGER;
    }
    if (type == boolean.class) {
      return FLAG;
    }
    if (type == Duration.class) {
      return DURATION;
    }
    Object[] constants = type.getEnumConstants();
    if (constants == null) {
      return null;
    }
    return Pattern.compile(
        String.join(
            "|",
            Arrays.stream(constants)
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                .map(name -> name.replace("_", "[_-]"))
                .toList()),
        Pattern.CASE_INSENSITIVE);
  }
}
