package dev.emulsion.io.source;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.fs.FoundFile;
import dev.emulsion.io.fs.ParallelListing;
import dev.emulsion.io.fs.ReadParallelism;
import dev.emulsion.io.fs.RemoteDirectory;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.source.ImageRangeReader.ByteRange;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.InputConfig;
import dev.emulsion.recipe.InputConfig.Ids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/**
 * A directory with one folder per class, like torchvision's {@code ImageFolder}. The label is the
 * first folder below the root, at any depth of the image; the id is the path relative to the root.
 *
 * <p>Files without an image extension, files outside the class folders and hidden files are ignored
 * and counted. Tasks list the folders, so the driver's memory does not grow with the number of
 * files.
 */
final class ImageFolder implements Samples {

  private static final int MAX_IGNORED_KINDS = 20;

  private final SparkSession spark;
  private final InputConfig input;
  private final ImageRangeReader images;
  private final Dataset<Row> index;
  private final SourceInfo info;

  private ImageFolder(
      SparkSession spark,
      RemoteDirectory root,
      Optional<String> split,
      int maxBytes,
      InputConfig input) {
    this.spark = spark;
    this.input = input;
    this.images =
        new ImageRangeReader(path -> ByteRange.whole(root.resolve(path)), root.conf(), maxBytes);
    Ids ids = input.ids();
    String inside = split.orElse("");
    try (ParallelListing tree = ParallelListing.below(spark, root)) {
      Dataset<Row> files =
          tree.files()
              .map(
                  (MapFunction<Row, Row>) file -> row(FoundFile.of(file), ids, inside).toRow(),
                  Encoders.row(INDEX))
              .persist(StorageLevel.MEMORY_AND_DISK());
      try {
        Column isImage = functions.col(LABELS).isNotNull();
        Row sums =
            files
                .agg(
                    functions.count(functions.when(isImage, 1)).as("images"),
                    functions.count(functions.when(isImage, null).otherwise(1)).as("ignored"),
                    functions
                        .coalesce(
                            functions.sum(functions.when(isImage, functions.col(BYTES))),
                            functions.lit(0L))
                        .as(BYTES),
                    functions
                        .count(functions.when(isImage.and(isDecomposed()), 1))
                        .as("decomposed"))
                .first();
        if (sums.<Long>getAs("images") == 0) {
          throw new DataException(
              "no images "
                  + split.map(name -> "of the split " + name + " ").orElse("")
                  + "in "
                  + input.path()
                  + ": expected class folders of images, such as "
                  + input.path()
                  + "/cat/1.jpg");
        }
        checkSplits(files.filter(isImage));
        // paths are unique, but two of them may be one id once their accents are composed
        boolean mayRepeat = ids == Ids.STEM || sums.<Long>getAs("decomposed") > 0;
        this.info =
            new SourceInfo(
                Label.Kind.SINGLE,
                SourceInfo.Texts.FOLDERS,
                Optional.empty(),
                mayRepeat,
                false,
                sums.getAs(BYTES),
                sums.getAs("ignored"),
                ignoredKinds(files, isImage, sums.getAs("ignored")),
                root.prefix());
        this.index = files.filter(isImage).persist(StorageLevel.MEMORY_AND_DISK());
        index.count(); // fills the cache before files is released
      } finally {
        files.unpersist();
      }
    }
  }

  static ImageFolder open(SparkSession spark, InputConfig input, DecodeLimits limits) {
    SerializableHadoopConf conf = SerializableHadoopConf.of(spark);
    FileStatus status = conf.input(input.path());
    if (!status.isDirectory()) {
      throw new ConfigException(
          "input.path must be a directory of class folders, was the file "
              + input.path()
              + "; name a directory, or set input.format");
    }
    RemoteDirectory root = RemoteDirectory.of(status, conf);
    Optional<RemoteDirectory> split = input.split().flatMap(name -> split(root, input, name));
    return new ImageFolder(
        spark,
        split.orElse(root),
        split.isPresent() ? Optional.empty() : input.split(),
        limits.maxBytes(),
        input);
  }

