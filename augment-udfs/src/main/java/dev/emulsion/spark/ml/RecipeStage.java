package dev.emulsion.spark.ml;

import dev.emulsion.ConfigException;
import dev.emulsion.Require;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A stage of MLlib that renders images as a recipe says.
 *
 * <p>{@code idCol} holds the ids, strings or integers. All draws are keyed by {@code seed}, {@code
 * epoch} and id, so the result does not depend on the order or the partitions of the rows. {@code
 * recipe} is a recipe as YAML or the name of a shipped one; the other params override its keys. A
 * stage adds columns and keeps those of the dataset; it starts no job.
 *
 * @param <S> the stage itself, which the setters return
 */
public abstract class RecipeStage<S extends RecipeStage<S>> extends ImageStage {

  private static final long serialVersionUID = 1L;

  private static final String RECIPES = "/dev/emulsion/recipes/";

  private static final List<DataType> IDS =
      List.of(
          DataTypes.StringType,
          DataTypes.LongType,
          DataTypes.IntegerType,
          DataTypes.ShortType,
          DataTypes.ByteType);

  private final Param<String> idCol;
  private final Param<String> outputFormat;
  private final Param<String> planCol;
  private final Param<String> recipe;
  private final Param<String> transforms;
  private final LongParam seed;
  private final IntParam epoch;

  RecipeStage(String uid, String outputCol, OutputImage.Format format, String planCol) {
    super(
        uid,
        "new images",
        "how to treat rows whose image cannot be used: error, skip (drop the row) or keep (nulls in"
            + " the new columns)");
    idCol = new Param<>(this, "idCol", "name of the column of ids, which key all draws");
    outputFormat =
        new Param<>(
            this,
            "outputFormat",
            "how the new images are stored: tensor (as the recipe's output section, uint8 of"
                + " channels × height × width by default), png, jpeg, image (Spark's image"
                + " struct) or vector (values in [0, 1] for classifiers)");
    this.planCol =
        new Param<>(
            this, "planCol", "name of the column for the plan, as JSON; empty for no column");
    recipe = new Param<>(this, "recipe", "a recipe as YAML, or the name of a shipped one");
    transforms =
        new Param<>(
            this,
            "transforms",
            "operations on each image as a YAML list, such as [{resize: {size: [32, 32]}}];"
                + " overrides the recipe's");
    seed = new LongParam(this, "seed", "seed of all draws; overrides the recipe's");
    epoch =
        new IntParam(
            this, "epoch", "number of the epoch; each has other draws", ParamValidators.gtEq(0));
    setDefault(idCol, "id");
    setDefault(outputCol(), outputCol);
    setDefault(outputFormat, format.name().toLowerCase(Locale.ROOT));
    setDefault(this.planCol, planCol);
    setDefault(recipe, "");
    setDefault(epoch, 0);
  }

  public final Param<String> idCol() {
    return idCol;
  }

  public final Param<String> outputFormat() {
    return outputFormat;
  }

  public final Param<String> planCol() {
    return planCol;
  }

  public final Param<String> recipe() {
    return recipe;
  }

  public final Param<String> transforms() {
    return transforms;
  }

  public final LongParam seed() {
    return seed;
  }

  public final IntParam epoch() {
    return epoch;
  }

  public final S setInputCol(String value) {
    set(inputCol(), value);
    return self();
  }

  public final S setIdCol(String value) {
    set(idCol, value);
    return self();
  }

  public final S setOutputCol(String value) {
    set(outputCol(), value);
    return self();
  }

  public final S setOutputFormat(String value) {
    set(outputFormat, value);
    return self();
  }

  public final S setPlanCol(String value) {
    set(planCol, value);
    return self();
  }

  public final S setRecipe(String value) {
    set(recipe, value);
    return self();
  }

  public final S setTransforms(String value) {
    set(transforms, value);
    return self();
  }

  public final S setSeed(long value) {
    set(seed, value);
    return self();
  }

  public final S setEpoch(int value) {
    set(epoch, value);
    return self();
  }

  public final S setHandleInvalid(String value) {
    set(handleInvalid(), value);
    return self();
  }

