package dev.emulsion.io.source;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.io.fs.ParallelListing;
import dev.emulsion.io.fs.RemoteDirectory;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.recipe.GeneratedConfig.Format;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.csv.CSVFileFormat;
import org.apache.spark.sql.execution.datasources.json.JsonFileFormat;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.Tuple2;

/**
 * The files of a table: one file of any name, or all files of one kind in a folder whose names do
 * not begin with an underscore or a dot. Paths are read as they are written, with any characters.
 *
 * @param roots the file or the folder; several if a pattern matches several
 * @param files sorted by path
 * @param others number of files that are not of the table
 */
public record TableFiles(Format format, List<Path> roots, List<FileStatus> files, long others) {

  private static final Map<String, Format> ENDINGS =
      Map.of(
          ".parquet", Format.PARQUET,
          ".csv", Format.CSV,
          ".json", Format.JSON,
          ".jsonl", Format.JSON,
          ".ndjson", Format.JSON);

  /** An option of Spark: whether brackets and braces in a path are a pattern. */
  private static final String GLOB_PATHS = "__globPaths__";

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** For files that are listed here: Spark splits a file by its length alone. */
  private static final long BLOCK_BYTES = 128L << 20;

  /** Reads paths as they are written, with Spark's own listing. */
  public static DataFrameReader reader(SparkSession spark) {
    return spark.read().option(GLOB_PATHS, false);
  }

  /**
   * The table at {@code place}; empty if it is a folder without one.
   *
   * @param key of the recipe, for messages
   * @throws ConfigException if it is a file of another kind, or a folder with tables of two kinds
   */
  public static Optional<TableFiles> find(
      String key, FileStatus place, SerializableHadoopConf conf) {
    TreeMap<Format, List<FileStatus>> found = list(key, place, conf);
    if (found.isEmpty() && place.isDirectory()) {
      return Optional.empty();
    }
    if (found.size() != 1) {
      List<String> examples =
          found.values().stream().map(files -> files.get(0).getPath().getName()).toList();
      throw new ConfigException(
          key
              + " must be a folder, or a table that ends with .parquet, .csv, .jsonl, .ndjson or"
              + " .json; "
              + place.getPath()
              + (found.isEmpty()
                  ? " is neither"
                  : " holds " + String.join(" and ", examples) + "; name the one that is meant"));
    }
    Map.Entry<Format, List<FileStatus>> only = found.firstEntry();
    return Optional.of(of(only.getKey(), place, only.getValue()));
  }

  /** The table of {@code format} at {@code place}, with files of any name. */
  public static TableFiles find(
      Format format, String key, FileStatus place, SerializableHadoopConf conf) {
    List<FileStatus> files = list(key, place, conf).get(format);
    if (files == null) {
      files =
          place.isFile()
              ? List.of(place)
              : children(key, place, conf).stream()
                  .filter(file -> file.isFile() && !isHidden(file.getPath().getName()))
                  .toList();
    }
    return of(format, place, files);
  }

  /**
   * The Parquet files at a path: the one file, all of a folder at any depth, or those of all paths
   * that match it as a pattern, if nothing has that very name.
   *
   * @param key of the recipe, for messages
   * @throws ConfigException if there is nothing at the path
   */
  public static TableFiles parquet(
      SparkSession spark, String key, String path, SerializableHadoopConf conf) {
    List<Path> roots = new ArrayList<>();
    List<FileStatus> files = new ArrayList<>();
    for (FileStatus place : conf.matches(key, path)) {
      roots.add(place.getPath());
      if (place.isFile()) {
        files.add(place);
      } else {
        files.addAll(below(spark, RemoteDirectory.of(place, conf)));
      }
    }
    return parquet(roots, files);
  }

  /** Files without the ending count only where no file has it. */
  private static TableFiles parquet(List<Path> roots, List<FileStatus> files) {
    List<FileStatus> named =
        files.stream().filter(file -> formatOf(file).equals(Optional.of(Format.PARQUET))).toList();
    List<FileStatus> used = named.isEmpty() ? files : named;
    return new TableFiles(Format.PARQUET, roots, sorted(used), files.size() - used.size());
  }

