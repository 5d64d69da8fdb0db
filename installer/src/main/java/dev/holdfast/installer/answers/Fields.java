package dev.holdfast.installer.answers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Takes members out of a JSON object, and remembers what is wrong with them. */
final class Fields {
  private final String path;
  private final JsonNode node;
  private final List<String> complaints;
  private final List<Fields> inside = new ArrayList<>();
  private final Set<String> asked = new TreeSet<>();

  private Fields(String path, JsonNode node, List<String> complaints) {
    this.path = path;
    this.node = node;
    this.complaints = complaints;
    if (!node.isMissingNode() && !node.isObject()) {
      complaints.add((path.isEmpty() ? "the file" : path) + " must be an object");
    }
  }

  static Fields root(JsonNode node) {
    return new Fields("", node, new ArrayList<>());
  }

  Fields object(String name) {
    Fields fields = new Fields(path(name), node(name), complaints);
    inside.add(fields);
    return fields;
  }

  String text(String name, String otherwise) {
    JsonNode value = node(name);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isTextual()) {
      complain(path(name) + " must be text");
      return otherwise;
    }
    return value.asText();
  }

  int number(String name, int otherwise) {
    JsonNode value = node(name);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isInt()) {
      complain(path(name) + " must be a whole number");
      return otherwise;
    }
    return value.asInt();
  }

  boolean truth(String name, boolean otherwise) {
    JsonNode value = node(name);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      complain(path(name) + " must be true or false");
    }
    return value.asBoolean(otherwise);
  }

  List<String> texts(String name) {
    JsonNode value = node(name);
    List<String> texts = new ArrayList<>();
    if (!value.isMissingNode() && !value.isArray()) {
      complain(path(name) + " must be a list of texts");
    }
    for (JsonNode each : value) {
      if (each.isTextual()) {
        texts.add(each.asText());
      } else {
        complain(path(name) + " must hold texts only");
      }
    }
    return texts;
  }

  <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
    String given = text(name, AnswerFile.word(otherwise));
    for (E each : type.getEnumConstants()) {
      if (AnswerFile.word(each).equals(given)) {
        return each;
      }
    }
    complain(
        path(name)
            + " is \""
            + given
            + "\"; it must be "
            + Arrays.stream(type.getEnumConstants())
                .map(AnswerFile::word)
                .collect(Collectors.joining(", ")));
    return otherwise;
  }

  /** Complains of members that nobody asked for. */
  void finish() {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!asked.contains(name)) {
                complain(
                    "there is no " + path(name) + "; here there are " + String.join(", ", asked));
              }
            });
    inside.forEach(Fields::finish);
  }

  void complain(String complaint) {
    complaints.add(complaint);
  }

  List<String> complaints() {
    return complaints;
  }

  private JsonNode node(String name) {
    asked.add(name);
    JsonNode value = node.path(name);
    return value.isNull() ? MissingNode.getInstance() : value;
  }

  private String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
