package dev.emulsion.io.source;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.fs.FileStamp;
import dev.emulsion.io.fs.FoundFile;
import dev.emulsion.io.fs.ReadParallelism;
import dev.emulsion.io.fs.RemoteDirectory;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.source.ImageRangeReader.ByteRange;
import dev.emulsion.recipe.GeneratedConfig.Format;
import dev.emulsion.recipe.InputConfig;
import dev.emulsion.recipe.InputConfig.Columns;
import dev.emulsion.recipe.InputConfig.Ids;
import dev.emulsion.recipe.LabelsConfig;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * A list of image paths and labels: CSV with a header ({@code .csv}, or {@code .tsv} with tabs) or
 * JSON lines ({@code .jsonl}, {@code .json}, {@code .ndjson}), as one file or a directory of parts.
 *
 * <p>A path in the list is a URI, absolute on the list's file system, or relative to the list's
 * directory. As written it is the sample's id, unless the recipe names an id column.
 */
public final class ManifestSource implements Samples {

  private static final String PATH = "path";
  private static final String LABEL = "label";
  private static final String NUMBER = "number";

  private static final List<String> FORMATS = List.of(".csv", ".tsv", ".jsonl", ".json", ".ndjson");

  private final SparkSession spark;
  private final InputConfig input;
  private final Dataset<Row> index;
  private final ImageRangeReader images;
  private final SourceInfo info;

