package dev.emulsion.recipe;

import com.fasterxml.jackson.core.io.NumberOutput;
import dev.emulsion.OperationType;
import dev.emulsion.Sha256;
import dev.emulsion.Weighted;
import dev.emulsion.mix.Mix;
import dev.emulsion.mix.Mixes;
import dev.emulsion.mix.Mixing;
import dev.emulsion.transform.Transform;
import dev.emulsion.transform.Transforms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Represent;
import org.yaml.snakeyaml.representer.Representer;

/** Writes recipes as YAML: every key with its value, in a fixed order. */
public final class Recipes {

  private Recipes() {}

  /** YAML that {@link RecipeLoader} reads as an equal recipe. Equal recipes give equal text. */
  public static String write(Recipe recipe) {
    var options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.AUTO);
    options.setSplitLines(false);
    options.setNonPrintableStyle(DumperOptions.NonPrintableStyle.ESCAPE);
    options.setLineBreak(DumperOptions.LineBreak.UNIX);
    return new Yaml(new Scalars(options), options).dump(values(recipe));
  }

  /** SHA-256 of the text of {@link #write}, in hexadecimal. */
  public static String digest(Recipe recipe) {
    return Sha256.hex(write(recipe));
  }

  /** The recipe as nested maps: section, key, value. */
  public static Map<String, Object> values(Recipe recipe) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("seed", recipe.seed());
    values.put("epochs", recipe.epochs());
    values.put("input", recipe.input().values());
    values.put("generated", recipe.generated().map(GeneratedConfig::values).orElse(null));
    values.put("mixing-set", recipe.mixingSet().map(MixingSetConfig::values).orElse(null));
    values.put("decode", DecodeSection.values(recipe.decode()));
    values.put(
        "transform",
        recipe.transform().stream().map(it -> operation(it, Operations.TRANSFORMS)).toList());
    values.put("mix", mix(recipe.mix()));
    values.put("attention", recipe.attention().values());
    values.put("pairing", recipe.pairing().values());
    values.put("labels", recipe.labels().values());
    values.put("output", recipe.output().values());
    values.put("quarantine", recipe.quarantine().values());
    values.put("report", recipe.report().values());
    return values;
  }

  private static Object mix(Mixing mixing) {
    if (mixing.choose().isEmpty()) {
      return "none";
    }
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("p", mixing.p());
    values.put("choose", mixing.choose().stream().map(Recipes::weighted).toList());
    return values;
  }

  private static Map<String, Object> weighted(Weighted<Mix> weighted) {
    Map<String, Object> values = operation(weighted.operation(), Mixes.all());
    values.put("weight", weighted.weight());
    return values;
  }

  /** {@code {name: {key: value, …}}}. */
  private static <T> Map<String, Object> operation(T operation, List<OperationType<T>> registry) {
    OperationType<T> entry = OperationType.of(operation, registry);
    Map<String, Object> values = entry.valuesOf(operation);
    values.replaceAll((key, value) -> plain(value));
    return new LinkedHashMap<>(Map.of(entry.name(), values));
  }

  /** {@code value} as numbers, strings, lists and maps. */
  private static Object plain(Object value) {
    if (value instanceof Enum<?> constant) {
      return Names.of(constant);
    }
    if (value instanceof Transform transform) {
      return operation(transform, Transforms.all());
    }
    if (value instanceof Weighted<?> weighted && weighted.operation() instanceof Transform choice) {
      Map<String, Object> values = operation(choice, Transforms.all());
      values.put("weight", weighted.weight());
      return values;
    }
    // a new list each time: YAML writes an object that occurs twice as an alias
    return value instanceof List<?> list
        ? list.stream().map(Recipes::plain).collect(Collectors.toCollection(ArrayList::new))
        : value;
  }

  /**
   * Writes doubles in the same way on every Java version (Double.toString changed with Java 19) and
   * escapes characters that YAML may read as line ends.
   */
  private static final class Scalars extends Representer {

    private static final Pattern LINE_ENDS = Pattern.compile("[\\r\\n\\x{85}\\x{2028}\\x{2029}]");

    Scalars(DumperOptions options) {
      super(options);
      Represent plain = representers.get(String.class);
      representers.put(
          String.class,
          text ->
              LINE_ENDS.matcher((String) text).find()
                  ? representScalar(Tag.STR, (String) text, DumperOptions.ScalarStyle.DOUBLE_QUOTED)
                  : plain.representData(text));
      representers.put(
          Double.class,
          number -> representScalar(Tag.FLOAT, NumberOutput.toString((double) number, true)));
    }
  }
}
