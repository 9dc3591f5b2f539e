package dev.emulsion.io.source;

import dev.emulsion.recipe.InputConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * Selects the split that a recipe names, in the files, the rows or the paths of an input, and stops
 * where it names none though there are several; see {@link Splits}.
 *
 * @param settled whether the split is already selected, so that nothing else needs to be
 */
record SplitFilter(InputConfig input, boolean settled) {

  private static final String COUNT = "count";
  private static final String NAME = "name";

  SplitFilter(InputConfig input) {
    this(input, false);
  }

  /** Whether the recipe names a split that nothing has selected yet. */
  private Optional<String> wanted() {
    return settled ? Optional.empty() : input.split();
  }

  /**
   * Files of a split.
   *
   * @param rest what must still be selected in the files
   */
  record Chosen<T>(List<T> files, SplitFilter rest) {}

  /**
   * Those of several files that are of the split; all if none is called after it, since then their
   * rows may be.
   *
   * @param roots what {@code input.path} names
   * @param things what the files are, for messages
   */
  <T> Chosen<T> files(
      List<T> files, Function<T, String> path, Collection<Path> roots, String things) {
    String base = base(roots);
    Function<T, String> relative = file -> below(base, path.apply(file));
    if (wanted().isPresent()) {
      String name = wanted().get();
      List<T> chosen =
          files.stream().filter(file -> Splits.isIn(relative.apply(file), name)).toList();
      return chosen.isEmpty()
          ? new Chosen<>(files, this)
          : new Chosen<>(chosen, new SplitFilter(input, true));
    }
    Splits.check(
        input,
        files.stream().map(relative).map(file -> Splits.partOf(file).orElse("")).toList(),
        things);
    return new Chosen<>(files, this);
  }

  private static String below(String base, String path) {
    return path.startsWith(base) ? path.substring(base.length()) : path;
  }

  /** The folder that all roots are in, or the only root. */
  private static String base(Collection<Path> roots) {
    String common = null;
    for (Path root : roots) {
      String folder = (roots.size() == 1 ? root : root.getParent()) + Path.SEPARATOR;
      while (common != null && !folder.startsWith(common)) {
        common = common.substring(0, common.lastIndexOf('/', common.length() - 2) + 1);
      }
      common = common == null ? folder : common;
    }
    return common == null ? "" : common;
  }

  /**
   * The rows of a table that are of the split, by a column with a usual name.
   *
   * @param label the column of the labels, whose values are classes in any case
   * @throws dev.emulsion.ConfigException if the recipe names a split and there is no such row
   */
  Dataset<Row> rows(Dataset<Row> table, String label) {
    if (isIdle()) {
      return table;
    }
    Map<String, Map<String, Long>> columns = columns(table, label);
    if (wanted().isEmpty()) {
      return table;
    }
    return ofColumn(table, columns)
        .orElseThrow(
            () ->
                Splits.missing(
                    input,
                    columns.values().stream().flatMap(counts -> counts.keySet().stream()).toList(),
                    "files have other names, and values of columns such as split"));
  }

  /**
   * The lines of a list that are of the split, by a column with a usual name or by the folders of
   * their paths.
   *
   * @param label the column of the labels
   * @param path the column of the paths
   * @throws dev.emulsion.ConfigException if the recipe names a split and there is no such line
   */
  Dataset<Row> lines(Dataset<Row> lines, String label, String path) {
    return isIdle()
        ? lines
        : ofColumn(lines, columns(lines, label)).orElseGet(() -> folders(lines, path));
  }

  private boolean isIdle() {
    return settled || input.splits() == InputConfig.Splits.IGNORE;
  }

  /** Counts of the values of each column that may name splits; stops if they do. */
  private Map<String, Map<String, Long>> columns(Dataset<Row> table, String label) {
    Map<String, Map<String, Long>> columns = new TreeMap<>();
    for (StructField field : table.schema().fields()) {
      String name = field.name();
      if (field.dataType().equals(DataTypes.StringType)
          && Splits.isColumn(name)
          && !name.equals(label)) {
        Map<String, Long> counts = counts(table, TableColumns.column(name));
        Splits.check(input, counts, "values of the column " + name);
        columns.put(name, counts);
      }
    }
    return columns;
  }

  private Optional<Dataset<Row>> ofColumn(
      Dataset<Row> table, Map<String, Map<String, Long>> columns) {
    return wanted()
        .flatMap(
            split ->
                columns.entrySet().stream()
                    .map(column -> ofColumn(table, split, column))
                    .flatMap(Optional::stream)
                    .findFirst());
  }

  private static Optional<Dataset<Row>> ofColumn(
      Dataset<Row> table, String split, Map.Entry<String, Map<String, Long>> column) {
    Object[] same =
        column.getValue().keySet().stream().filter(value -> Splits.matches(value, split)).toArray();
    return same.length == 0
        ? Optional.empty()
        : Optional.of(table.filter(TableColumns.column(column.getKey()).isin(same)));
  }

  /**
   * The rows whose path is in a folder of the split.
   *
   * @param path a column of paths, which may be null
   * @throws dev.emulsion.ConfigException if the recipe names a split and there is no such row
   */
  Dataset<Row> folders(Dataset<Row> rows, String path) {
    if (isIdle()) {
      return rows;
    }
    Map<String, Long> counts = counts(rows, splitPart(functions.col(path)));
    if (wanted().isEmpty()) {
      Splits.check(input, counts, "paths with folders");
      return rows;
    }
    String split = wanted().get();
    Dataset<Row> chosen =
        rows.filter((FilterFunction<Row>) row -> isInFolder(row.<String>getAs(path), split));
    if (chosen.isEmpty()) {
      throw Splits.missing(input, counts.keySet(), "folders that are called after splits");
    }
    return chosen;
  }

  private static boolean isInFolder(String path, String split) {
    return path != null && Splits.isIn(Splits.foldersOf(path), split);
  }

  /** The first folder of a path that is called after a split; empty if there is none. */
  static Column splitPart(Column path) {
    return functions
        .udf((UDF1<String, String>) SplitFilter::splitPart, DataTypes.StringType)
        .apply(path);
  }

  /** The same of one path. */
  static String splitPart(String path) {
    return path == null ? "" : Splits.partOf(Splits.foldersOf(path)).orElse("");
  }

  private static Map<String, Long> counts(Dataset<Row> rows, Column name) {
    Map<String, Long> counts = new HashMap<>();
    Column text = functions.coalesce(name, functions.lit("")).as(NAME);
    for (Row row : rows.groupBy(text).count().collectAsList()) {
      counts.put(row.getAs(NAME), row.<Long>getAs(COUNT));
    }
    return counts;
  }
}
