package dev.emulsion.spark.ml;

import dev.emulsion.ConfigException;
import dev.emulsion.Require;
import dev.emulsion.label.Label;
import dev.emulsion.pipeline.PipelineSpec;
import dev.emulsion.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
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
 * a struct {@code prompt, index, image}; or in a table of {@code source_id, prompt, index, image}.
 * Fractals are in {@code fractalCol}, one per row; or in a table of {@code fractal_id, image}, from
 * which each output draws one. Tables are names in the catalog, views among them, or {@code
 * parquet.`path`}; keys {@code generated.columns} and {@code mixing-set} of the recipe name other
 * columns.
 *
 * <p>Adds {@code outputCol} (default {@code diffused}, as PNG) and {@code planCol} (default {@code
 * blend_plan}). One row for each generated image, of which {@code perSample} limits the number.
 * Labels stay what they are. {@link RecipeStage} describes the other params.
 */
public final class DiffuseMixer extends RecipeStage<DiffuseMixer> {

  private static final long serialVersionUID = 1L;

  private final Param<String> generatedCol;
  private final Param<String> generatedTable;
  private final Param<String> fractalCol;
  private final Param<String> fractalTable;
  private final IntParam perSample;

  public DiffuseMixer() {
    this(Identifiable$.MODULE$.randomUID("diffuseMixer"));
  }

  public DiffuseMixer(String uid) {
    super(uid, "diffused", OutputImage.Format.PNG, "blend_plan");
    generatedCol =
        new Param<>(this, "generatedCol", "name of the column of generated images; or empty");
    generatedTable =
        new Param<>(this, "generatedTable", "name of the table of generated images; or empty");
    fractalCol = new Param<>(this, "fractalCol", "name of the column of fractals; or empty");
    fractalTable = new Param<>(this, "fractalTable", "name of the table of fractals; or empty");
    perSample =
        new IntParam(
            this,
            "perSample",
            "generated images to use of each row, drawn for each epoch; overrides the recipe's",
            ParamValidators.gt(0));
    setDefault(generatedCol, "");
    setDefault(generatedTable, "");
    setDefault(fractalCol, "");
    setDefault(fractalTable, "");
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

  public Param<String> fractalCol() {
    return fractalCol;
  }

  public Param<String> fractalTable() {
    return fractalTable;
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

  public DiffuseMixer setFractalCol(String value) {
    set(fractalCol, value);
    return this;
  }

  public DiffuseMixer setFractalTable(String value) {
    set(fractalTable, value);
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

  public String getFractalCol() {
    return getOrDefault(fractalCol);
  }

  public String getFractalTable() {
    return getOrDefault(fractalTable);
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
    if (recipe.blend().isEmpty()) {
      throw new ConfigException("transforms must have diffusemix, such as [{diffusemix: {}}]");
    }
    return recipe;
  }

  private boolean hasFractals() {
    return !getFractalCol().isEmpty() || !getFractalTable().isEmpty();
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

  private static void requireOne(String what, String column, String table) {
    Require.that(
        column.isEmpty() != table.isEmpty(),
        () ->
            "either "
                + what
                + "Col or "
                + what
                + "Table must be given, was "
                + (column.isEmpty() ? "neither" : "both"));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputImageColumn.of(schema, getInputCol());
    idAt(schema);
    invalidRows();
    requireOne("generated", getGeneratedCol(), getGeneratedTable());
    settled();
    if (hasFractals()) {
      requireOne("fractal", getFractalCol(), getFractalTable());
    }
    if (!getGeneratedCol().isEmpty()) {
      GeneratedColumn.of(schema, getGeneratedCol());
    }
    if (!getFractalCol().isEmpty()) {
      Schemas.index(schema, "fractalCol", getFractalCol());
      InputImageColumn.of(schema, getFractalCol());
    }
    return with(schema, UnpairedRows.columns(getOutputCol(), format(), getPlanCol()));
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    requireBatch(dataset);
    StructType schema = dataset.schema();
    StructType out = transformSchema(schema, false);
    Recipe recipe = settled();
    var sides = new BlendInputs(recipe, getEpoch(), getInputCol(), idAt(schema));
    Dataset<Row> joined = dataset.toDF();
    joined =
        getGeneratedTable().isEmpty()
            ? sides.withGeneratedColumn(joined, getGeneratedCol())
            : sides.joinGenerated(joined, dataset.sparkSession().table(getGeneratedTable()));
    if (!getFractalCol().isEmpty()) {
      joined = sides.withFractalColumn(joined, getFractalCol());
    } else if (!getFractalTable().isEmpty()) {
      joined = sides.joinFractals(joined, dataset.sparkSession().table(getFractalTable()));
    }
    UnpairedRows rows =
        new UnpairedRows(
            PipelineSpec.byArea(recipe, getEpoch(), 1),
            format(),
            !getPlanCol().isEmpty(),
            invalidRows(),
            schema.size(),
            sides.reader(joined.schema()),
            idAt(schema));
    return ColumnMetadata.restore(
        joined.mapPartitions((MapPartitionsFunction<Row, Row>) rows::of, Encoders.row(out)), out);
  }
}
