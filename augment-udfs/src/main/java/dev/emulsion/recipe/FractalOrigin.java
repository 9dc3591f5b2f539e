package dev.emulsion.recipe;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.emulsion.DataException;
import dev.emulsion.fractal.AndersonFarrell;
import dev.emulsion.fractal.FractalDb;
import dev.emulsion.fractal.FractalPlan;

/**
 * Where a fractal comes from: its position in its set and the plan that renders it. As JSON {@code
 * {"seed":0,"index":17,"instance":0,"attempt":0,"fill-rate":0.3,"plan":{"style":
 * "anderson-farrell",…}}}. Equal origins give equal text.
 *
 * @param attempt number of function systems that were rejected before this one
 * @param fillRate share of an image that the system fills, measured as its style defines it
 */
public record FractalOrigin(
    long seed, long index, int instance, int attempt, double fillRate, FractalPlan plan) {

  private static final JsonMapper MAPPER = mapper();

  /** One line of JSON. */
  public String json() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + this, e);
    }
  }

  /** The origin that {@link #json} wrote. */
  public static FractalOrigin parse(String json) {
    try {
      return MAPPER.readValue(json, FractalOrigin.class);
    } catch (JsonProcessingException e) {
      throw new DataException(
          "cannot read the origin "
              + json
              + " of a fractal: "
              + e.getOriginalMessage()
              + "; was it written by another version?",
          e);
    }
  }

  private static JsonMapper mapper() {
    JsonMapper.Builder builder = Plans.kebabCase().addMixIn(FractalPlan.class, NamedByStyle.class);
    Plans.named(builder, AndersonFarrell.Plan.class, AndersonFarrell.NAME);
    Plans.named(builder, FractalDb.Plan.class, FractalDb.NAME);
    return builder.build();
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "style")
  private interface NamedByStyle {}
}
