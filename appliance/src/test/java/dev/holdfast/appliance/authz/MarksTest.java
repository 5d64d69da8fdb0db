package dev.holdfast.appliance.authz;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two marks of an endpoint: they are there at run time, and their defaults open nothing. */
class MarksTest {
  @ParameterizedTest
  @ValueSource(classes = {Needs.class, Open.class})
  void mark_anyEndpoint_isThereWhenTheRoadLooks(Class<?> mark) {
    assertThat(Objects.requireNonNull(mark.getAnnotation(Retention.class)).value())
        .isEqualTo(RetentionPolicy.RUNTIME);
    assertThat(Objects.requireNonNull(mark.getAnnotation(Target.class)).value())
        .containsExactly(ElementType.METHOD);
  }

  @Test
  void needs_actionAndPermission_haveNoDefaultToForget() {
    for (Method member : Needs.class.getDeclaredMethods()) {
      assertThat(member.getDefaultValue()).as(member.getName()).isNull();
    }
  }

  @Test
  void open_reason_hasNoDefaultAndTheRestStartsNothing() throws NoSuchMethodException {
    assertThat(Open.class.getMethod("reason").getDefaultValue()).isNull();
    assertThat(Open.class.getMethod("action").getDefaultValue()).isEqualTo("");
    assertThat(Open.class.getMethod("startsSession").getDefaultValue()).isEqualTo(false);
  }

  @Test
  void marks_ofAClass_areNotInherited() {
    assertThat(Needs.class.isAnnotationPresent(java.lang.annotation.Inherited.class)).isFalse();
    assertThat(Open.class.isAnnotationPresent(java.lang.annotation.Inherited.class)).isFalse();
  }
}
