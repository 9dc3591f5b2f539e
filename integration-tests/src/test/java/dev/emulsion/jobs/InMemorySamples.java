package dev.emulsion.jobs;

import dev.emulsion.io.source.Samples;
import dev.emulsion.label.Label;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Samples without a file.
 *
 * @param ofIndex rows of {@link Samples#INDEX}
 * @param ofPayload rows of {@link Samples#PAYLOAD}
 * @param classNames all classes; without them texts are class numbers
 */
record InMemorySamples(
    SparkSession spark,
    List<Row> ofIndex,
    List<Row> ofPayload,
    Label.Kind labelKind,
    Optional<List<String>> classNames)
    implements Samples {

  /** Samples whose labels are class numbers, or weights. */
  InMemorySamples(
      SparkSession spark, List<Row> ofIndex, List<Row> ofPayload, Label.Kind labelKind) {
    this(spark, ofIndex, ofPayload, labelKind, Optional.empty());
  }

  @Override
  public Dataset<Row> index() {
    return spark.createDataFrame(ofIndex, INDEX);
  }

  @Override
  public Dataset<Row> payload(Dataset<Row> index) {
    return spark.createDataFrame(ofPayload, PAYLOAD);
  }

  @Override
  public boolean numbered() {
    return classNames.isEmpty();
  }

  @Override
  public boolean mayRepeat() {
    return true;
  }

  @Override
  public boolean mayLack() {
    return true;
  }

  @Override
  public long totalBytes() {
    return 1;
  }

  @Override
  public long ignored() {
    return 0;
  }

  @Override
  public String pathPrefix() {
    return "";
  }
}