  /**
   * The Parquet files that a seal names.
   *
   * @throws DataException if one is missing
   */
  public static TableFiles listed(String[] paths, SerializableHadoopConf conf) {
    List<Path> roots = new ArrayList<>();
    List<FileStatus> files = new ArrayList<>();
    for (String path : paths) {
      Path file = new Path(path);
      try {
        files.add(conf.fileSystem(file).getFileStatus(file));
        roots.add(file);
      } catch (FileNotFoundException e) {
        throw new DataException(
            "all files that a seal names must exist, but "
                + file
                + " does not; restore it, or delete the table and write it again",
            e);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
      }
    }
    return new TableFiles(Format.PARQUET, roots, sorted(files), 0);
  }

  private static List<FileStatus> below(SparkSession spark, RemoteDirectory root) {
    List<FileStatus> files = new ArrayList<>();
    try (ParallelListing tree = ParallelListing.below(spark, root)) {
      for (Row row : tree.files().collectAsList()) {
        String path = row.getAs(ParallelListing.PATH);
        long length = row.getAs(ParallelListing.LENGTH);
        long modified = row.getAs(ParallelListing.MODIFIED);
        if (length > 0 && !hasHiddenPart(path)) {
          files.add(new FileStatus(length, false, 1, BLOCK_BYTES, modified, root.resolve(path)));
        }
      }
    }
    return files;
  }

  private static boolean hasHiddenPart(String path) {
    for (String part : path.split("/")) {
      if (isHidden(part) && !part.contains("=")) {
        return true;
      }
    }
    return false;
  }

  /** Whether Spark and other readers skip a file or folder of this name. */
  static boolean isHidden(String name) {
    return name.startsWith("_") || name.startsWith(".");
  }

  private static TableFiles of(Format format, FileStatus place, List<FileStatus> files) {
    return new TableFiles(format, List.of(place.getPath()), sorted(files), 0);
  }

  private static List<FileStatus> sorted(List<FileStatus> files) {
    return files.stream().sorted(Comparator.comparing(file -> file.getPath().toString())).toList();
  }

  /** The tables directly at a place, by format. */
  private static TreeMap<Format, List<FileStatus>> list(
      String key, FileStatus place, SerializableHadoopConf conf) {
    TreeMap<Format, List<FileStatus>> found = new TreeMap<>();
    for (FileStatus file : place.isFile() ? List.of(place) : children(key, place, conf)) {
      boolean counts = place.isFile() || file.isFile() && !isHidden(file.getPath().getName());
      formatOf(file)
          .filter(format -> counts)
          .ifPresent(format -> found.computeIfAbsent(format, k -> new ArrayList<>()).add(file));
    }
    found.replaceAll((format, files) -> sorted(files));
    return found;
  }

  private static List<FileStatus> children(
      String key, FileStatus folder, SerializableHadoopConf conf) {
    try {
      List<FileStatus> children = new ArrayList<>();
      RemoteIterator<FileStatus> entries = RemoteDirectory.of(folder, conf).children("");
      while (entries.hasNext()) {
        children.add(entries.next());
      }
      return children;
    } catch (IOException e) {
      throw new ConfigException(
          "cannot read " + key + " " + folder.getPath() + ": " + e.getMessage(), e);
    }
  }

  private static Optional<Format> formatOf(FileStatus file) {
    String name = file.getPath().getName();
    int dot = name.lastIndexOf('.');
    return dot < 0
        ? Optional.empty()
        : Optional.ofNullable(ENDINGS.get(name.substring(dot).toLowerCase(Locale.ROOT)));
  }

  /** The same table without some of its files. */
  TableFiles with(List<FileStatus> kept) {
    return new TableFiles(format, roots, kept, others);
  }

  /**
   * Reads Parquet, with the columns that its folders name.
   *
   * @throws ConfigException if there is no file
   */
  public Dataset<Row> parquet(SparkSession spark) {
    TableIndex index = new TableIndex(spark, roots, files);
    ParquetFileFormat parquet = new ParquetFileFormat();
    try {
      Option<StructType> schema =
          files.isEmpty()
              ? Option.empty()
              : parquet.inferSchema(spark, options(Map.of()), index.allFiles());
      if (schema.isEmpty()) {
        throw new ConfigException(
            roots.get(0) + " holds no Parquet file; name the folder of the files");
      }
      return ReadableColumns.areDistinct(schema.get())
          ? table(spark, index, parquet, schema.get(), Map.of())
          : readable(spark, index).orElseThrow();
    } catch (Exception e) { // Scala does not declare what it throws
      return readable(spark, index).orElseThrow(() -> unchecked(e));
    }
  }

