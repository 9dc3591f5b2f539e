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
 * An index of generated images, and what a listing found that is none.
 *
 * @param index rows of {@link GeneratedIndexRow#SCHEMA}, cached
 * @param totalBytes of all images
 * @param unusable number of files or rows that are no generated image
 * @param example description of one of them, the same for every listing; null if there are none
 */
record GeneratedRows(Dataset<Row> index, long totalBytes, long unusable, String example) {

  private static final String UNUSABLE = "unusable";

  /** {@link GeneratedIndexRow#SCHEMA}, then the description of an unusable entry, else null. */
  static final StructType FOUND =
      GeneratedIndexRow.SCHEMA.add(UNUSABLE, DataTypes.StringType, true);

  /** A row of {@link #FOUND} for a generated image. */
  static Row usable(GeneratedIndexRow image) {
    return RowFactory.create(
        image.key().source(),
        image.key().prompt(),
        image.key().index(),
        image.location(),
        image.bytes(),
        image.stamp(),
        null);
  }

  /** A row of {@link #FOUND} for anything else. */
  static Row unusable(String description) {
    return RowFactory.create("", "", 0, "", 0L, 0L, description);
  }

  /**
   * Separates usable from unusable rows of {@link #FOUND}. Reads {@code found} once; it may change
   * or be released afterward.
   */
  static GeneratedRows of(Dataset<Row> found) {
    Dataset<Row> all = found.persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Column description = functions.col(UNUSABLE);
      Row sums =
          all.agg(
                  functions.count(description).as("unusable"),
                  functions.min(description).as("example"),
                  functions
                      .coalesce(functions.sum(Samples.BYTES), functions.lit(0L))
                      .as("totalBytes"))
              .first();
      Dataset<Row> index =
          all.filter(description.isNull()).drop(UNUSABLE).persist(StorageLevel.MEMORY_AND_DISK());
      index.count(); // fills the cache before all is released
      return new GeneratedRows(
          index, sums.getAs("totalBytes"), sums.getAs("unusable"), sums.getAs("example"));
    } finally {
      all.unpersist();
    }
  }
}
