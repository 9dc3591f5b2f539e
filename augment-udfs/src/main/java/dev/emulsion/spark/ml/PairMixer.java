package dev.emulsion.spark.ml;

import dev.emulsion.Require;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.recipe.PairingConfig.Labels;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.spark.AttentionColumn;
import dev.emulsion.spark.LabelColumn;
import dev.emulsion.spark.OutputSchema;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Mixes every row with the next one on the ring: MixUp, CutMix, SaliencyMix, and with attention
 * maps in a column TokenMix, TransMix and MixPro.
 *
 * <pre>{@code
 * PairMixer mixer =
 *     new PairMixer().setMethod("cutmix").setTransforms("[{resize: {size: [64, 64]}}]").setSeed(7);
 * Dataset<Row> mixed = mixer.transform(images); // columns id, image, label
 * }</pre>
 *
 * <p>The rows are those of {@code emulsion augment} with the same recipe, seed, epoch and ids, byte
 * for byte. Each row of the dataset gives one row, or {@code variants} rows, with {@code outputCol}
 * (default {@code mixed}) and the other columns of {@link OutputSchema} but the base's id and
 * label, which the dataset has. Ids must be unique. No row is its own partner; a single row stays
 * unmixed. Use it on training data only: it would mix test images, too.
 *
 * <p>Nothing runs before the result is used; then the dataset is read twice, once for ids and
 * labels. Cache it if it is expensive or not deterministic. {@link RecipeStage} describes the other
 * params.
 */
public final class PairMixer extends RecipeStage<PairMixer> {

  private static final long serialVersionUID = 1L;

  private static final String NO_TRANSFORMS = "transform=[{resize: {size: [1, 1]}}]";

  private final Param<String> labelCol;
  private final Param<String> attentionCol;
  private final Param<String> method;
  private final DoubleParam alpha;
  private final Param<String> pairing;
  private final IntParam variants;
  private final DoubleParam smoothing;
  private final IntParam numClasses;
  private final IntParam numPartitions;

  public PairMixer() {
    this(Identifiable$.MODULE$.randomUID("pairMixer"));
  }

  public PairMixer(String uid) {
    super(uid, "mixed", OutputImage.Format.TENSOR, OutputSchema.PLAN);
    labelCol =
        new Param<>(
            this,
            "labelCol",
            "name of the column of labels: class indices, arrays of them, or a weight per class");
    attentionCol =
        new Param<>(
            this,
            "attentionCol",
            "name of the column of attention maps, as AttentionScorer adds it; empty for none");
    method =
        new Param<>(
            this,
            "method",
            "mixup, cutmix, saliencymix, tokenmix, transmix, mixpro or none; overrides the"
                + " recipe's");
    alpha =
        new DoubleParam(this, "alpha", "concentration of λ for the method", ParamValidators.gt(0));
    pairing =
        new Param<>(
            this, "pairing", "labels of partners: any, different or same; overrides the recipe's");
    variants =
        new IntParam(
            this,
            "variants",
            "rows for each row, with one partner each; overrides the recipe's",
            ParamValidators.gt(0));
    smoothing =
        new DoubleParam(
            this,
            "smoothing",
            "share of the labels that is spread over all classes; overrides the recipe's",
            ParamValidators.inRange(0, 1));
    numClasses =
        new IntParam(
            this,
            "numClasses",
            "number of classes; by default that of the label column's metadata, as StringIndexer"
                + " writes it, else the largest label plus one",
            ParamValidators.gt(0));
    numPartitions =
        new IntParam(
            this,
            "numPartitions",
            "partitions of the result; by default spark.sql.shuffle.partitions. Does not change"
                + " the rows",
            ParamValidators.gt(0));
    setDefault(labelCol, "label");
    setDefault(attentionCol, "");
  }

  /** Loads a stage that was saved. */
  public static PairMixer load(String path) {
    return read().load(path);
  }

  /** The reader of saved stages. */
  public static MLReader<PairMixer> read() {
    return new DefaultParamsReader<>();
  }

  public Param<String> labelCol() {
    return labelCol;
  }

  public Param<String> attentionCol() {
    return attentionCol;
  }

  public Param<String> method() {
    return method;
  }

  public DoubleParam alpha() {
    return alpha;
  }