  /** The table where Spark cannot read some of its columns; empty if that is not the matter. */
  private Optional<Dataset<Row>> readable(SparkSession spark, TableIndex index) {
    SerializableHadoopConf conf = SerializableHadoopConf.of(spark);
    try {
      if (files.isEmpty()) {
        return Optional.empty();
      }
      Path first = files.get(0).getPath();
      Map<String, String> options =
          KnownTypesFileSystem.options(first.toUri().getScheme(), conf.get());
      return ReadableColumns.of(spark, first, conf)
          .map(schema -> table(spark, index, new ParquetFileFormat(), schema, options));
    } catch (Exception e) {
      return Optional.empty(); // the first failure says what is wrong
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Exception> RuntimeException unchecked(Exception e) throws E {
    throw (E) e;
  }

  /**
   * Reads CSV with a header, all columns as texts.
   *
   * @param multiLine whether a quoted value may have line breaks; then a file is not split
   */
  public Dataset<Row> csv(
      SparkSession spark, SerializableHadoopConf conf, String separator, boolean multiLine) {
    Map<String, String> options =
        Map.of(
            "header",
            "true",
            "sep",
            separator,
            "escape",
            "\"",
            "multiLine",
            Boolean.toString(multiLine));
    StructType schema = new StructType();
    for (String name : header(spark, conf, options)) {
      schema = schema.add(name, DataTypes.StringType);
    }
    return table(spark, new TableIndex(spark, roots, files), new CSVFileFormat(), schema, options);
  }

  /**
   * The column names, as Spark makes them of a header: those without a name get one.
   *
   * @throws ConfigException if files have different ones, as Spark takes columns by their position
   */
  private String[] header(
      SparkSession spark, SerializableHadoopConf conf, Map<String, String> options) {
    List<Optional<String>> lines =
        files.parallelStream().map(file -> firstLine(file, conf)).toList();
    Map<String, FileStatus> different = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      FileStatus file = files.get(i);
      lines.get(i).ifPresent(line -> different.putIfAbsent(line, file));
    }
    List<FileStatus> examples = List.copyOf(different.values());
    List<List<String>> headers =
        different.keySet().stream().map(line -> columns(spark, options, line)).toList();
    for (int i = 1; i < headers.size(); i++) {
      if (!headers.get(i).equals(headers.get(0))) {
        throw new ConfigException(
            "all CSV files of a table must have the same header, but "
                + examples.get(0).getPath()
                + " has "
                + String.join(", ", headers.get(0))
                + " and "
                + examples.get(i).getPath()
                + " has "
                + String.join(", ", headers.get(i))
                + "; make them equal, or name one file");
      }
    }
    return headers.isEmpty() ? new String[0] : headers.get(0).toArray(String[]::new);
  }

  private static List<String> columns(
      SparkSession spark, Map<String, String> options, String header) {
    Dataset<String> line = spark.createDataset(List.of(header), Encoders.STRING());
    return List.of(spark.read().options(options).csv(line).columns());
  }

  private static Optional<String> firstLine(FileStatus file, SerializableHadoopConf conf) {
    Path path = file.getPath();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(conf.fileSystem(path).open(path), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(line -> line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line)
          .filter(line -> !line.isBlank())
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  /** Reads JSON lines. */
  public Dataset<Row> json(SparkSession spark, StructType schema) {
    return table(
        spark, new TableIndex(spark, roots, files), new JsonFileFormat(), schema, Map.of());
  }

  private static Dataset<Row> table(
      SparkSession spark,
      TableIndex index,
      FileFormat format,
      StructType schema,
      Map<String, String> options) {
    return spark.baseRelationToDataFrame(
        new HadoopFsRelation(
            index,
            index.partitionSchema(),
            schema.asNullable(),
            Option.empty(),
            format,
            options(options),
            spark));
  }

  @SuppressWarnings("unchecked") // Scala's factory of maps has no type parameters for Java
  private static scala.collection.immutable.Map<String, String> options(
      Map<String, String> options) {
    List<Tuple2<String, String>> pairs =
        options.entrySet().stream()
            .map(option -> new Tuple2<>(option.getKey(), option.getValue()))
            .toList();
    return (scala.collection.immutable.Map<String, String>)
        scala.collection.immutable.Map$.MODULE$.apply(ScalaSeq.of(pairs));
  }
}
