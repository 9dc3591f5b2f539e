package dev.emulsion.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.estimate.EstimateReport;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * Reports as JSON, for programs: the keys are the names of the records' components, constants are
 * in lower case, and what is absent is null. {@code docs/verification.md} and {@code
 * docs/sizing.md} list every key.
 */
final class Json {

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .registerModule(
              new SimpleModule()
                  .addSerializer(Enum.class, new LowerCase())
                  .addSerializer(Optional.class, new NullIfEmpty()))
          .addMixIn(EstimateReport.Generated.class, FlatGenerated.class);

  private Json() {}

  static String write(Object report) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Puts the counts of generated images on one level with what is estimated of them. */
  @SuppressWarnings("unused") // Jackson reads the annotation
  private interface FlatGenerated {

    @JsonUnwrapped
    Manifest.Generated listed();
  }

  @SuppressWarnings("rawtypes") // the type that Jackson dispatches on
  private static final class LowerCase extends JsonSerializer<Enum> {

    @Override
    public void serialize(Enum constant, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(constant.name().toLowerCase(Locale.ROOT));
    }
  }

  @SuppressWarnings("rawtypes") // the type that Jackson dispatches on
  private static final class NullIfEmpty extends JsonSerializer<Optional> {

    @Override
    public void serialize(Optional value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      if (value.isPresent()) {
        provider.defaultSerializeValue(value.get(), json);
      } else {
        json.writeNull();
      }
    }
  }
}
