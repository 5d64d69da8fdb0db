package dev.holdfast.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class HeadStartTest {
  @ParameterizedTest
  @FieldSource("dev.holdfast.appliance.HeadStart#CLASSES")
  void classes_eachOfThem_isThere(String name) throws ClassNotFoundException {
    assertThat(Class.forName(name)).isNotNull();
  }

  @Test
  void initialise_aClassThatIsNotThere_harmsNobody() {
    assertThatCode(() -> HeadStart.initialise("dev.holdfast.NoSuchClass"))
        .doesNotThrowAnyException();
  }
}
