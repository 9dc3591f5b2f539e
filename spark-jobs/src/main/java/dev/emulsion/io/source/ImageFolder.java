package dev.emulsion.io.source;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.fs.ParallelListing;
import dev.emulsion.io.fs.ReadParallelism;
import dev.emulsion.io.fs.RemoteDirectory;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.source.ImageRangeReader.ByteRange;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.InputConfig;
import dev.emulsion.recipe.InputConfig.Ids;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/**
 * A directory with one folder a class, as torchvision's {@code ImageFolder}: the label is the first
 * folder below the root, however deep the image lies. The id is the path relative to the root.
 *
 * <p>Files without an image's extension, files beside the class folders and hidden files are left
 * alone and counted. Folders are listed by tasks, not by the driver, so memory doesn't grow with
 * the number of files.
 */
final class ImageFolder implements Samples {

  private final SparkSession spark;
  private final RemoteDirectory root;
  private final InputConfig input;
  private final ImageRangeReader images;
  private final Dataset<Row> files;
  private final long totalBytes;
  private final long ignored;
  private final long decomposed;

  private ImageFolder(SparkSession spark, RemoteDirectory root, int maxBytes, InputConfig input) {
    this.spark = spark;
    this.root = root;
    this.input = input;
    this.images =
        new ImageRangeReader(path -> ByteRange.whole(root.resolve(path)), root.conf(), maxBytes);
    Ids ids = input.ids();
    try (ParallelListing tree = ParallelListing.below(spark, root)) {
      this.files =
          tree.files()
              .map(
                  (MapFunction<Row, Row>) file -> sample(file.getString(0), file.getLong(1), ids),
                  Encoders.row(INDEX))
              .persist(StorageLevel.MEMORY_AND_DISK());
      Column isImage = functions.col(LABELS).isNotNull();
      Row sums =
          files
              .agg(
                  functions.count(functions.when(isImage, 1)),
                  functions.count(functions.when(isImage, null).otherwise(1)),
                  functions.coalesce(
                      functions.sum(functions.when(isImage, functions.col(BYTES))),
                      functions.lit(0L)),
                  functions.count(functions.when(isImage.and(isDecomposed()), 1)))
              .first();
      long images = sums.getLong(0);
      this.ignored = sums.getLong(1);
      this.totalBytes = sums.getLong(2);
      this.decomposed = sums.getLong(3);
      if (images == 0) {
        throw new DataException(
            "no images in "
                + input.path()
                + ": expected class folders that hold .jpg, .png or .webp"
                + " files, such as "
                + input.path()
                + "/cat/1.jpg");
      }
    }
  }

  static ImageFolder open(SparkSession spark, InputConfig input, DecodeLimits limits) {
    SerializableHadoopConf conf = SerializableHadoopConf.of(spark);
    FileStatus status = conf.input(input.path());
    if (!status.isDirectory()) {
      throw new ConfigException(
          "input.path must be a directory of class folders, was the file " + input.path());
    }
    return new ImageFolder(spark, RemoteDirectory.of(status, conf), limits.maxBytes(), input);
  }

  /** A row of {@link Samples#INDEX}; the labels are null where the file is no sample. */
  private static Row sample(String path, long length, Ids ids) {
    int slash = path.indexOf('/');
    String[] labels =
        slash > 0 && SampleIds.isPicture(path) ? new String[] {path.substring(0, slash)} : null;
    return RowFactory.create(SampleIds.of(path, ids), labels, null, path, length);
  }

  private static Column isDecomposed() {
    return functions
        .udf((UDF1<String, Boolean>) SampleIds::isDecomposed, DataTypes.BooleanType)
        .apply(functions.col(ID));
  }

  @Override
  public Dataset<Row> index() {
    return files.filter((FilterFunction<Row>) file -> !file.isNullAt(1));
  }

  @Override
  public Dataset<Row> payload(Dataset<Row> index) {
    return images.read(index, ReadParallelism.of(spark, input, totalBytes));
  }

  @Override
  public Label.Kind labelKind() {
    return Label.Kind.SINGLE;
  }

  @Override
  public boolean numbered() {
    return false;
  }

  /** Paths are unique, but two of them may be one id once their accents are composed. */
  @Override
  public boolean mayRepeat() {
    return input.ids() == Ids.STEM || decomposed > 0;
  }

  @Override
  public boolean mayLack() {
    return false;
  }

  @Override
  public long totalBytes() {
    return totalBytes;
  }

  @Override
  public long ignored() {
    return ignored;
  }

  @Override
  public Column file() {
    return images.file();
  }

  @Override
  public String pathPrefix() {
    return root.prefix();
  }
}
