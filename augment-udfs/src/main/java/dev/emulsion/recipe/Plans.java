package dev.emulsion.recipe;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import dev.emulsion.DataException;
import dev.emulsion.Require;
import dev.emulsion.blend.Blends;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.mix.Mixes;
import dev.emulsion.transform.OperationPlan;
import dev.emulsion.transform.Transforms;
import java.util.Arrays;
import java.util.List;

/**
 * Reads and writes plans as JSON: {@code
 * {"base":[{"op":"horizontal-flip"}],"partner":[…],"mix":{"op":"mixup", "lambda":0.25}}}.
 * Operations are named as in recipes; keys and constants are in {@code kebab-case}. Equal plans
 * give equal text.
 */
public final class Plans {

  private static final String OPERATION = "op";
  private static final JsonMapper MAPPER = mapper();
  private static final ObjectWriter WRITER = MAPPER.writerFor(OutputPlan.class);
  private static final ObjectReader READER = MAPPER.readerFor(OutputPlan.class);

  private static final ObjectWriter MIX_WRITER = MAPPER.writerFor(MixPlan.class);
  private static final ObjectReader MIX_READER = MAPPER.readerFor(MixPlan.class);

  private Plans() {}

  /** The plan as one line of JSON. */
  public static String write(OutputPlan plan) {
    return write(WRITER, plan);
  }

  /** The plan of a mix alone, as {@code mix} holds it in the plan of a row. */
  public static String write(MixPlan plan) {
    return write(MIX_WRITER, plan);
  }

  private static String write(ObjectWriter writer, Object plan) {
    try {
      return writer.writeValueAsString(plan);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + plan, e);
    }
  }

  /**
   * The plan that {@link #write} wrote.
   *
   * @throws DataException if {@code json} is no plan of this version
   */
  public static OutputPlan read(String json) {
    return read(READER, json);
  }

  /**
   * The plan of a row, or that of a mix alone, which transforms nothing.
   *
   * @throws DataException if {@code json} is neither
   */
  public static OutputPlan readRowOrMix(String json) {
    return isMix(json) ? new OutputPlan(List.of(), List.of(), read(MIX_READER, json)) : read(json);
  }

  /** Whether {@code json} names an operation; the plan of a row has lists of them. */
  private static boolean isMix(String json) {
    try {
      return MAPPER.readTree(json).has(OPERATION);
    } catch (JsonProcessingException e) {
      return false; // which reading the plan says
    }
  }

  private static <T> T read(ObjectReader reader, String json) {
    try {
      T plan = reader.readValue(json);
      Require.that(plan != null, "plan must be an object of JSON, was null");
      return plan;
    } catch (JsonProcessingException e) {
      throw new DataException(
          "cannot read the plan "
              + json
              + ": "
              + e.getOriginalMessage()
              + "; was it written by another version?",
          e);
    }
  }

  /** The name of the operation that made {@code plan}, as in recipes. */
  public static String nameOf(OperationPlan plan) {
    return Blends.planNames()
        .getOrDefault(plan.getClass(), Transforms.planNames().get(plan.getClass()));
  }

  private static JsonMapper mapper() {
    JsonMapper.Builder builder =
        kebabCase()
            .addMixIn(OperationPlan.class, NamedByOperation.class)
            .addMixIn(MixPlan.class, NamedByOperation.class)
            // an operation without parameters is written as its name alone
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
    Blends.planNames().forEach((type, name) -> named(builder, type, name));
    Transforms.planNames().forEach((type, name) -> named(builder, type, name));
    Mixes.planNames().forEach((type, name) -> named(builder, type, name));
    return builder.build();
  }

  /** The settings that plans and {@link FractalOrigin} share. */
  static JsonMapper.Builder kebabCase() {
    return JsonMapper.builder()
        .annotationIntrospector(new KebabConstants())
        .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
        // Double.toString changed with Java 19
        .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER);
  }

  static void named(JsonMapper.Builder builder, Class<?> type, String name) {
    builder.registerSubtypes(new NamedType(type, name));
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = OPERATION)
  private interface NamedByOperation {}

  private static final class KebabConstants extends JacksonAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    /** What Jackson up to 2.15 asks, which Spark 3.5 brings. */
    @Override
    @SuppressWarnings("deprecation")
    public String[] findEnumValues(Class<?> type, Enum<?>[] constants, String[] names) {
      return Arrays.stream(constants).map(Names::of).toArray(String[]::new);
    }

    /** What Jackson asks from 2.16 on, which Spark 4 brings; 2.15 has nothing to override. */
    @SuppressWarnings("unused") // later versions of Jackson call it
    public String[] findEnumValues(
        MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[] names) {
      return findEnumValues(type.getRawType(), constants, names);
    }
  }
}
