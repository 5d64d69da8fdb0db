package dev.holdfast.appliance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.id.TenantId;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ids of accounts and keys: one cannot be taken for the other, nor for a secret. */
class IdsTest {
  @Property(tries = 500)
  void text_ofAnyId_isReadBackAsItsOwnTypeOnly(@ForAll long high, @ForAll long low) {
    UUID uuid = new UUID(high, low);
    AccountId account = new AccountId(uuid);
    KeyId key = new KeyId(uuid);

    assertThat(AccountId.parse(account.text())).contains(account);
    assertThat(KeyId.parse(key.text())).contains(key);
    assertThat(AccountId.parse(key.text())).isEmpty();
    assertThat(KeyId.parse(account.text())).isEmpty();
    assertThat(KeyId.parse(new TenantId(uuid).text())).isEmpty();
  }

  @Test
  void printed_isTheTextThatPeopleSee() {
    AccountId account = new AccountId(new UUID(0, 1));

    assertThat(account).hasToString("acc_00000000000000000000000001");
    assertThat(new KeyId(new UUID(0, 1))).hasToString("key_00000000000000000000000001");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "acc",
        "acc_",
        "acc_0000000000000000000000000",
        "acc_000000000000000000000000011",
        "acc_80000000000000000000000001",
        "acc_0000000000000000000000000I",
        "acc_0000000000000000000000000u",
        "ACC_00000000000000000000000001",
        "acc-00000000000000000000000001",
        " acc_00000000000000000000000001",
        "acc_00000000000000000000000001 ",
        "acc_0000000000000000000000000\u0661",
        "00000000-0000-0000-0000-000000000001",
        "hf_000000000000000000000000000000000000"
      })
  void parse_anythingElse_isNoAccount(String text) {
    assertThat(AccountId.parse(text)).isEmpty();
    assertThat(KeyId.parse(text)).isEmpty();
  }
}
