package dev.holdfast.vendor.licence;

import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.JsonFields;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.license.statement.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what licence files say, without asking who signed them. */
public final class LicenceFiles {
  private static final int MAX_TEXT = 4096;

  private LicenceFiles() {}

  /** The licence in a file. */
  public static Licence unverified(Path file) throws IOException {
    Envelope envelope =
        StatementFile.parse(Files.readAllBytes(file)).ofType(PayloadType.LICENCE).stream()
            .findFirst()
            .orElseThrow(() -> new RefusedException(Refusal.PAYLOAD_TYPE_WRONG, file.toString()));
    return payload(envelope.payload());
  }

  static Licence payload(byte[] payload) {
    JsonFields fields = StrictJson.parse(payload, Envelope.MAX_PAYLOAD, MAX_TEXT);
    return Licence.read(fields);
  }
}
