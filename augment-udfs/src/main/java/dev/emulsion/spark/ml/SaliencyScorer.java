package dev.emulsion.spark.ml;

import dev.emulsion.attention.SaliencyProvider;
import dev.emulsion.saliency.FineGrained;
import dev.emulsion.saliency.Saliency;
import dev.emulsion.saliency.SpectralResidual;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.SparkSession;

/**
 * Adds a saliency map for each image, computed without a model and averaged over the cells of a
 * grid.
 *
 * <pre>{@code
 * SaliencyScorer scorer = new SaliencyScorer().setMethod("spectral-residual").setRows(7).setColumns(7);
 * Dataset<Row> maps = scorer.transform(spark.read().format("image").load("images"));
 * }</pre>
 *
 * <p>{@code method} is {@code fine-grained} or {@code spectral-residual}; {@code rows} and {@code
 * columns} set the size of the grid. {@link ImageScorer} describes the columns.
 */
public final class SaliencyScorer extends ImageScorer {

  private static final long serialVersionUID = 1L;

  private static final int DEFAULT_SIDE = 14;
  private static final String FINE_GRAINED = "fine-grained";
  private static final String SPECTRAL_RESIDUAL = "spectral-residual";

  private final Param<String> method;
  private final IntParam rows;
  private final IntParam columns;

  public SaliencyScorer() {
    this(Identifiable$.MODULE$.randomUID("saliencyScorer"));
  }

  public SaliencyScorer(String uid) {
    super(uid);
    method = new Param<>(this, "method", FINE_GRAINED + " or " + SPECTRAL_RESIDUAL);
    rows = new IntParam(this, "rows", "rows of the grid", ParamValidators.gt(0));
    columns = new IntParam(this, "columns", "columns of the grid", ParamValidators.gt(0));
    setDefault(outputCol(), "saliency");
    setDefault(method, FINE_GRAINED);
    setDefault(rows, DEFAULT_SIDE);
    setDefault(columns, DEFAULT_SIDE);
  }

  /** Loads a stage that was saved. */
  public static SaliencyScorer load(String path) {
    return read().load(path);
  }

  /** The reader of saved stages. */
  public static MLReader<SaliencyScorer> read() {
    return new DefaultParamsReader<>();
  }

  public Param<String> method() {
    return method;
  }

  public IntParam rows() {
    return rows;
  }

  public IntParam columns() {
    return columns;
  }

  public SaliencyScorer setInputCol(String value) {
    set(inputCol(), value);
    return this;
  }

  public SaliencyScorer setOutputCol(String value) {
    set(outputCol(), value);
    return this;
  }

  public SaliencyScorer setHandleInvalid(String value) {
    set(handleInvalid(), value);
    return this;
  }

  public SaliencyScorer setMethod(String value) {
    set(method, value);
    return this;
  }

  public SaliencyScorer setRows(int value) {
    set(rows, value);
    return this;
  }

  public SaliencyScorer setColumns(int value) {
    set(columns, value);
    return this;
  }

  public String getMethod() {
    return getOrDefault(method);
  }

  public int getRows() {
    return (Integer) getOrDefault(rows);
  }

  public int getColumns() {
    return (Integer) getOrDefault(columns);
  }

  @Override
  int batchRows() {
    return 1;
  }

  @Override
  String logitsColumn() {
    return "";
  }

  @Override
  ProviderFactory providers(SparkSession spark) {
    Saliency saliency =
        switch (getMethod()) {
          case FINE_GRAINED -> FineGrained.DEFAULT;
          case SPECTRAL_RESIDUAL -> SpectralResidual.DEFAULT;
          default ->
              throw new IllegalArgumentException(
                  "method must be one of fine-grained, spectral-residual, was " + getMethod());
        };
    int height = getRows();
    int width = getColumns();
    return () -> new SaliencyProvider(saliency, map -> map.resized(height, width));
  }
}