  public Param<String> pairing() {
    return pairing;
  }

  public IntParam variants() {
    return variants;
  }

  public DoubleParam smoothing() {
    return smoothing;
  }

  public IntParam numClasses() {
    return numClasses;
  }

  public IntParam numPartitions() {
    return numPartitions;
  }

  public PairMixer setLabelCol(String value) {
    set(labelCol, value);
    return this;
  }

  public PairMixer setAttentionCol(String value) {
    set(attentionCol, value);
    return this;
  }

  public PairMixer setMethod(String value) {
    set(method, value);
    return this;
  }

  public PairMixer setAlpha(double value) {
    set(alpha, value);
    return this;
  }

  public PairMixer setPairing(String value) {
    set(pairing, value);
    return this;
  }

  public PairMixer setVariants(int value) {
    set(variants, value);
    return this;
  }

  public PairMixer setSmoothing(double value) {
    set(smoothing, value);
    return this;
  }

  public PairMixer setNumClasses(int value) {
    set(numClasses, value);
    return this;
  }

  public PairMixer setNumPartitions(int value) {
    set(numPartitions, value);
    return this;
  }

  public String getLabelCol() {
    return getOrDefault(labelCol);
  }

  public String getAttentionCol() {
    return getOrDefault(attentionCol);
  }

  /** The settings of pairing, labels and method that params override. */
  private List<String> overrides() {
    List<String> overrides = new ArrayList<>();
    if (isDefined(method)) {
      String keys = isDefined(alpha) ? "{alpha: " + getOrDefault(alpha) + "}" : "{}";
      String name = getOrDefault(method);
      overrides.add(name.equals("none") ? "mix=none" : "mix={" + name + ": " + keys + "}");
    } else {
      Require.that(!isDefined(alpha), "alpha needs a method; set method too, or alpha in recipe");
      Require.that(
          !getRecipe().isBlank(),
          "method must be mixup, cutmix, saliencymix, tokenmix, transmix, mixpro or none; set"
              + " method, or recipe to a recipe with mix");
    }
    if (isDefined(pairing)) {
      overrides.add(RecipeLoader.override("pairing.labels", getOrDefault(pairing)));
    }
    if (isDefined(variants)) {
      overrides.add("pairing.variants=" + getOrDefault(variants));
    }
    if (isDefined(smoothing)) {
      overrides.add("labels.smoothing=" + getOrDefault(smoothing));
    }
    if (!getAttentionCol().isEmpty()) {
      overrides.add("attention.source=table");
      overrides.add("attention.table.path=" + OutputImage.NO_PATH);
    }
    return overrides;
  }

  /**
   * The recipe. Without transforms, images must have one size as they are, which is checked when
   * they are mixed.
   */
  @Override
  Recipe settled() {
    List<String> overrides = overrides();
    List<String> unmixed = new ArrayList<>(overrides);
    unmixed.add("mix=none");
    if (recipe(unmixed).transform().isEmpty()) {
      overrides.add(NO_TRANSFORMS);
      return recipe(overrides).withoutTransforms();
    }
    Recipe recipe = recipe(overrides);
    UnpairedRows.requireNoBlend(recipe);
    return recipe;
  }

  private AttentionSource source(Recipe recipe) {
    boolean used = recipe.mix().needsAttention() || recipe.mix().needsMaps();
    AttentionSource source = used ? recipe.attention().resolvedSource() : AttentionSource.AREA;
    Require.that(
        source != AttentionSource.INLINE,
        "attention.source inline runs a model, which PairMixer does not; add maps by"
            + " AttentionScorer and set attentionCol");
    Require.that(
        source != AttentionSource.TABLE || !getAttentionCol().isEmpty(),
        "attention.table is not read by PairMixer; join the maps and set attentionCol to their"
            + " column");
    return source;
  }

  private int mapAt(StructType schema) {
    String name = getAttentionCol();
    if (name.isEmpty()) {
      return -1;
    }
    int at = Schemas.index(schema, "attentionCol", name);
    DataType type = schema.fields()[at].dataType();
    Require.that(
        AttentionColumn.isNested(type),
        () ->
            "attentionCol must hold maps as lists of rows of numbers, was "
                + name
                + " of "
                + type.simpleString());
    return at;
  }