  /** The folder of a split, if it is directly below the root: then that is the root. */
  private static Optional<RemoteDirectory> split(
      RemoteDirectory root, InputConfig input, String name) {
    List<String> folders = new ArrayList<>();
    try {
      RemoteIterator<FileStatus> entries = root.children("");
      while (entries.hasNext()) {
        FileStatus entry = entries.next();
        if (entry.isDirectory()) {
          folders.add(entry.getPath().getName());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + root.path() + ": " + e.getMessage(), e);
    }
    List<String> found =
        folders.contains(name)
            ? List.of(name)
            : folders.stream().filter(folder -> Splits.matches(folder, name)).toList();
    if (found.size() > 1) {
      throw new ConfigException(
          "input.split must name one folder of "
              + input.path()
              + ", but "
              + name
              + " may be any of "
              + String.join(", ", found)
              + "; write its whole name");
    }
    return found.stream()
        .findFirst()
        .map(folder -> new RemoteDirectory(root.resolve(folder).toString(), root.conf()));
  }

  /** Whether an image is of the split, where every class has folders of its own for splits. */
  private static boolean isOf(String split, String path) {
    return split.isEmpty() || Splits.isIn(Splits.foldersOf(path), split);
  }

  /** Stops if the classes are splits, or if the classes have splits. */
  private void checkSplits(Dataset<Row> images) {
    if (input.splits() == InputConfig.Splits.IGNORE || input.split().isPresent()) {
      return;
    }
    Map<String, Long> classes = new HashMap<>();
    Map<String, Long> inside = new HashMap<>();
    Column deeper = functions.expr("substring(location, instr(location, '/') + 1)");
    for (Row row :
        images
            .groupBy(
                functions.element_at(functions.col(LABELS), 1).as(LABELS),
                SplitFilter.splitPart(deeper).as(LOCATION))
            .count()
            .collectAsList()) {
      classes.put(row.getString(0), 1L);
      inside.merge(row.getString(1), row.getLong(2), Long::sum);
    }
    Splits.check(input, classes, Splits.FOLDERS);
    Splits.check(input, inside, "folders inside of its classes");
  }

  /** The row of a file; it has no label if the file is no sample. */
  private static IndexRow row(FoundFile file, Ids ids, String split) {
    String path = file.path();
    int slash = path.indexOf('/');
    SourceLabel label =
        slash > 0 && SampleIds.isImagePath(path) && isOf(split, path)
            ? SourceLabel.ofTexts(List.of(SampleIds.composed(path.substring(0, slash))))
            : SourceLabel.NONE;
    return new IndexRow(SampleIds.of(path, ids), label, path, file.length(), file.stamp());
  }

  /** How many of the ignored files are of which kind; the most frequent kinds only. */
  private static Map<String, Long> ignoredKinds(Dataset<Row> files, Column isImage, long ignored) {
    if (ignored == 0) {
      return Map.of();
    }
    Column kind =
        functions
            .udf((UDF1<String, String>) SampleIds::ignoredKind, DataTypes.StringType)
            .apply(functions.col(LOCATION));
    Map<String, Long> kinds = new TreeMap<>();
    files
        .filter(functions.not(isImage))
        .groupBy(kind.as("kind"))
        .count()
        .orderBy(functions.desc("count"), functions.col("kind"))
        .limit(MAX_IGNORED_KINDS)
        .collectAsList()
        .forEach(row -> kinds.put(row.getString(0), row.getLong(1)));
    return kinds;
  }

  private static Column isDecomposed() {
    return functions
        .udf((UDF1<String, Boolean>) SampleIds::isDecomposed, DataTypes.BooleanType)
        .apply(functions.col(LOCATION));
  }

  @Override
  public Dataset<Row> index() {
    return index;
  }

  @Override
  public Dataset<Row> payload(Dataset<Row> index) {
    return images.read(index, ReadParallelism.of(spark, input, info.totalBytes()));
  }

  @Override
  public Column file() {
    return images.file();
  }

  @Override
  public SourceInfo info() {
    return info;
  }
}
