package dev.emulsion.spark.ml;

import dev.emulsion.Require;
import dev.emulsion.pipeline.PipelineSpec;
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

  @Override
  public final Dataset<Row> transform(Dataset<?> dataset) {
    requireBatch(dataset);
    StructType schema = dataset.schema();
    StructType out = transformSchema(schema, false);
    BlendInputs inputs = new BlendInputs(settled(), getEpoch(), getInputCol(), idAt(schema));
    Dataset<Row> all = withFractals(withGenerated(dataset.toDF(), inputs), inputs);
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

  /** The dataset with the generated images of each row, for a stage that blends them in. */
  Dataset<Row> withGenerated(Dataset<Row> dataset, BlendInputs inputs) {
    return dataset;
  }

  private Dataset<Row> withFractals(Dataset<Row> dataset, BlendInputs inputs) {
    if (!getFractalCol().isEmpty()) {
      return inputs.withFractalColumn(dataset, getFractalCol());
    }
    return getFractalTable().isEmpty()
        ? dataset
        : inputs.joinFractals(dataset, dataset.sparkSession().table(getFractalTable()));
  }
}
