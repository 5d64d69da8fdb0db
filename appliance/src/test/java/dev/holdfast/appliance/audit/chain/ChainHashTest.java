package dev.holdfast.appliance.audit.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The vectors were computed by another implementation, from the description in ADR 0008. */
final class ChainHashTest {
  private static final UUID TENANT = UUID.fromString("0192f000-0000-7000-8000-000000000001");
  private static final byte[] ZERO = new byte[ChainHash.SIZE];
  private static final String FIRST =
      "3072cff51a0267034f253fab1a7ddf86bdb3bd0eb2e5380b9950be18df365e18";
  private static final String SECOND =
      "df61b0e12013ad11eb760114eb5d96e87bbf05e41a01014a8cdda760fb2065ff";
  private static final String PLATFORM =
      "9cca2c4b49b67ebbc3142d019bfb6bf3246de95cf872cd872a394e118ff88d4b";

  private final ChainHash chain = new ChainHash("node_test");

  private String next(UUID tenant, long sequence, byte[] before, String payload) {
    byte[] bytes = payload.getBytes(UTF_8);
    return HexFormat.of().formatHex(chain.next(tenant, sequence, before, bytes, 0, bytes.length));
  }

  @Test
  void next_knownRecords_giveTheVectors() {
    assertThat(next(TENANT, 1, ZERO, "{\"id\":\"one\"}")).isEqualTo(FIRST);
    assertThat(next(TENANT, 2, HexFormat.of().parseHex(FIRST), "{\"id\":\"zwölf\"}"))
        .isEqualTo(SECOND);
    assertThat(next(ChainHead.PLATFORM, 1, ZERO, "")).isEqualTo(PLATFORM);
  }

  @Test
  void next_payloadInsideABuffer_hashesOnlyThatPart() {
    byte[] buffer = "xx{\"id\":\"one\"}yy".getBytes(UTF_8);

    assertThat(HexFormat.of().formatHex(chain.next(TENANT, 1, ZERO, buffer, 2, buffer.length - 4)))
        .isEqualTo(FIRST);
  }

  @Test
  void next_anythingElse_givesAnotherHash() {
    byte[] other = ZERO.clone();
    other[31] = 1;

    assertThat(next(TENANT, 2, ZERO, "{\"id\":\"one\"}")).isNotEqualTo(FIRST);
    assertThat(next(ChainHead.PLATFORM, 1, ZERO, "{\"id\":\"one\"}")).isNotEqualTo(FIRST);
    assertThat(next(TENANT, 1, other, "{\"id\":\"one\"}")).isNotEqualTo(FIRST);
    assertThat(next(TENANT, 1, ZERO, "{\"id\":\"two\"}")).isNotEqualTo(FIRST);
    byte[] bytes = "{\"id\":\"one\"}".getBytes(UTF_8);
    assertThat(
            HexFormat.of()
                .formatHex(
                    new ChainHash("node_tesu").next(TENANT, 1, ZERO, bytes, 0, bytes.length)))
        .isNotEqualTo(FIRST);
  }
}
