package dev.holdfast.appliance.licensing;

import io.micronaut.json.tree.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A JSON document as a test reads it: what is not there is a failure that says so. */
record Json(JsonNode node) {
  private static Json of(@Nullable JsonNode node, String what) {
    if (node == null) {
      throw new AssertionError("there is no " + what);
    }
    return new Json(node);
  }

  Json get(String name) {
    return of(node.get(name), name + " in " + node);
  }

  Json get(int index) {
    return of(node.get(index), index + " in " + node);
  }

  List<Json> values() {
    return StreamSupport.stream(node.values().spliterator(), false).map(Json::new).toList();
  }

  int size() {
    return node.size();
  }

  boolean isNull() {
    return node.isNull();
  }

  long getLongValue() {
    return node.getLongValue();
  }

  boolean getBooleanValue() {
    return node.getBooleanValue();
  }

  String text() {
    return node.coerceStringValue();
  }
}
