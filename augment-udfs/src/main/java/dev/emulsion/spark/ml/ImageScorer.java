package dev.emulsion.spark.ml;

import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionProvider;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.spark.AttentionColumn;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A stage of MLlib that adds a map of the important regions for each image of a column.
 *
 * <p>{@code outputCol} is added as array&lt;array&lt;float&gt;&gt;: the map, row by row.
 */
public abstract class ImageScorer extends ImageStage {

  private static final long serialVersionUID = 1L;

  private static final List<String> INVALID = List.of("error", "skip", "keep");

  ImageScorer(String uid) {
    super(uid, "maps", "how to treat unreadable images: error, skip or keep");
  }

  /** Opens attention providers in tasks. */
  interface ProviderFactory extends Serializable {

    /** A provider for the current task. */
    AttentionProvider open();
  }

  /** The provider that computes the maps. */
  abstract ProviderFactory providers(SparkSession spark);

  /** Number of rows that are read and processed together. */
  abstract int batchRows();

  /** Name of the column for logits; empty for none. */
  abstract String logitsColumn();

  @Override
  public final StructType transformSchema(StructType schema) {
    InputImageColumn.of(schema, getInputCol());
    if (!INVALID.contains(getHandleInvalid())) {
      throw new IllegalArgumentException(
          "handleInvalid must be one of error, skip, keep, was " + getHandleInvalid());
    }
    StructType out = added(schema, getOutputCol(), AttentionColumn.NESTED);
    return logitsColumn().isEmpty()
        ? out
        : added(out, logitsColumn(), DataTypes.createArrayType(DataTypes.FloatType, false));
  }

  private static StructType added(
      StructType schema, String name, org.apache.spark.sql.types.DataType type) {
    if (Schemas.has(schema, name)) {
      throw new IllegalArgumentException(
          "the dataset already has a column " + name + "; choose another name for the output");
    }
    return schema.add(name, type, true);
  }

  @Override
  public final Dataset<Row> transform(Dataset<?> dataset) {
    StructType out = transformSchema(dataset.schema(), false);
    InputImageColumn images = InputImageColumn.of(dataset.schema(), getInputCol());
    ScorePartition partition =
        new ScorePartition(
            images,
            providers(dataset.sparkSession()),
            batchRows(),
            getHandleInvalid(),
            !logitsColumn().isEmpty());
    return ColumnMetadata.restore(
        dataset
            .toDF()
            .mapPartitions((MapPartitionsFunction<Row, Row>) partition::score, Encoders.row(out)),
        out);
  }

  /** Scores the rows of one partition. */
  private record ScorePartition(
      InputImageColumn images,
      ProviderFactory providers,
      int batchRows,
      String handleInvalid,
      boolean logits)
      implements Serializable {

    Iterator<Row> score(Iterator<Row> rows) {
      if (!rows.hasNext()) {
        return rows; // do not load a model for an empty partition
      }
      AttentionProvider provider = providers.open();
      InputImageColumn.Reader reader = images.new Reader();
      return new Batches<>(rows, batchRows, batch -> scored(batch, reader, provider));
    }

    private List<Row> scored(
        List<Row> rows, InputImageColumn.Reader reader, AttentionProvider provider) {
      List<Image> images = new ArrayList<>();
      List<Integer> positions = new ArrayList<>();
      for (int i = 0; i < rows.size(); i++) {
        Decoded decoded = reader.of(rows.get(i));
        if (decoded instanceof Decoded.DecodedImage image) {
          images.add(image.image());
          positions.add(i);
        } else if (handleInvalid.equals("error")) {
          throw new DataException(
              "cannot read an image: "
                  + ((Decoded.Rejected) decoded).message()
                  + "; to ignore such rows, set handleInvalid to skip or keep");
        }
      }
      AttentionResult[] attentionResults = new AttentionResult[rows.size()];
      List<AttentionResult> found = provider.compute(images);
      for (int i = 0; i < found.size(); i++) {
        attentionResults[positions.get(i)] = found.get(i);
      }
      List<Row> out = new ArrayList<>();
      for (int i = 0; i < attentionResults.length; i++) {
        if (attentionResults[i] != null || handleInvalid.equals("keep")) {
          out.add(row(rows.get(i), attentionResults[i]));
        }
      }
      return out;
    }

    private Row row(Row row, AttentionResult attentionResult) {
      int width = row.size();
      Object[] values = new Object[width + (logits ? 2 : 1)];
      for (int i = 0; i < width; i++) {
        values[i] = row.get(i);
      }
      if (attentionResult != null) {
        values[width] = AttentionColumn.nested(attentionResult.attention());
        if (logits) {
          values[width + 1] = attentionResult.logits().orElse(null);
        }
      }
      return RowFactory.create(values);
    }
  }
}
