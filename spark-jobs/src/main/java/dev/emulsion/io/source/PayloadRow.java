package dev.emulsion.io.source;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * One row of {@link Samples#payload}: a sample with its encoded image.
 *
 * @param image encoded bytes; none if the image is missing
 */
public record PayloadRow(String id, SourceLabel label, String location, byte[] image)
    implements SourceRow {

  /** Columns {@code id, labels, weights, location, image}. */
  public static final StructType SCHEMA =
      SourceLabel.appendTo(new StructType().add(Samples.ID, DataTypes.StringType, false))
          .add(Samples.LOCATION, DataTypes.StringType, false)
          .add(Samples.IMAGE, DataTypes.BinaryType, false);

  /** Reads a row of {@link #SCHEMA}. */
  public static PayloadRow of(Row row) {
    return new PayloadRow(
        row.getString(0), SourceLabel.read(row, 1), row.getString(3), row.getAs(4));
  }

  public Row toRow() {
    return RowFactory.create(id, label.textsValue(), label.weightsValue(), location, image);
  }
}
