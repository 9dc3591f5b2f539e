package dev.emulsion.io.source;

import dev.emulsion.io.fs.FileStamp;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * One row of {@link Samples#index}: a sample without its image.
 *
 * @param bytes encoded length of the image, 0 if its file is missing. Tables that were not ingested
 *     give the size of the file that the row is in, or of the whole table.
 * @param stamp of the file to read, which shows whether it is the one that was listed; {@link
 *     FileStamp#UNKNOWN} where the source checks it itself or has no files
 */
public record IndexRow(String id, SourceLabel label, String location, long bytes, long stamp)
    implements SourceRow {

  /** Columns {@code id, labels, weights, location, bytes, stamp}. */
  public static final StructType SCHEMA =
      SourceLabel.appendTo(new StructType().add(Samples.ID, DataTypes.StringType, false))
          .add(Samples.LOCATION, DataTypes.StringType, false)
          .add(Samples.BYTES, DataTypes.LongType, false)
          .add(Samples.STAMP, DataTypes.LongType, false);

  /** A row without a stamp. */
  public IndexRow(String id, SourceLabel label, String location, long bytes) {
    this(id, label, location, bytes, FileStamp.UNKNOWN);
  }

  /** Reads a row whose first columns are those of {@link #SCHEMA}. */
  public static IndexRow of(Row row) {
    return new IndexRow(
        row.getString(0),
        SourceLabel.read(row, 1),
        row.getString(3),
        row.getLong(4),
        row.getLong(5));
  }

  public Row toRow() {
    return RowFactory.create(id, label.textsValue(), label.weightsValue(), location, bytes, stamp);
  }
}
