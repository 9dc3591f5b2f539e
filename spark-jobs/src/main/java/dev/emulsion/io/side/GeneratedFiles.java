package dev.emulsion.io.side;

import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.fs.FoundFile;
import dev.emulsion.io.fs.ParallelListing;
import dev.emulsion.io.fs.ReadParallelism;
import dev.emulsion.io.fs.RemoteDirectory;
import dev.emulsion.io.source.ImageRangeReader;
import dev.emulsion.io.source.ImageRangeReader.ByteRange;
import dev.emulsion.io.source.IndexRow;
import dev.emulsion.io.source.PayloadRow;
import dev.emulsion.io.source.Samples;
import dev.emulsion.io.source.SourceLabel;
import dev.emulsion.transform.GeneratedKey;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Generated images of which each is a file. */
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

  /** The files below a folder that are named as {@link GeneratedFileName} names them. */
  static GeneratedFiles below(SparkSession spark, RemoteDirectory root, DecodeLimits limits) {
    try (ParallelListing tree = ParallelListing.below(spark, root)) {
      GeneratedRows rows =
          GeneratedRows.of(
              tree.files()
                  .map(
                      (MapFunction<Row, Row>) file -> row(FoundFile.of(file)),
                      Encoders.row(GeneratedRows.FOUND)));
      ImageRangeReader images =
          new ImageRangeReader(
              path -> ByteRange.whole(root.resolve(path)), root.conf(), limits.maxBytes());
      return new GeneratedFiles(spark, rows, images, root.prefix());
    }
  }

  private static Row row(FoundFile file) {
    return GeneratedFileName.parse(file.path())
        .map(key -> GeneratedRows.usable(entry(key, file)))
        .orElseGet(() -> GeneratedRows.unusable(file.path()));
  }

  private static GeneratedIndexRow entry(GeneratedKey key, FoundFile file) {
    return new GeneratedIndexRow(key, file.path(), file.length(), file.stamp());
  }

  @Override
  public Dataset<Row> index() {
    return rows.index();
  }

  /** The reader returns ids only, so the id carries the whole key on the way through it. */
  @Override
  public Dataset<Row> payload(Dataset<Row> requested, boolean labeled) {
    Dataset<Row> index =
        requested.map(
            (MapFunction<Row, Row>) row -> packed(GeneratedRequest.of(row), labeled).toRow(),
            Encoders.row(IndexRow.SCHEMA));
    return images
        .read(index, ReadParallelism.of(spark, rows.totalBytes()))
        .map(
            (MapFunction<Row, Row>) row -> payload(PayloadRow.of(row)).toRow(),
            Encoders.row(GeneratedPayloadRow.SCHEMA));
  }

  private static IndexRow packed(GeneratedRequest request, boolean labeled) {
    GeneratedIndexRow image = request.image();
    SourceLabel label = labeled ? request.label() : SourceLabel.NONE;
    return new IndexRow(packed(image.key()), label, image.location(), image.bytes(), image.stamp());
  }

  private static GeneratedPayloadRow payload(PayloadRow read) {
    return new GeneratedPayloadRow(
        unpacked(read.id()), read.label(), read.image(), read.location());
  }

  /** A key as one text. */
  static String packed(GeneratedKey key) {
    return key.index() + ":" + key.prompt().length() + ":" + key.prompt() + key.source();
  }

  /** The inverse of {@link #packed}. */
  static GeneratedKey unpacked(String packed) {
    int first = packed.indexOf(':');
    int second = packed.indexOf(':', first + 1);
    int source = second + 1 + Integer.parseInt(packed, first + 1, second, 10);
    return new GeneratedKey(
        packed.substring(source),
        packed.substring(second + 1, source),
        Integer.parseInt(packed, 0, first, 10));
  }

  /** A null column in place of {@code labels} or {@code weights}. */
  static Column none(String name) {
    return functions.lit(null).cast(Samples.PAYLOAD.apply(name).dataType()).as(name);
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

  @Override
  public void close() {
    rows.index().unpersist();
  }
}
