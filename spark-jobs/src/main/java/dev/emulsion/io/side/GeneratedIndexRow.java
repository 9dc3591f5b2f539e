package dev.emulsion.io.side;

import dev.emulsion.io.fs.FileStamp;
import dev.emulsion.io.source.Samples;
import dev.emulsion.transform.GeneratedKey;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * One row of {@link GeneratedImages#index}: a generated image without its pixels.
 *
 * @param location where the image is; {@link GeneratedImages#pathPrefix} makes it a path
 * @param bytes encoded length, 0 if there is no file; of images inside a table, the mean of all
 * @param stamp of the file that it is or is in, see {@link FileStamp}
 */
public record GeneratedIndexRow(GeneratedKey key, String location, long bytes, long stamp) {

  /** Columns {@code source_id, prompt, index, location, bytes, stamp}. */
  public static final StructType SCHEMA =
      new StructType()
          .add(GeneratedImages.SOURCE, DataTypes.StringType, false)
          .add(GeneratedImages.PROMPT, DataTypes.StringType, false)
          .add(GeneratedImages.INDEX, DataTypes.IntegerType, false)
          .add(Samples.LOCATION, DataTypes.StringType, false)
          .add(Samples.BYTES, DataTypes.LongType, false)
          .add(Samples.STAMP, DataTypes.LongType, false);

  /** Reads a row whose first columns are those of {@link #SCHEMA}. */
  public static GeneratedIndexRow of(Row row) {
    return new GeneratedIndexRow(
        new GeneratedKey(row.getString(0), row.getString(1), row.getInt(2)),
        row.getString(3),
        row.getLong(4),
        row.getLong(5));
  }

  public Row toRow() {
    return RowFactory.create(key.source(), key.prompt(), key.index(), location, bytes, stamp);
  }
}
