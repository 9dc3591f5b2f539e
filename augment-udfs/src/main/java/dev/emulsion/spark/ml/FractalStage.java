package dev.emulsion.spark.ml;

import dev.emulsion.Require;
import dev.emulsion.pipeline.PipelineSpec;
import dev.emulsion.recipe.Recipe;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * A stage that blends each image with a fractal: from {@code fractalCol}, one per row, or from
 * {@code fractalTable} of {@code fractal_id, image}, from which each output draws one. A table is a
 * name in the catalog, a view among them, or {@code parquet.`path`}; key {@code mixing-set} of the
 * recipe names other columns. Labels stay what they are.
 *
 * @param <S> the stage itself, which the setters return
 */
public abstract class FractalStage<S extends FractalStage<S>> extends RecipeStage<S> {

  private static final long serialVersionUID = 1L;

  private final Param<String> fractalCol;
  private final Param<String> fractalTable;

  FractalStage(String uid, String outputCol) {
    super(uid, outputCol, OutputImage.Format.PNG, "blend_plan");
    fractalCol = new Param<>(this, "fractalCol", "name of the column of fractals; or empty");
    fractalTable = new Param<>(this, "fractalTable", "name of the table of fractals; or empty");
    setDefault(fractalCol, "");
    setDefault(fractalTable, "");
  }

  public final Param<String> fractalCol() {
    return fractalCol;
  }

  public final Param<String> fractalTable() {
    return fractalTable;
  }

  public final S setFractalCol(String value) {
    set(fractalCol, value);
    return self();
  }

  public final S setFractalTable(String value) {
    set(fractalTable, value);
    return self();
  }

  public final String getFractalCol() {
    return getOrDefault(fractalCol);
  }

  public final String getFractalTable() {
    return getOrDefault(fractalTable);
  }

  final boolean hasFractals() {
    return !getFractalCol().isEmpty() || !getFractalTable().isEmpty();
  }

  /** Checks that there is one column or one table, and that columns are there. */
  final StructType blendedSchema(StructType schema) {
    InputImageColumn.of(schema, getInputCol());
    idAt(schema);
    invalidRows();
    if (hasFractals()) {
      requireOne("fractal", getFractalCol(), getFractalTable());
    }
    if (!getFractalCol().isEmpty()) {
      Schemas.index(schema, "fractalCol", getFractalCol());
      InputImageColumn.of(schema, getFractalCol());
    }
    return with(schema, UnpairedRows.columns(getOutputCol(), format(), getPlanCol()));
  }

  static void requireOne(String what, String column, String table) {
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

  final BlendInputs inputs(StructType schema, Recipe recipe) {
    return new BlendInputs(recipe, getEpoch(), getInputCol(), idAt(schema));
  }

  /**
   * The blended rows.
   *
   * @param schema of the dataset
   * @param joined the dataset with the generated images, if there are any
   */
  final Dataset<Row> blended(StructType schema, Dataset<Row> joined, BlendInputs inputs) {
    StructType out = transformSchema(schema, false);
    Dataset<Row> all = joined;
    if (!getFractalCol().isEmpty()) {
      all = inputs.withFractalColumn(joined, getFractalCol());
    } else if (!getFractalTable().isEmpty()) {
      all = inputs.joinFractals(joined, joined.sparkSession().table(getFractalTable()));
    }
    UnpairedRows rows =
        new UnpairedRows(
            PipelineSpec.byArea(inputs.recipe(), getEpoch(), 1),
            format(),
            !getPlanCol().isEmpty(),
            invalidRows(),
            schema.size(),
            inputs.reader(all.schema()),
            idAt(schema));
    return ColumnMetadata.restore(
        all.mapPartitions((MapPartitionsFunction<Row, Row>) rows::of, Encoders.row(out)), out);
  }
}
