package dev.emulsion.io.side;

import dev.emulsion.io.source.Samples;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * An index of generated images, and what was found beside them.
 *
 * @param index rows of {@link GeneratedImages#INDEX_SCHEMA}, cached
 * @param totalBytes of all images
 * @param unusable how many others there are
 * @param example of these; the same every time
 */
record GeneratedRows(Dataset<Row> index, long totalBytes, long unusable, String example) {

  private static final String OTHER = "other";

  /** {@link GeneratedImages#INDEX_SCHEMA}, and what a row is that can't be one. */
  static final StructType FOUND =
      GeneratedImages.INDEX_SCHEMA.add(OTHER, DataTypes.StringType, true);

  static Row usable(GeneratedName name, String location, long bytes) {
    return RowFactory.create(name.source(), name.prompt(), name.index(), location, bytes, null);
  }

  static Row unusable(String what) {
    return RowFactory.create("", "", 0, "", 0L, what);
  }

  /**
   * Sorts rows of {@link #FOUND} into those that can be used and others.
   *
   * @param found is read here and not afterward
   */
  static GeneratedRows of(Dataset<Row> found) {
    Dataset<Row> all = found.persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Column other = functions.col(OTHER);
      Row sums =
          all.agg(
                  functions.count(other),
                  functions.min(other),
                  functions.coalesce(functions.sum(Samples.BYTES), functions.lit(0L)))
              .first();
      Dataset<Row> index =
          all.filter(other.isNull()).drop(OTHER).persist(StorageLevel.MEMORY_AND_DISK());
      index.count(); // from what is cached, which can go then
      return new GeneratedRows(index, sums.getLong(2), sums.getLong(0), sums.getString(1));
    } finally {
      all.unpersist();
    }
  }
}
