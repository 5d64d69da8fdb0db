package dev.holdfast.appliance.platform.json;

import io.micronaut.core.type.Argument;
import io.micronaut.serde.Decoder;
import io.micronaut.serde.Deserializer;
import io.micronaut.serde.exceptions.SerdeException;
import jakarta.inject.Singleton;
import java.io.IOException;

/** Reads whole numbers exactly: 1.5 and true are mistakes to be told, and no 1. */
@Singleton
final class WholeNumber implements Deserializer<Long> {
  @Override
  public Long deserialize(Decoder decoder, DecoderContext context, Argument<? super Long> type)
      throws IOException {
    return Fields.whole(decoder.decodeNode())
        .orElseThrow(
            () -> new SerdeException("The field " + type.getName() + " takes a whole number."));
  }
}
