package dev.holdfast.appliance.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.appliance.gateway.catalog.Model;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes the list of models as OpenAI's API has it. */
final class ModelList {
  private static final JsonFactory JSON = new JsonFactory();

  private ModelList() {}

  /** Only what the caller may use; where two providers offer one id, the second goes qualified. */
  static ByteBuf write(List<Model> models, Caller caller, ByteBufAllocator allocator) {
    ByteBuf out = allocator.buffer();
    Set<String> names = new HashSet<>();
    try (JsonGenerator json = JSON.createGenerator((OutputStream) new ByteBufOutputStream(out))) {
      json.writeStartObject();
      json.writeStringField("object", "list");
      json.writeArrayFieldStart("data");
      for (Model model : models) {
        // A model that the caller may not use has its plain name all the same: it is what is meant.
        boolean plain = names.add(model.id());
        if (caller.mayUse(model)) {
          write(json, plain ? model.id() : model.providerName() + "/" + model.id(), model);
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      out.release();
      throw new UncheckedIOException(e);
    }
    return out;
  }

  private static void write(JsonGenerator json, String name, Model model) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", name);
    json.writeStringField("object", "model");
    json.writeNumberField("created", model.created());
    json.writeStringField("owned_by", model.providerName());
    json.writeEndObject();
  }
}
