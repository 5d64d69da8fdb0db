package dev.holdfast.appliance.authz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The words that keys, audit records and errors speak: stable, distinct, read back exactly. */
class PermissionTest {
  @Test
  void codes_asPublished_stayAsTheyAre() {
    // API keys in customers' databases and audit records hold these; one that changes locks out.
    assertThat(Permission.values())
        .extracting(Permission::code)
        .startsWith(
            "gateway:chat",
            "gateway:embeddings",
            "gateway:models",
            "tenant:read",
            "projects:write",
            "keys:read",
            "keys:write",
            "providers:read",
            "providers:write",
            "members:read",
            "members:write",
            "audit:read",
            "platform:read",
            "platform:write",
            "platform:audit");
  }

  @ParameterizedTest
  @EnumSource(Permission.class)
  void code_ofEach_hasAnAreaAndAnActAndIsReadBack(Permission permission) {
    assertThat(permission.code()).matches("[a-z]+:[a-z]+");
    assertThat(Permission.ofCode(permission.code())).contains(permission);
  }

  @ParameterizedTest
  @EnumSource(Permission.class)
  void sentence_ofEach_isForPeople(Permission permission) {
    assertThat(permission.sentence()).matches("[A-Z].{5,80}[^.]");
    assertThat(permission.sentence()).isNotEqualTo(permission.code());
  }

  @Test
  void codesAndSentences_areAllDifferent() {
    Set<String> seen = new HashSet<>();
    for (Permission permission : Permission.values()) {
      assertThat(seen.add(permission.code())).as(permission.code()).isTrue();
      assertThat(seen.add(permission.sentence())).as(permission.sentence()).isTrue();
    }
  }

  @Test
  void codes_allTogether_fitTheColumnThatAKeyKeepsThemIn() {
    String all =
        String.join(" ", Arrays.stream(Permission.values()).map(Permission::code).toList());

    assertThat(all.length()).isLessThan(1_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "*",
        "gateway",
        "gateway:",
        ":chat",
        "gateway:*",
        "GATEWAY:CHAT",
        "Gateway:chat",
        " gateway:chat",
        "gateway:chat ",
        "gateway:chat,keys:write",
        "GATEWAY_CHAT",
        "gateway.chat",
        "gateway:chat\0",
        "gateway\uff1achat",
        "platform:root"
      })
  void ofCode_anythingElse_isNoPermission(String code) {
    assertThat(Permission.ofCode(code)).isEmpty();
  }

  @Property(tries = 1_000)
  void ofCode_anyText_isItsOwnCodeOrNothing(@ForAll @StringLength(max = 20) String code) {
    assertThat(Permission.ofCode(code).map(Permission::code).orElse(code)).isEqualTo(code);
  }

  @Test
  void ofCode_inATurkishLocale_isTheSame() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr"));
      assertThat(Role.ofCode("admin")).contains(Role.ADMIN);
      assertThat(Role.VIEWER.code()).isEqualTo("viewer");
      assertThat(Permission.ofCode("members:write")).contains(Permission.MEMBER_WRITE);
    } finally {
      Locale.setDefault(before);
    }
  }
}