  /** Number of classes; 0 if only the data know. */
  private int classes(InputLabelColumn labels, Recipe recipe) {
    if (isDefined(numClasses)) {
      return (Integer) getOrDefault(numClasses);
    }
    return recipe.labels().classes().orElse(labels.classes());
  }

  private List<StructField> columns(InputLabelColumn labels, Recipe recipe) {
    DataType label = LabelColumn.type(labels.kind());
    DataType weights = DataTypes.createArrayType(DataTypes.FloatType, false);
    List<StructField> columns = new ArrayList<>();
    columns.add(column(OutputSchema.ROW_ID, DataTypes.StringType));
    columns.add(column(OutputSchema.EPOCH, DataTypes.IntegerType));
    columns.add(column(OutputSchema.VARIANT, DataTypes.IntegerType));
    columns.add(column(OutputSchema.PARTNER_ID, DataTypes.StringType));
    columns.add(column(OutputSchema.METHOD, DataTypes.StringType));
    columns.add(column(getOutputCol(), format().type()));
    columns.add(column(OutputSchema.HEIGHT, DataTypes.IntegerType));
    columns.add(column(OutputSchema.WIDTH, DataTypes.IntegerType));
    columns.add(column(OutputSchema.CHANNELS, DataTypes.IntegerType));
    columns.add(column(OutputSchema.LABEL_PARTNER, label));
    columns.add(column(OutputSchema.LAMBDA, DataTypes.DoubleType));
    columns.add(column(OutputSchema.LAMBDA_DRAWN, DataTypes.DoubleType));
    columns.add(
        column(
            OutputSchema.LABEL_INDICES, DataTypes.createArrayType(DataTypes.IntegerType, false)));
    columns.add(column(OutputSchema.LABEL_WEIGHTS, weights));
    if (recipe.labels().dense()) {
      columns.add(column(OutputSchema.SOFT_LABEL, weights));
    }
    if (!getPlanCol().isEmpty()) {
      columns.add(column(getPlanCol(), DataTypes.StringType));
    }
    return columns;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputImageColumn.of(schema, getInputCol());
    idAt(schema);
    InputLabelColumn labels = InputLabelColumn.of(schema, getLabelCol());
    mapAt(schema);
    invalidRows();
    Recipe recipe = settled();
    source(recipe);
    Require.that(
        recipe.pairing().table().isEmpty() && recipe.pairing().groups() == 1,
        "recipe must have neither pairing.table nor pairing.scope group, which are for emulsion"
            + " augment; remove them");
    return with(schema, columns(labels, recipe));
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    requireBatch(dataset);
    StructType schema = dataset.schema();
    StructType out = transformSchema(schema, false);
    InputLabelColumn labels = InputLabelColumn.of(schema, getLabelCol());
    Recipe recipe = settled();
    // not in transformSchema: before a pipeline is fitted, StringIndexer does not know it either
    Require.that(
        recipe.pairing().labels() != Labels.SAME || classes(labels, recipe) > 0,
        "pairing same needs the number of classes; set numClasses, or index the labels by"
            + " StringIndexer");
    PairSpec spec =
        new PairSpec(
            recipe.forLabels(labels.kind()),
            getEpoch(),
            classes(labels, recipe),
            partitions(dataset, recipe),
            source(recipe),
            format(),
            !getPlanCol().isEmpty(),
            invalidRows());
    BucketRows rows =
        new BucketRows(
            spec,
            InputImageColumn.of(schema, getInputCol()),
            labels,
            schema.fieldIndex(getLabelCol()),
            mapAt(schema),
            schema.size(),
            out.size() - schema.size());
    return ColumnMetadata.restore(
        new PairedDataset(spec, labels)
            .buckets(dataset.toDF(), getIdCol())
            .mapPartitions((MapPartitionsFunction<Row, Row>) rows::of, Encoders.row(out)),
        out);
  }

  private int partitions(Dataset<?> dataset, Recipe recipe) {
    if (isDefined(numPartitions)) {
      return (Integer) getOrDefault(numPartitions);
    }
    return recipe
        .pairing()
        .buckets()
        .orElseGet(
            () ->
                Integer.parseInt(
                    dataset.sparkSession().conf().get("spark.sql.shuffle.partitions")));
  }
}
