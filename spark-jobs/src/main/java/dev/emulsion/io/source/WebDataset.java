package dev.emulsion.io.source;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.fs.ParallelListing;
import dev.emulsion.io.fs.ReadParallelism;
import dev.emulsion.io.fs.RemoteDirectory;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.InputConfig;
import dev.emulsion.recipe.LabelsConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Tar archives whose members of one name are a sample, as the WebDataset library writes them: a
 * image, and its label in a {@code .cls}, {@code .json} or {@code .txt} beside it.
 *
 * <p>The path is an archive, a glob of them, or a directory, below which every {@code .tar} is one.
 * Making the index reads headers and labels only; afterward each image is read where it lies.
 */
final class WebDataset implements Samples {

  private static final StructType ARCHIVE =
      new StructType()
          .add(ParallelListing.PATH, DataTypes.StringType, false)
          .add(ParallelListing.LENGTH, DataTypes.LongType, false);

  private final SparkSession spark;
  private final InputConfig input;
  private final Dataset<Row> index;
  private final LabelTexts labels;
  private final ImageRangeReader images;
  private final long totalBytes;
  private final long ignored;

  private WebDataset(
      SparkSession spark,
      InputConfig input,
      LabelsConfig labels,
      int maxBytes,
      SerializableHadoopConf conf) {
    this.spark = spark;
    this.input = input;
    this.images = new ImageRangeReader(TarSamples::place, conf, maxBytes);
    TarSamples.Rules rules = TarSamples.Rules.of(input);
    Dataset<Row> archives = archives(spark, input.path(), conf);
    Column isArchive = functions.lower(functions.col(ParallelListing.PATH)).endsWith(".tar");
    Dataset<Row> tars = archives.filter(isArchive);
    long count = tars.count();
    long others = archives.count() - count;
    Dataset<Row> found =
        tars.repartition((int) Math.max(1, Math.min(count, ReadParallelism.waiting(spark))))
            .flatMap(
                (FlatMapFunction<Row, Row>)
                    tar -> new TarSamples(tar.getString(0), tar.getLong(1), rules, conf),
                Encoders.row(LabelTexts.SAMPLES))
            .persist(StorageLevel.MEMORY_AND_DISK());
    Column isSample = functions.col(ID).isNotNull();
    Row sums =
        found
            .groupBy()
            .agg(
                functions.count(functions.when(isSample, 1)),
                functions.coalesce(
                    functions.sum(functions.when(isSample, functions.col(BYTES))),
                    functions.lit(0L)),
                functions.coalesce(
                    functions.sum(functions.when(isSample, 0L).otherwise(functions.col(BYTES))),
                    functions.lit(0L)))
            .first();
    if (sums.getLong(0) == 0) {
      throw new DataException(
          "no samples in "
              + input.path()
              + ": expected .tar archives that hold images with labels, such as 1.jpg and 1.cls");
    }
    this.totalBytes = sums.getLong(1);
    this.ignored = sums.getLong(2) + others;
    Dataset<Row> samples = found.filter(isSample);
    this.labels = LabelTexts.of(samples, labels);
    this.index = this.labels.index(samples).persist(StorageLevel.MEMORY_AND_DISK());
    index.count(); // from what is cached, which can go then
    found.unpersist();
    archives.unpersist();
  }

  static WebDataset open(
      SparkSession spark, InputConfig input, LabelsConfig labels, DecodeLimits limits) {
    return new WebDataset(
        spark, input, labels, limits.maxBytes(), SerializableHadoopConf.of(spark));
  }

  /** Path and length of all files. */
  private static Dataset<Row> archives(
      SparkSession spark, String path, SerializableHadoopConf conf) {
    try {
      Path given = new Path(path);
      FileSystem fs = conf.fileSystem(given);
      FileStatus[] matches =
          fs.exists(given)
              ? new FileStatus[] {fs.getFileStatus(given)} // its name may hold brackets
              : fs.globStatus(given);
      if (matches == null || matches.length == 0) {
        throw new ConfigException("input.path " + path + " does not exist");
      }
      if (matches.length == 1 && matches[0].isDirectory()) {
        return files(spark, RemoteDirectory.of(matches[0], conf));
      }
      List<Row> files = new ArrayList<>();
      for (FileStatus match : matches) {
        files.add(RowFactory.create(match.getPath().toString(), match.getLen()));
      }
      return spark.createDataFrame(files, ARCHIVE);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException("cannot read input.path " + path + ": " + e.getMessage(), e);
    }
  }

  private static Dataset<Row> files(SparkSession spark, RemoteDirectory root) {
    try (ParallelListing tree = ParallelListing.below(spark, root)) {
      Dataset<Row> files = tree.files().withColumn(ParallelListing.PATH, whole(root)).persist();
      files.count(); // from the tree, which can go then
      return files;
    }
  }

  private static Column whole(RemoteDirectory root) {
    return functions
        .udf((UDF1<String, String>) file -> root.resolve(file).toString(), DataTypes.StringType)
        .apply(functions.col(ParallelListing.PATH));
  }

  @Override
  public Dataset<Row> index() {
    return index;
  }

  @Override
  public Dataset<Row> payload(Dataset<Row> index) {
    return images.read(index, ReadParallelism.of(spark, input, totalBytes));
  }

  @Override
  public Label.Kind labelKind() {
    return labels.kind();
  }

  @Override
  public boolean numbered() {
    return labels.numbered();
  }

  @Override
  public boolean mayRepeat() {
    return true;
  }

  @Override
  public boolean mayLack() {
    return true;
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
  public String pathPrefix() {
    return input.path() + "#";
  }
}
