package dev.emulsion.io.side;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.fs.FoundFile;
import dev.emulsion.io.fs.ReadParallelism;
import dev.emulsion.io.fs.RemoteDirectory;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.source.BloomSelection;
import dev.emulsion.io.source.ImageRangeReader;
import dev.emulsion.io.source.ImageRangeReader.ByteRange;
import dev.emulsion.io.source.ListedFile;
import dev.emulsion.io.source.ParquetTable;
import dev.emulsion.io.source.SampleIds;
import dev.emulsion.io.source.Samples;
import dev.emulsion.io.source.TableColumns;
import dev.emulsion.io.source.TableFileCheck;
import dev.emulsion.io.source.TableFiles;
import dev.emulsion.io.source.TableScan;
import dev.emulsion.recipe.GeneratedConfig;
import dev.emulsion.recipe.GeneratedConfig.Columns;
import dev.emulsion.recipe.GeneratedConfig.Format;
import dev.emulsion.transform.GeneratedKey;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Generated images in a column of Parquet files. */
final class GeneratedTable implements GeneratedImages {

  /** pandas writes 0.0 where a column of integers has a gap. */
  private static final Pattern DIGITS = Pattern.compile("([0-9]{1,9})(?:\\.0*)?");

  private final SparkSession spark;
  private final Dataset<Row> images; // columns of GeneratedPayloadRow but the label
  private final GeneratedRows rows;

  private GeneratedTable(SparkSession spark, Dataset<Row> images, GeneratedRows rows) {
    this.spark = spark;
    this.images = images;
    this.rows = rows;
  }

  /** Opens a table that contains images, or names their files. */
  static GeneratedImages open(
      SparkSession spark,
      GeneratedConfig config,
      FileStatus place,
      TableFiles files,
      DecodeLimits limits,
      SerializableHadoopConf conf) {
    Dataset<Row> table =
        TableScan.open(
            spark,
            "generated.path " + config.path(),
            "a table of generated images",
            () -> read(spark, files, config.columns(), conf));
    List<String> names = Arrays.asList(table.columns());
    if (files.format() == Format.PARQUET && names.contains(config.columns().image())) {
      return inside(spark, config, table, limits);
    }
    if (files.format() == Format.PARQUET && !names.contains(config.columns().path())) {
      throw new ConfigException(
          config.path()
              + " must have a column "
              + config.columns().path()
              + " of paths or "
              + config.columns().image()
              + " of images, but has "
              + String.join(", ", names)
              + "; set generated.columns");
    }
    return listed(spark, config, place, table, limits, conf);
  }

  private static Dataset<Row> read(
      SparkSession spark, TableFiles files, Columns columns, SerializableHadoopConf conf) {
    return switch (files.format()) {
      case PARQUET -> files.parquet(spark);
      case CSV -> files.csv(spark, conf, ",", true);
      case JSON -> files.json(spark, texts(columns));
      case FOLDER -> throw new IllegalArgumentException("a folder is not a table");
    };
  }

  /** The columns as text; JSON numbers are read as their text, too. */
  private static StructType texts(Columns columns) {
    StructType schema = new StructType();
    Set<String> names =
        new LinkedHashSet<>(
            List.of(columns.source(), columns.prompt(), columns.index(), columns.path()));
    for (String name : names) {
      schema = schema.add(name, DataTypes.StringType);
    }
    return schema;
  }

  private static GeneratedTable inside(
      SparkSession spark, GeneratedConfig config, Dataset<Row> table, DecodeLimits limits) {
    Column image =
        TableColumns.encoded(
            table, "generated.columns.image", config.columns().image(), limits.maxBytes());
    long count = table.count();
    long mean = Math.max(1, TableScan.bytes(table) / Math.max(1, count));
    List<Column> keys = keys(table, config.columns());
    GeneratedRows rows =
        checked(
            config,
            table
                .select(
                    keys.get(0),
                    keys.get(1),
                    keys.get(2),
                    ParquetTable.location(),
                    TableFileCheck.STAMP)
                .map(
                    (MapFunction<Row, Row>) row -> Entry.of(row).found(mean, row.getLong(4)),
                    Encoders.row(GeneratedRows.FOUND)));
    Dataset<Row> images =
        table.select(
            keys.get(0).as(Samples.ID),
            normalized(keys.get(1)).as(PROMPT),
            keys.get(2).cast(DataTypes.IntegerType).as(INDEX),
            image.as(Samples.IMAGE),
            new TableFileCheck(SerializableHadoopConf.of(spark))
                .checked(ParquetTable.location())
                .as(Samples.LOCATION));
    return new GeneratedTable(spark, images, rows);
  }

