package dev.holdfast.appliance.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example of RFC 7677, section 3, and servers that lie. */
final class ScramTest {
  private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";
  private static final String FIRST =
      "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
  private static final String LAST = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

  private static Scram scram() {
    return new Scram("user", "pencil", settings -> settings.nonceSupplier(() -> NONCE));
  }

  private static Scram begun() throws IOException {
    Scram scram = scram();
    scram.first();
    return scram;
  }

  @Test
  void exchange_ofTheRfc_isByteForByteThat() throws IOException {
    Scram scram = scram();

    assertThat(scram.first()).isEqualTo("n,,n=user,r=" + NONCE);
    assertThat(scram.last(FIRST))
        .isEqualTo(
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
    assertThatCode(() -> scram.check(LAST)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "r=another%hvYDpWUa2RaTCAfuxFIlj,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=0",
        "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2000000000",
        "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=many",
        "r=rOprNGfwEbeRWgbNEkqOx,s=***,i=4096"
      })
  void first_ofAServerThatMakesNoSense_isRefused(String server) throws IOException {
    Scram scram = begun();

    assertThatThrownBy(() -> scram.last(server)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "e=other-error", "v=", "v=***", "v=AAAA"})
  void proof_ofAServerThatDoesNotKnowThePassword_isRefused(String server) throws IOException {
    Scram scram = begun();
    scram.last(FIRST);

    assertThatThrownBy(() -> scram.check(server)).isInstanceOf(IOException.class);
  }

  @Test
  void proof_beforeAnythingWasAsked_isRefused() {
    assertThatThrownBy(() -> scram().check("v=")).isInstanceOf(IOException.class);
  }

  @Test
  void first_whereNoPasswordIsConfigured_saysSo() {
    assertThatThrownBy(() -> new Scram("").first())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none is configured");
  }
}
