package dev.emulsion.jobs.replay;

import dev.emulsion.io.source.Samples;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/** An image that a group of rows needs, as it was found in the input: encoded. */
record SourceImage(ImageNeed need, byte[] encoded) {

  /** The columns of a table of source images: those of {@link ImageNeed}, and the image. */
  static Column[] columns() {
    return ImageNeed.columns(Samples.IMAGE);
  }

  static SourceImage of(Row row) {
    return new SourceImage(ImageNeed.of(row), row.getAs(Samples.IMAGE));
  }
}