  private static GeneratedFiles listed(
      SparkSession spark,
      GeneratedConfig config,
      FileStatus place,
      Dataset<Row> table,
      DecodeLimits limits,
      SerializableHadoopConf conf) {
    Path here = place.isDirectory() ? place.getPath() : place.getPath().getParent();
    RemoteDirectory root =
        config
            .root()
            .map(path -> RemoteDirectory.of(conf.status("generated.root", path), conf))
            .orElseGet(() -> new RemoteDirectory(here.toString(), conf));
    List<Column> keys = keys(table, config.columns());
    Column path =
        TableColumns.named(table, "generated.columns.path", config.columns().path())
            .cast(DataTypes.StringType);
    GeneratedRows rows =
        checked(
            config,
            table
                .select(keys.get(0), keys.get(1), keys.get(2), path.as(Samples.LOCATION))
                .repartition(ReadParallelism.waiting(spark), functions.col(Samples.LOCATION))
                .map(
                    (MapFunction<Row, Row>) row -> Entry.of(row).found(root),
                    Encoders.row(GeneratedRows.FOUND)));
    ImageRangeReader images =
        new ImageRangeReader(
            location -> ByteRange.whole(ListedFile.of(root, location)), conf, limits.maxBytes());
    return new GeneratedFiles(spark, rows, images, config.path() + "#");
  }

  /** Columns of source, prompt and index as text; the index is 0 where the table gives none. */
  private static List<Column> keys(Dataset<Row> table, Columns columns) {
    Column none = functions.lit("0");
    boolean hasIndex = Arrays.asList(table.columns()).contains(columns.index());
    Column index = hasIndex ? TableColumns.column(columns.index()).cast("string") : none;
    return List.of(
        SampleIds.composed(
            TableColumns.named(table, "generated.columns.source", columns.source()).cast("string")),
        TableColumns.named(table, "generated.columns.prompt", columns.prompt()).cast("string"),
        functions.coalesce(index, none));
  }

  private static Column normalized(Column prompt) {
    return functions
        .udf((UDF1<String, String>) GeneratedConfig::normalized, DataTypes.StringType)
        .apply(prompt);
  }

  /** One row of the table, as it was found: anything in it may be missing. */
  private record Entry(String source, String prompt, String index, String location) {

    static Entry of(Row row) {
      return new Entry(row.getString(0), row.getString(1), row.getString(2), row.getString(3));
    }

    /** A row of {@link GeneratedRows#FOUND} for an image in a file below {@code root}. */
    Row found(RemoteDirectory root) {
      if (isBlank(location)) {
        return GeneratedRows.unusable(toString());
      }
      FoundFile file = ListedFile.find(root, location);
      return found(file.path(), file.length(), file.stamp());
    }

    /**
     * A row of {@link GeneratedRows#FOUND} for an image inside a table.
     *
     * @param stamp of the table's file
     */
    Row found(long bytes, long stamp) {
      return found(location, bytes, stamp);
    }

    private Row found(String place, long bytes, long stamp) {
      Matcher digits = DIGITS.matcher(index);
      if (isBlank(source) || isBlank(prompt) || !digits.matches()) {
        return GeneratedRows.unusable(toString());
      }
      GeneratedKey key =
          new GeneratedKey(
              source, GeneratedConfig.normalized(prompt), Integer.parseInt(digits.group(1)));
      return GeneratedRows.usable(new GeneratedIndexRow(key, place, bytes, stamp));
    }

    private static boolean isBlank(String text) {
      return text == null || text.isBlank();
    }

    @Override
    public String toString() {
      return "source " + source + ", prompt " + prompt + ", index " + index + ", at " + location;
    }
  }

  private static GeneratedRows checked(GeneratedConfig config, Dataset<Row> found) {
    GeneratedRows rows = GeneratedRows.of(found);
    if (rows.unusable() > 0) {
      throw new DataException(
          "every row of "
              + config.path()
              + " needs a source id, a prompt, an index of 0 or more and an image, but "
              + rows.unusable()
              + " lack one, such as the row with "
              + rows.example()
              + "; complete or remove them");
    }
    return rows;
  }

  @Override
  public Dataset<Row> index() {
    return rows.index();
  }

  @Override
  public Dataset<Row> payload(Dataset<Row> requested, boolean labeled) {
    Dataset<Row> picked = BloomSelection.at(spark, images, rows.index(), requested);
    Dataset<Row> labels = requested.select(Samples.LOCATION, Samples.LABELS, Samples.WEIGHTS);
    Dataset<Row> joined =
        labeled
            ? picked.join(labels, Samples.LOCATION)
            : picked
                .withColumn(Samples.LABELS, GeneratedFiles.none(Samples.LABELS))
                .withColumn(Samples.WEIGHTS, GeneratedFiles.none(Samples.WEIGHTS));
    return joined.select(
        Arrays.stream(GeneratedPayloadRow.SCHEMA.fieldNames())
            .map(functions::col)
            .toArray(Column[]::new));
  }

  @Override
  public long totalBytes() {
    return rows.totalBytes();
  }

  @Override
  public long ignored() {
    return 0;
  }

  @Override
  public String pathPrefix() {
    return "";
  }

  @Override
  public void close() {
    rows.index().unpersist();
  }
}
