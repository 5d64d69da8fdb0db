package dev.holdfast.appliance.licensing.node;

import java.util.List;

/** Where this node stands among those that live. */
public sealed interface Place {
  /**
   * It has a place.
   *
   * @param live the nodes that live, this one included
   * @param twin whether another process of the same name lives: this home was copied
   */
  record Held(List<String> live, boolean twin) implements Place {
    public Held {
      live = List.copyOf(live);
    }
  }

  /**
   * All places are taken.
   *
   * @param granted how many the licence grants
   * @param live the nodes that have them
   */
  record Waiting(long granted, List<String> live) implements Place {
    public Waiting {
      live = List.copyOf(live);
    }
  }

  /** What people are told. */
  default String sentence() {
    return switch (this) {
      case Held(List<String> live, boolean twin) ->
          (live.size() == 1 ? "1 node lives." : live.size() + " nodes live.")
              + (twin
                  ? " Two processes of this node's name are alive: its home was copied. Make the"
                      + " copy a node of its own by deleting journal/node in its home."
                  : "");
      case Waiting(long granted, List<String> live) ->
          "The licence grants "
              + (granted == 1 ? "1 node" : granted + " nodes")
              + ", and "
              + (live.size() == 1 ? "1 lives: " : live.size() + " live: ")
              + String.join(", ", live)
              + ". This node waits, and takes the first place that is free.";
    };
  }
}
