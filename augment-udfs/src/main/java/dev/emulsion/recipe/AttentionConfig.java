package dev.emulsion.recipe;

import dev.emulsion.Require;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.attention.ModelSpec;
import dev.emulsion.attention.ModelSpec.Engine;
import dev.emulsion.attention.ModelSpec.Hardware;
import dev.emulsion.attention.ModelSpec.Outputs;
import dev.emulsion.image.Size;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code attention} section: where the attention maps come from that weight labels.
 *
 * @param source empty: {@code table} if there is a table, else {@code inline} if there is a model,
 *     else {@code area}
 * @param model the model that computes maps, for {@code inline} and for {@code emulsion attention}
 * @param table precomputed maps
 */
public record AttentionConfig(
    Optional<AttentionSource> source, Optional<ModelSpec> model, Optional<MapTable> table)
    implements Serializable {

  /**
   * Precomputed maps by sample id, in Parquet.
   *
   * @param path the output of {@code emulsion attention}, or any Parquet files
   * @param id name of the column with the sample ids
   * @param map name of the column with the maps: a list of rows, a flat list of a square map, or
   *     binary as {@code emulsion attention} writes it, with the columns {@code rows} and {@code
   *     columns}
   * @param missing how to treat samples without a map
   */
  public record MapTable(String path, String id, String map, OnMissing missing)
      implements Serializable {

    public static final String DEFAULT_ID = "id";
    public static final String DEFAULT_MAP = "attention";

    public MapTable {
      Location.require("path", path);
      Require.that(!id.isBlank(), "id must be given");
      Require.that(!map.isBlank(), "map must be given");
    }

    static MapTable from(Section table) {
      return new MapTable(
          table.text("path"),
          table.text("id", DEFAULT_ID),
          table.text("map", DEFAULT_MAP),
          table.choice("missing", OnMissing.FAIL));
    }

    /** How to treat samples without a map. */
    public enum OnMissing {
      /** The run stops before it writes anything. */
      FAIL,
      /** Labels of their rows are weighted by area, and the rows' plans say so. */
      AREA
    }
  }

  public static final AttentionConfig DEFAULT =
      new AttentionConfig(Optional.empty(), Optional.empty(), Optional.empty());

  /** Positions of the outputs, in the order of {@code conf/models/export_vit.py}. */
  public static final Outputs DEFAULT_OUTPUTS = new Outputs("0", "1");

  public static final int DEFAULT_INPUT_SIZE = 224;
  public static final int DEFAULT_BATCH_SIZE = 8;

  private static final int MAX_INPUT_SIZE = 16_384;

  /** A configuration with every key, for {@link KnownKeys}. */
  static final AttentionConfig FULL =
      new AttentionConfig(
          Optional.empty(),
          Optional.of(
              new ModelSpec(
                  "model.onnx",
                  "0".repeat(64),
                  Engine.AUTO,
                  Size.square(DEFAULT_INPUT_SIZE),
                  OutputConfig.IMAGENET_MEAN,
                  OutputConfig.IMAGENET_STD,
                  DEFAULT_OUTPUTS,
                  0,
                  DEFAULT_BATCH_SIZE,
                  1,
                  Hardware.AUTO,
                  false)),
          Optional.of(
              new MapTable(
                  "maps", MapTable.DEFAULT_ID, MapTable.DEFAULT_MAP, MapTable.OnMissing.FAIL)));

  public AttentionConfig {
    model.ifPresent(spec -> Location.require("model.path", spec.path()));
    if (source.isPresent()) {
      Require.that(
          source.get() != AttentionSource.INLINE || model.isPresent(),
          "model must be given for source inline; conf/models/export_vit.py prints its lines");
      Require.that(
          source.get() != AttentionSource.TABLE || table.isPresent(),
          "table must be given for source table; emulsion attention writes one");
    }
  }

  /** The source, chosen from model and table if the recipe does not name one. */
  public AttentionSource resolvedSource() {
    return source.orElse(
        table.isPresent()
            ? AttentionSource.TABLE
            : model.isPresent() ? AttentionSource.INLINE : AttentionSource.AREA);
  }

  /** See {@link Recipe#forRunId}. */
  AttentionConfig forRunId() {
    return new AttentionConfig(
        source,
        model.map(AttentionConfig::forRunId),
        table.map(it -> new MapTable(Recipe.NO_PATH, it.id(), it.map(), it.missing())));
  }

  /** The hash identifies the file, and the number of threads does not change the outputs. */
  private static ModelSpec forRunId(ModelSpec model) {
    return new ModelSpec(
        Recipe.NO_PATH,
        model.sha256(),
        model.engine(),
        model.inputSize(),
        model.mean(),
        model.std(),
        model.outputs(),
        model.specialTokens(),
        model.batchSize(),
        1,
        model.device(),
        model.allowExecutableModel());
  }

  static AttentionConfig from(Section attention) {
    Map<String, Object> all = FULL.values();
    Map<String, Object> ofModel = KnownKeys.under(all, "model");
    Section model = attention.section("model", ofModel.keySet());
    Section outputs = model.section("outputs", KnownKeys.under(ofModel, "outputs").keySet());
    Section table = attention.section("table", KnownKeys.under(all, "table").keySet());
    return new AttentionConfig(
        attention.choiceOrAuto("source", AttentionSource.class),
        attention.has("model") ? model.make(section -> spec(section, outputs)) : Optional.empty(),
        attention.has("table") ? table.make(MapTable::from) : Optional.empty());
  }

  private static ModelSpec spec(Section model, Section outputs) {
    return new ModelSpec(
        model.text("path"),
        model.text("sha256"),
        model.choice("engine", Engine.AUTO),
        size(model.numbers("input-size", List.of((double) DEFAULT_INPUT_SIZE))),
        model.numbers("mean", OutputConfig.IMAGENET_MEAN),
        model.numbers("std", OutputConfig.IMAGENET_STD),
        new Outputs(
            outputs.text("logits", DEFAULT_OUTPUTS.logits()),
            outputs.text("attention", DEFAULT_OUTPUTS.attention())),
        model.integer("special-tokens", 0),
        model.integer("batch-size", DEFAULT_BATCH_SIZE),
        model.integer("threads", 1),
        model.choice("device", Hardware.AUTO),
        model.flag("allow-executable-model", false));
  }

  private static Size size(List<Double> sides) {
    Require.that(
        sides.size() >= 1
            && sides.size() <= 2
            && sides.stream().allMatch(side -> side >= 1 && side == Math.rint(side)),
        "input-size must be one or two whole numbers of pixels, height and width, was " + sides);
    Require.that(
        sides.stream().allMatch(side -> side <= MAX_INPUT_SIZE),
        "input-size must be at most %d per side, was %s: transformers take far smaller images"
            .formatted(MAX_INPUT_SIZE, sides));
    return new Size(sides.get(0).intValue(), sides.get(sides.size() - 1).intValue());
  }

  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("source", source.map(Names::of).orElse(Section.AUTO));
    values.put("model", model.map(AttentionConfig::values).orElse(null));
    values.put("table", table.map(AttentionConfig::values).orElse(null));
    return values;
  }

  private static Map<String, Object> values(ModelSpec model) {
    Map<String, Object> outputs = new LinkedHashMap<>();
    outputs.put("logits", model.outputs().logits());
    outputs.put("attention", model.outputs().attention());
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("path", model.path());
    values.put("sha256", model.sha256());
    values.put("engine", Names.of(model.engine()));
    values.put("input-size", Arrays.asList(model.inputSize().height(), model.inputSize().width()));
    // new lists: YAML writes an object that occurs twice as an alias
    values.put("mean", new ArrayList<>(model.mean()));
    values.put("std", new ArrayList<>(model.std()));
    values.put("outputs", outputs);
    values.put("special-tokens", model.specialTokens());
    values.put("batch-size", model.batchSize());
    values.put("threads", model.threads());
    values.put("device", Names.of(model.device()));
    values.put("allow-executable-model", model.allowExecutableModel());
    return values;
  }

  private static Map<String, Object> values(MapTable table) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("path", table.path());
    values.put("id", table.id());
    values.put("map", table.map());
    values.put("missing", Names.of(table.missing()));
    return values;
  }

  private Object writeReplace() {
    return SerializedRecord.of(this);
  }
}