  public final String getIdCol() {
    return getOrDefault(idCol);
  }

  public final String getOutputFormat() {
    return getOrDefault(outputFormat);
  }

  public final String getPlanCol() {
    return getOrDefault(planCol);
  }

  public final String getRecipe() {
    return getOrDefault(recipe);
  }

  /** The transforms as they were set; empty for those of the recipe. */
  public final String getTransforms() {
    return isDefined(transforms) ? getOrDefault(transforms) : "";
  }

  /** The seed, that of the recipe if none was set. */
  public final long getSeed() {
    return isDefined(seed) ? (Long) getOrDefault(seed) : settled().seed();
  }

  public final int getEpoch() {
    return (Integer) getOrDefault(epoch);
  }

  @SuppressWarnings("unchecked")
  final S self() {
    return (S) this;
  }

  final OutputImage.Format format() {
    return constant(outputFormat, OutputImage.Format.class);
  }

  final InvalidRows invalidRows() {
    return constant(handleInvalid(), InvalidRows.class);
  }

  /**
   * The recipe with all params of the stage.
   *
   * @throws ConfigException if it is invalid; all problems are listed
   */
  abstract Recipe settled();

  /**
   * The recipe with the params of this class, and {@code overrides} after them.
   *
   * @throws ConfigException if it is invalid; all problems are listed
   */
  final Recipe recipe(List<String> overrides) {
    List<String> all = new ArrayList<>(List.of("input.path=" + OutputImage.NO_PATH));
    if (isDefined(transforms)) {
      all.add("transform=" + getTransforms());
    }
    if (isDefined(seed)) {
      all.add("seed=" + getSeed());
    }
    format().section().ifPresent(all::add);
    all.addAll(overrides);
    return RecipeLoader.parse(
        "the recipe of " + uid(), text(), all, Optional.of(OutputImage.NO_PATH));
  }

  /** A recipe has a key; what has none is the name of a shipped one. */
  private String text() {
    String given = getRecipe().strip();
    if (given.isEmpty()) {
      return "seed: " + Recipe.DEFAULT_SEED;
    }
    if (given.contains(":")) {
      return given;
    }
    try (InputStream shipped = RecipeStage.class.getResourceAsStream(RECIPES + given + ".yaml")) {
      if (shipped == null) {
        throw new ConfigException(
            "recipe must be a recipe as YAML or the name of a shipped one, was "
                + given
                + "; emulsion recipes lists them");
      }
      return new String(shipped.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The schema with more columns.
   *
   * @throws IllegalArgumentException if two columns would have one name; small and capital letters
   *     are equal to Spark
   */
  final StructType with(StructType schema, List<StructField> fields) {
    String stage = getClass().getSimpleName();
    StructType out = schema;
    for (StructField field : fields) {
      String name = field.name();
      Schemas.like(schema, name)
          .ifPresent(
              other -> {
                throw new IllegalArgumentException(
                    "the dataset already has a column "
                        + other
                        + ", which "
                        + stage
                        + " adds; rename or drop it first");
              });
      Require.that(
          Schemas.like(out, name).isEmpty(),
          () -> stage + " would add two columns " + name + "; set outputCol or planCol to another");
      out = out.add(field);
    }
    return out;
  }

  /** A column that a stage adds; null where {@code handleInvalid} keeps a row. */
  static StructField column(String name, DataType type) {
    return DataTypes.createStructField(name, type, true);
  }

  final int idAt(StructType schema) {
    String name = getIdCol();
    int at = Schemas.index(schema, "idCol", name);
    DataType type = schema.fields()[at].dataType();
    Require.that(
        IDS.contains(type),
        () -> "idCol must hold strings or integers, was " + name + " of " + type.simpleString());
    return at;
  }

  final void requireBatch(Dataset<?> dataset) {
    Require.that(
        !dataset.isStreaming(),
        () ->
            getClass().getSimpleName()
                + " needs all rows at once and cannot transform a stream; use foreachBatch, where"
                + " each batch is a dataset of its own");
  }

  final <E extends Enum<E>> E constant(Param<String> param, Class<E> type) {
    return Constants.of(param.name(), getOrDefault(param), type);
  }
}
