package dev.emulsion.spark.ml;

import dev.emulsion.ConfigException;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * DiffuseMix: half of each image is replaced by a version that a generative model made of it, and a
 * fractal is blended over both.
 *
 * <pre>{@code
 * DiffuseMixer mixer =
 *     new DiffuseMixer()
 *         .setTransforms("[{diffusemix: {size: 64}}]")
 *         .setGeneratedTable("parquet.`generated`")
 *         .setFractalTable("parquet.`fractals`");
 * Dataset<Row> mixed = mixer.transform(images); // columns id, image
 * }</pre>
 *
 * <p>Generated images are in {@code generatedCol}, one per row or an array of them, each binary or
 * a struct {@code prompt, index, image}; or in a table of {@code source_id, prompt, index, image},
 * which is a name in the catalog, a view among them, or {@code parquet.`path`}; key {@code
 * generated.columns} of the recipe names other columns. {@link FractalStage} describes the
 * fractals.
 *
 * <p>Adds {@code outputCol} (default {@code diffused}, as PNG) and {@code planCol} (default {@code
 * blend_plan}). One row for each generated image, of which {@code perSample} limits the number.
 * {@link RecipeStage} describes the other params.
 */
public final class DiffuseMixer extends FractalStage<DiffuseMixer> {

  private static final long serialVersionUID = 1L;

  private final Param<String> generatedCol;
  private final Param<String> generatedTable;
  private final IntParam perSample;

  public DiffuseMixer() {
    this(Identifiable$.MODULE$.randomUID("diffuseMixer"));
  }

  public DiffuseMixer(String uid) {
    super(uid, "diffused");
    generatedCol =
        new Param<>(this, "generatedCol", "name of the column of generated images; or empty");
    generatedTable =
        new Param<>(this, "generatedTable", "name of the table of generated images; or empty");
    perSample =
        new IntParam(
            this,
            "perSample",
            "generated images to use of each row, drawn for each epoch; overrides the recipe's",
            ParamValidators.gt(0));
    setDefault(generatedCol, "");
    setDefault(generatedTable, "");
  }

  /** Loads a stage that was saved. */
  public static DiffuseMixer load(String path) {
    return read().load(path);
  }

  /** The reader of saved stages. */
  public static MLReader<DiffuseMixer> read() {
    return new DefaultParamsReader<>();
  }

  public Param<String> generatedCol() {
    return generatedCol;
  }

  public Param<String> generatedTable() {
    return generatedTable;
  }

  public IntParam perSample() {
    return perSample;
  }

  public DiffuseMixer setGeneratedCol(String value) {
    set(generatedCol, value);
    return this;
  }

  public DiffuseMixer setGeneratedTable(String value) {
    set(generatedTable, value);
    return this;
  }

  public DiffuseMixer setPerSample(int value) {
    set(perSample, value);
    return this;
  }

  public String getGeneratedCol() {
    return getOrDefault(generatedCol);
  }

  public String getGeneratedTable() {
    return getOrDefault(generatedTable);
  }

  @Override
  Recipe settled() {
    List<String> overrides = new ArrayList<>(List.of("mix=none", "pairing={}"));
    if (!isDefined(transforms()) && getRecipe().isBlank()) {
      overrides.add("transform=[{diffusemix: {}}]");
    }
    overrides.add("generated.path=" + OutputImage.NO_PATH);
    if (isDefined(perSample)) {
      overrides.add("generated.per-sample=" + getOrDefault(perSample));
    }
    Recipe recipe = withFractals(overrides).forLabels(Label.Kind.SINGLE);
    if (recipe.blend().filter(blend -> blend.needsGenerated()).isEmpty()) {
      throw new ConfigException("transforms must have diffusemix, such as [{diffusemix: {}}]");
    }
    return recipe;
  }

  /** The recipe with a mixing set, which it must lack only if no operation blends one in. */
  private Recipe withFractals(List<String> overrides) {
    List<String> all = new ArrayList<>(overrides);
    all.add("mixing-set.path=" + OutputImage.NO_PATH);
    if (hasFractals()) {
      return recipe(all);
    }
    try {
      recipe(all);
    } catch (ConfigException notNeeded) {
      return recipe(overrides);
    }
    throw new IllegalArgumentException(
        "either fractalCol or fractalTable must be given, was neither; alpha: 0 of diffusemix"
            + " needs none");
  }

  @Override
  public StructType transformSchema(StructType schema) {
    requireOne("generated", getGeneratedCol(), getGeneratedTable());
    settled();
    if (!getGeneratedCol().isEmpty()) {
      GeneratedColumn.of(schema, getGeneratedCol());
    }
    return blendedSchema(schema);
  }

  @Override
  Dataset<Row> withGenerated(Dataset<Row> dataset, BlendInputs inputs) {
    return getGeneratedTable().isEmpty()
        ? inputs.withGeneratedColumn(dataset, getGeneratedCol())
        : inputs.joinGenerated(dataset, dataset.sparkSession().table(getGeneratedTable()));
  }
}
