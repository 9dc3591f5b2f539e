package dev.emulsion.io.side;

import dev.emulsion.io.source.IndexRow;
import dev.emulsion.io.source.SourceLabel;
import dev.emulsion.transform.GeneratedKey;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * One row of what {@link GeneratedImages#payload} is asked for.
 *
 * @param label of the sample that the image was made from
 */
public record GeneratedRequest(SourceLabel label, GeneratedIndexRow image) {

  /** {@link IndexRow#SCHEMA}, of which {@code id} is the source's, then {@code prompt, index}. */
  public static final StructType SCHEMA =
      IndexRow.SCHEMA
          .add(GeneratedImages.PROMPT, DataTypes.StringType)
          .add(GeneratedImages.INDEX, DataTypes.IntegerType);

  private static final int KEY = IndexRow.SCHEMA.size();

  /** Reads a row of {@link #SCHEMA}. */
  static GeneratedRequest of(Row row) {
    IndexRow sample = IndexRow.of(row);
    GeneratedKey key = new GeneratedKey(sample.id(), row.getString(KEY), row.getInt(KEY + 1));
    return new GeneratedRequest(
        sample.label(),
        new GeneratedIndexRow(key, sample.location(), sample.bytes(), sample.stamp()));
  }

  public Row toRow() {
    return RowFactory.create(
        image.key().source(),
        label.textsValue(),
        label.weightsValue(),
        image.location(),
        image.bytes(),
        image.stamp(),
        image.key().prompt(),
        image.key().index());
  }
}
