package dev.holdfast.appliance.licensing.node;

import dev.holdfast.appliance.authz.Needs;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.licensing.Unlicensed;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Which nodes live. */
@Unlicensed("It is about the licence itself")
@Controller("/api/platform/licence/nodes")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Platform")
final class NodesController {
  private final LeasedPlaces places;

  NodesController(LeasedPlaces places) {
    this.places = places;
  }

  /**
   * The nodes.
   *
   * @param granted how many may live at once; null for no bound
   * @param placed whether the node that answers has a place
   */
  @Serdeable
  record NodesView(@Nullable Long granted, boolean placed, String sentence, List<NodeView> items) {
    NodesView {
      items = List.copyOf(items);
    }
  }

  /**
   * One node.
   *
   * @param freeAt when its place is free if it does not renew it, by the database's clock
   * @param self whether it is the one that answers
   */
  @Serdeable
  record NodeView(String node, Instant startedAt, Instant freeAt, boolean self) {}

  @Get
  @Needs(action = "licence.nodes", permission = Permission.PLATFORM_READ)
  @Operation(summary = "List the nodes that live, and how many the licence grants")
  NodesView list() {
    OptionalLong granted = places.granted();
    return new NodesView(
        granted.isEmpty() ? null : granted.getAsLong(),
        places.held(),
        places.place().sentence(),
        places.live().stream()
            .map(
                row ->
                    new NodeView(
                        row.place(),
                        row.startedAt(),
                        row.expiresAt(),
                        row.run().id().equals(places.runId())))
            .toList());
  }
}
