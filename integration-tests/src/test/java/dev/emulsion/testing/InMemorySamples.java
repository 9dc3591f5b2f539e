package dev.emulsion.testing;

import dev.emulsion.io.source.Samples;
import dev.emulsion.io.source.SourceInfo;
import dev.emulsion.io.source.SourceInfo.Texts;
import dev.emulsion.label.Label;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A source whose samples are rows in memory.
 *
 * @param indexRows rows of {@link Samples#INDEX}
 * @param payloadRows rows of {@link Samples#PAYLOAD}
 * @param classNames all classes in order; where absent, label texts are class indices
 */
public record InMemorySamples(
    SparkSession spark,
    List<Row> indexRows,
    List<Row> payloadRows,
    Label.Kind labelKind,
    Optional<List<String>> classNames)
    implements Samples {

  /** Samples whose labels are class indices or weights. */
  public InMemorySamples(
      SparkSession spark, List<Row> indexRows, List<Row> payloadRows, Label.Kind labelKind) {
    this(spark, indexRows, payloadRows, labelKind, Optional.empty());
  }

  @Override
  public Dataset<Row> index() {
    return spark.createDataFrame(indexRows, INDEX);
  }

  @Override
  public Dataset<Row> payload(Dataset<Row> index) {
    return spark.createDataFrame(payloadRows, PAYLOAD);
  }

  @Override
  public SourceInfo info() {
    Texts texts = classNames.isEmpty() ? Texts.NUMBERS : Texts.CELLS;
    return new SourceInfo(labelKind, texts, classNames, true, true, 1, 0, Map.of(), "");
  }
}