  private ManifestSource(
      SparkSession spark,
      InputConfig input,
      LabelsConfig labels,
      int maxBytes,
      FileStatus list,
      SerializableHadoopConf conf) {
    this.spark = spark;
    this.input = input;
    Path path = list.getPath();
    RemoteDirectory folder =
        new RemoteDirectory((list.isDirectory() ? path : path.getParent()).toString(), conf);
    this.images =
        new ImageRangeReader(location -> ByteRange.whole(file(folder, location)), conf, maxBytes);
    Ids ids = input.ids();
    Dataset<Row> found =
        numbered(lines(spark, input, list, conf), ReadParallelism.waiting(spark))
            .map(
                (MapFunction<Row, Row>) line -> sample(folder, line, ids),
                Encoders.row(LabelTexts.SAMPLES))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Row sums =
          found
              .agg(
                  functions.count(functions.lit(1)).as("lines"),
                  functions.count(functions.when(functions.col(ID).isNull(), 1)).as("pathless"),
                  functions.coalesce(functions.sum(BYTES), functions.lit(0L)).as(BYTES))
              .first();
      checkLines(input.path(), sums.getAs("lines"), sums.getAs("pathless"));
      LabelTexts texts = LabelTexts.of(found, labels);
      this.info =
          SourceInfo.unchecked(
              texts.kind(), SourceInfo.Texts.CELLS, sums.getAs(BYTES), input.path());
      this.index = texts.index(found).persist(StorageLevel.MEMORY_AND_DISK());
      index.count(); // fills the cache before found is released
    } finally {
      found.unpersist();
    }
  }

  private static void checkLines(String path, long lines, long pathless) {
    if (lines == 0) {
      throw new DataException("no images in " + path + ": the list is empty");
    }
    if (pathless > 0) {
      throw new DataException(
          "every line of "
              + path
              + " needs a path, but "
              + pathless
              + " have none or cannot be parsed; correct or remove them, or set input.columns.image"
              + " to the field that has it");
    }
  }

  static ManifestSource open(
      SparkSession spark, InputConfig input, LabelsConfig labels, DecodeLimits limits) {
    SerializableHadoopConf conf = SerializableHadoopConf.of(spark);
    return new ManifestSource(
        spark, input, labels, limits.maxBytes(), conf.input(input.path()), conf);
  }

  /** Path, label and id of every line, as texts. */
  private static Dataset<Row> lines(
      SparkSession spark, InputConfig input, FileStatus list, SerializableHadoopConf conf) {
    Columns columns = input.columns();
    String image = columns.image().orElse(PATH);
    String label = columns.label().orElse(LABEL);
    Dataset<Row> lines =
        switch (formatOf(list, input, conf)) {
          case ".csv" -> find(Format.CSV, list, conf).csv(spark, conf, ",", false);
          case ".tsv" -> find(Format.CSV, list, conf).csv(spark, conf, "\t", false);
          default -> find(Format.JSON, list, conf).json(spark, texts(image, label, columns.id()));
        };
    requireSeparated(input.path(), lines.columns());
    Column path = TableColumns.named(lines, "input.columns.image", image);
    Column labels = TableColumns.named(lines, "input.columns.label", label);
    Dataset<Row> used = new SplitFilter(input).lines(lines, label, image);
    return used.select(
        path.as(PATH),
        labels.as(LABEL),
        columns
            .id()
            .map(
                id ->
                    functions.coalesce(
                        TableColumns.named(lines, "input.columns.id", id), functions.lit("")))
            .orElse(functions.lit(null).cast("string"))
            .as(ID));
  }

  /** Names the two ways in which spreadsheets save lists that are not read. */
  private static void requireSeparated(String path, String[] header) {
    String line = String.join(",", header);
    if (line.indexOf('\0') >= 0) {
      throw new DataException(path + " must be UTF-8, but is UTF-16; save it as UTF-8");
    }
    if (header.length == 1 && line.contains(";")) {
      throw new DataException(
          "columns must be separated by commas, or by tabs in a .tsv, but the header of "
              + path
              + " is "
              + line
              + "; save it with commas");
    }
  }

  private static TableFiles find(Format format, FileStatus list, SerializableHadoopConf conf) {
    return TableFiles.find(format, "input.path", list, conf);
  }

  /** All fields as strings, so that lists of labels come as JSON text. */
  private static StructType texts(String image, String label, Optional<String> id) {
    StructType schema = new StructType();
    Set<String> names = new LinkedHashSet<>(List.of(image, label));
    names.add(Splits.COLUMN);
    id.ifPresent(names::add);
    for (String name : names) {
      schema = schema.add(name, DataTypes.StringType);
    }
    return schema;
  }

  /** The file extension of the list, or of all its parts, which is its format. */
  private static String formatOf(FileStatus list, InputConfig input, SerializableHadoopConf conf) {
    if (list.isFile()) {
      return format(list.getPath().getName(), input.path());
    }
    TreeMap<String, String> found = new TreeMap<>();
    try {
      RemoteIterator<FileStatus> parts = RemoteDirectory.of(list, conf).children("");
      while (parts.hasNext()) {
        String part = parts.next().getPath().getName();
        if (!TableFiles.isHidden(part)) {
          found.put(format(part, input.path() + "/" + part), part);
        }
      }
    } catch (IOException e) {
      throw new ConfigException(
          "cannot read input.path " + input.path() + ": " + e.getMessage(), e);
    }
    if (found.size() != 1) {
      throw new ConfigException(
          "input.path must be a list, or a directory of parts of one format; "
              + input.path()
              + " has "
              + (found.isEmpty() ? "none" : String.join(" and ", found.values()))
              + "; name one file");
    }
    return found.firstKey();
  }

  private static String format(String name, String shown) {
    String lower = name.toLowerCase(Locale.ROOT);
    return FORMATS.stream()
        .filter(lower::endsWith)
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    "input.path must be a list that ends with "
                        + String.join(", ", FORMATS)
                        + ", was "
                        + shown));
  }

  /** Numbers the lines of the same path and id, so that each line has a location of its own. */
  private static Dataset<Row> numbered(Dataset<Row> lines, int tasks) {
    Column number =
        functions.row_number().over(Window.partitionBy(PATH, ID).orderBy(functions.col(LABEL)));
    return lines.repartition(tasks, functions.col(PATH)).withColumn(NUMBER, number);
  }

  /** A row of {@link LabelTexts#SAMPLES}; the id is null where there is no path. */
  private static Row sample(RemoteDirectory folder, Row line, Ids ids) {
    String path = line.getAs(PATH);
    LabelText label = LabelText.of(line.<String>getAs(LABEL));
    String given = line.getAs(ID);
    if (path == null) {
      return LabelTexts.row(null, label, "", 0, FileStamp.UNKNOWN);
    }
    FoundFile file = ListedFile.find(folder, path);
    return LabelTexts.row(
        given == null ? SampleIds.of(path, ids) : SampleIds.composed(given),
        label,
        file.path() + "#" + line.getAs(NUMBER),
        file.length(),
        file.stamp());
  }

  private static Path file(RemoteDirectory folder, String location) {
    return ListedFile.of(folder, location.substring(0, location.lastIndexOf('#')));
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
