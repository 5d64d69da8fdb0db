package dev.holdfast.appliance.webui;

import dev.holdfast.appliance.authz.Open;
import dev.holdfast.appliance.licensing.Unlicensed;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.io.InputStream;

/** Serves the OpenAPI document that the compiler made from the controllers. */
@Hidden
@Unlicensed("It says how the API is called")
@Controller("/api/openapi.yml")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ApiDocument {
  private static final String RESOURCE = "META-INF/swagger/holdfast.yml";

  @Get(produces = "application/yaml")
  @Open(reason = "it says how the API is called, and nothing of this appliance")
  byte[] document() throws IOException {
    try (InputStream in = ApiDocument.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw Problem.of(ErrorCode.NOT_FOUND).asException();
      }
      return in.readAllBytes();
    }
  }
}
