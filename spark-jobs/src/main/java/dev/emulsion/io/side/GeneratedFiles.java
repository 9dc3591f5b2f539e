package dev.emulsion.io.side;

import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.fs.ParallelListing;
import dev.emulsion.io.fs.ReadParallelism;
import dev.emulsion.io.fs.RemoteDirectory;
import dev.emulsion.io.source.ImageRangeReader;
import dev.emulsion.io.source.ImageRangeReader.ByteRange;
import dev.emulsion.io.source.Samples;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/** Generated images that are files of their own. */
final class GeneratedFiles implements GeneratedImages {

  private final SparkSession spark;
  private final GeneratedRows rows;
  private final ImageRangeReader images;
  private final String pathPrefix;

  /**
   * @param images finds the files of the locations in {@code rows}
   */
  GeneratedFiles(
      SparkSession spark, GeneratedRows rows, ImageRangeReader images, String pathPrefix) {
    this.spark = spark;
    this.rows = rows;
    this.images = images;
    this.pathPrefix = pathPrefix;
  }

  /** The files below a folder whose names are a {@link GeneratedName}. */
  static GeneratedFiles below(SparkSession spark, RemoteDirectory root, DecodeLimits limits) {
    try (ParallelListing tree = ParallelListing.below(spark, root)) {
      GeneratedRows rows =
          GeneratedRows.of(
              tree.files()
                  .map(
                      (MapFunction<Row, Row>) file -> row(file.getString(0), file.getLong(1)),
                      Encoders.row(GeneratedRows.FOUND)));
      ImageRangeReader images =
          new ImageRangeReader(
              path -> ByteRange.whole(root.resolve(path)), root.conf(), limits.maxBytes());
      return new GeneratedFiles(spark, rows, images, root.prefix());
    }
  }

  private static Row row(String path, long length) {
    return GeneratedName.parse(path)
        .map(name -> GeneratedRows.usable(name, path, length))
        .orElseGet(() -> GeneratedRows.unusable(path));
  }

  @Override
  public Dataset<Row> index() {
    return rows.index();
  }

  /** Prompt and variant travel with the id. */
  @Override
  public Dataset<Row> payload(Dataset<Row> chosen, boolean labeled) {
    Column key =
        functions
            .udf(
                (UDF3<String, String, Integer, String>)
                    (id, prompt, variant) -> new GeneratedName(id, prompt, variant).packed(),
                DataTypes.StringType)
            .apply(functions.col(Samples.ID), functions.col(PROMPT), functions.col(INDEX));
    Dataset<Row> index =
        chosen.select(
            key.as(Samples.ID),
            labeled ? functions.col(Samples.LABELS) : none(Samples.LABELS),
            labeled ? functions.col(Samples.WEIGHTS) : none(Samples.WEIGHTS),
            functions.col(Samples.LOCATION),
            functions.col(Samples.BYTES));
    Dataset<Row> read = images.read(index, ReadParallelism.of(spark, rows.totalBytes()));
    Column packed = functions.col(Samples.ID);
    return read.select(
        functions
            .udf(
                (UDF1<String, String>) text -> GeneratedName.unpacked(text).source(),
                DataTypes.StringType)
            .apply(packed)
            .as(Samples.ID),
        functions.col(Samples.LABELS),
        functions.col(Samples.WEIGHTS),
        functions
            .udf(
                (UDF1<String, String>) text -> GeneratedName.unpacked(text).prompt(),
                DataTypes.StringType)
            .apply(packed)
            .as(PROMPT),
        functions
            .udf(
                (UDF1<String, Integer>) text -> GeneratedName.unpacked(text).index(),
                DataTypes.IntegerType)
            .apply(packed)
            .as(INDEX),
        functions.col(Samples.IMAGE),
        functions.col(Samples.LOCATION));
  }

  /** A column of labels without any. */
  static Column none(String name) {
    return functions.lit(null).cast(PAYLOAD_SCHEMA.apply(name).dataType()).as(name);
  }

  @Override
  public long totalBytes() {
    return rows.totalBytes();
  }

  @Override
  public long ignored() {
    return rows.unusable();
  }

  @Override
  public String pathPrefix() {
    return pathPrefix;
  }
}
