package dev.holdfast.appliance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.gateway.catalog.Model;
import dev.holdfast.appliance.gateway.catalog.ProviderId;
import dev.holdfast.appliance.identity.KeyId;
import dev.holdfast.appliance.identity.Principal;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.quota.RateLimit;
import dev.holdfast.appliance.tenant.ProjectId;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The models that a key is told of: those it may use, under names that lead to them. */
class ModelListTest {
  private static final ProviderId FIRST = new ProviderId(new UUID(0, 1));
  private static final ProviderId SECOND = new ProviderId(new UUID(0, 2));

  private static Model model(String id, ProviderId provider, String name) {
    return new Model(id, Model.Kind.CHAT, provider, name, null, 1_700_000_000L);
  }

  private static Caller caller(String... models) {
    return Caller.of(
        new Principal.ApiKey(
            new KeyId(new UUID(1, 1)),
            "key",
            new TenantId(new UUID(1, 2)),
            new ProjectId(new UUID(1, 3)),
            Set.of(),
            Set.of(models),
            RateLimit.NONE));
  }

  private static List<String> names(List<Model> models, Caller caller) throws IOException {
    ByteBuf bytes = ModelList.write(models, caller, UnpooledByteBufAllocator.DEFAULT);
    try {
      JsonNode list =
          Objects.requireNonNull(
              JsonMapper.createDefault().readValue(ByteBufUtil.getBytes(bytes), JsonNode.class));
      List<String> names = new ArrayList<>();
      for (JsonNode item : Objects.requireNonNull(list.get("data")).values()) {
        names.add(Objects.requireNonNull(item.get("id")).getStringValue());
      }
      return names;
    } finally {
      bytes.release();
    }
  }

  @Test
  void keyWithoutABound_seesAll_andTwinsByTheirProvider() throws IOException {
    List<Model> models =
        List.of(
            model("small", FIRST, "a"), model("large", FIRST, "a"), model("small", SECOND, "b"));

    assertThat(names(models, caller())).containsExactly("small", "large", "b/small");
  }

  @Test
  void keyBoundToOneTwin_isToldTheNameThatLeadsToIt() throws IOException {
    List<Model> models = List.of(model("small", FIRST, "a"), model("small", SECOND, "b"));

    // The plain name means the first provider's, which this key may not use.
    assertThat(names(models, caller("b/small"))).containsExactly("b/small");
    assertThat(names(models, caller("a/small"))).containsExactly("small");
    assertThat(names(models, caller("small"))).containsExactly("small", "b/small");
  }

  @Test
  void keyBoundToWhatIsNotThere_seesNothing() throws IOException {
    assertThat(names(List.of(model("small", FIRST, "a")), caller("large"))).isEmpty();
    assertThat(names(List.of(), caller())).isEmpty();
  }

  @Test
  void mayUse_isExact() {
    Model model = model("small", FIRST, "a");

    assertThat(caller("Small").mayUse(model)).isFalse();
    assertThat(caller("smal").mayUse(model)).isFalse();
    assertThat(caller("b/small").mayUse(model)).isFalse();
    assertThat(caller("a/small").mayUse(model)).isTrue();
    assertThat(caller("x", "small").mayUse(model)).isTrue();
  }
}
