package dev.emulsion.io.source;

import dev.emulsion.ConfigException;
import dev.emulsion.io.fs.RemoteDirectory;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.recipe.GeneratedConfig.Format;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;

/**
 * The files of a table: one file, or all files of one kind directly in a folder, ignoring others.
 *
 * @param paths with scheme and authority
 */
public record TableFiles(Format format, String[] paths) {

  private static final Map<String, Format> ENDINGS =
      Map.of(
          ".parquet", Format.PARQUET,
          ".csv", Format.CSV,
          ".json", Format.JSON,
          ".jsonl", Format.JSON,
          ".ndjson", Format.JSON);

  /** An option of Spark: whether brackets and braces in a path are a pattern. */
  private static final String GLOB_PATHS = "__globPaths__";

  /** Reads paths as they are written. */
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
    TreeMap<Format, TreeMap<String, String>> found = list(key, place, conf);
    if (found.isEmpty() && place.isDirectory()) {
      return Optional.empty();
    }
    if (found.size() != 1) {
      List<String> examples = found.values().stream().map(TreeMap::firstKey).toList();
      throw new ConfigException(
          key
              + " must be a folder, or a table that ends with .parquet, .csv, .jsonl, .ndjson or"
              + " .json; "
              + place.getPath()
              + (found.isEmpty()
                  ? " is neither"
                  : " holds " + String.join(" and ", examples) + "; name the one that is meant"));
    }
    Map.Entry<Format, TreeMap<String, String>> only = found.firstEntry();
    return Optional.of(of(only.getKey(), only.getValue()));
  }

  /** The table of {@code format} at {@code place}; the reader of that format lists folders. */
  public static TableFiles find(
      Format format, String key, FileStatus place, SerializableHadoopConf conf) {
    TreeMap<String, String> files = list(key, place, conf).get(format);
    return files == null
        ? new TableFiles(format, new String[] {place.getPath().toString()})
        : of(format, files);
  }

  private static TableFiles of(Format format, TreeMap<String, String> files) {
    return new TableFiles(format, files.values().toArray(new String[0]));
  }

  /** Paths by name by format. */
  private static TreeMap<Format, TreeMap<String, String>> list(
      String key, FileStatus place, SerializableHadoopConf conf) {
    TreeMap<Format, TreeMap<String, String>> found = new TreeMap<>();
    if (place.isFile()) {
      add(found, place);
      return found;
    }
    try {
      RemoteIterator<FileStatus> children = RemoteDirectory.of(place, conf).children("");
      while (children.hasNext()) {
        add(found, children.next());
      }
      return found;
    } catch (IOException e) {
      throw new ConfigException(
          "cannot read " + key + " " + place.getPath() + ": " + e.getMessage(), e);
    }
  }

  private static void add(TreeMap<Format, TreeMap<String, String>> found, FileStatus file) {
    String name = file.getPath().getName();
    int dot = name.lastIndexOf('.');
    Format format = dot < 0 ? null : ENDINGS.get(name.substring(dot).toLowerCase(Locale.ROOT));
    if (file.isFile() && format != null && !name.startsWith("_") && !name.startsWith(".")) {
      found.computeIfAbsent(format, k -> new TreeMap<>()).put(name, file.getPath().toString());
    }
  }
}
