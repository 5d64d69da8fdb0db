package dev.holdfast.appliance.platform.json;

import io.micronaut.core.type.Argument;
import io.micronaut.serde.Decoder;
import io.micronaut.serde.Deserializer;
import io.micronaut.serde.exceptions.SerdeException;
import jakarta.inject.Singleton;
import java.io.IOException;

/** Reads whole numbers exactly: 1.5 is a mistake to be told, and not a 1. */
@Singleton
final class WholeNumber implements Deserializer<Long> {
  @Override
  public Long deserialize(Decoder decoder, DecoderContext context, Argument<? super Long> type)
      throws IOException {
    try {
      return decoder.decodeBigDecimal().longValueExact();
    } catch (ArithmeticException e) {
      throw new SerdeException("The field " + type.getName() + " takes a whole number.", e);
    }
  }
}
