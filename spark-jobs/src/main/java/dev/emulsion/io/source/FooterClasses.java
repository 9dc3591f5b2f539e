package dev.emulsion.io.source;

import dev.emulsion.DataException;
import dev.emulsion.io.fs.ReadParallelism;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.run.ClassList;
import dev.emulsion.io.shard.Shards;
import dev.emulsion.label.ClassNumber;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import scala.Tuple2;

/**
 * The names that the footer of each Parquet file gives to the classes of one column. Files that
 * were written one by one may list the same names in another order, so that a number means another
 * class in each.
 *
 * @param byFile names in the order of their indices, by the file's path without scheme; no names
 *     where the footer has none
 */
record FooterClasses(TreeMap<String, List<String>> byFile) implements Serializable {

  /** Reads the footers of all files of a table, in tasks. */
  static FooterClasses of(
      SparkSession spark, Dataset<Row> table, String column, SerializableHadoopConf conf) {
    List<String> files = Arrays.asList(table.inputFiles());
    int tasks = Math.max(1, Math.min(files.size(), ReadParallelism.waiting(spark)));
    TreeMap<String, List<String>> byFile = new TreeMap<>();
    Map<List<String>, List<String>> same = new HashMap<>();
    new JavaSparkContext(spark.sparkContext())
        .parallelize(files, tasks)
        .mapPartitions(part -> names(part, column, conf))
        .collect()
        .forEach(file -> byFile.put(file._1(), same.computeIfAbsent(file._2(), names -> names)));
    return new FooterClasses(byFile);
  }

  private static Iterator<Tuple2<String, List<String>>> names(
      Iterator<String> files, String column, SerializableHadoopConf conf) {
    List<Tuple2<String, List<String>>> names = new ArrayList<>();
    Map<List<String>, List<String>> same = new HashMap<>(); // serialized once, if lists are one
    files.forEachRemaining(
        uri -> {
          Path file = TableScan.path(uri);
          List<String> classes = names(file, column, conf);
          names.add(
              new Tuple2<>(file.toUri().getPath(), same.computeIfAbsent(classes, first -> first)));
        });
    return names.iterator();
  }

  /** The classes of a column that the footer of one file names; empty if it names none. */
  static List<String> names(Path file, String column, SerializableHadoopConf conf) {
    Map<String, String> footer = ParquetFooter.read(file, conf).keys();
    List<String> own =
        column.equals(SampleTable.LABEL)
            ? ClassList.namesIn(footer.get(Shards.LABELS_KEY))
            : List.of();
    return HfFeatures.of(file, footer).classNames(column).orElse(own);
  }

  /** Whether any file names classes. */
  boolean exist() {
    return byFile.values().stream().anyMatch(names -> !names.isEmpty());
  }

  /**
   * The names that all files agree on; empty if they name none.
   *
   * @param remedy what to do if they do not agree
   * @throws DataException if they do not agree
   */
  Optional<List<String>> common(String column, String remedy) {
    Map<List<String>, String> firsts = new LinkedHashMap<>();
    byFile.forEach((file, names) -> firsts.putIfAbsent(names, file));
    if (firsts.size() > 1) {
      List<List<String>> lists = List.copyOf(firsts.keySet());
      int index = 0;
      while (named(lists.get(0), index).equals(named(lists.get(1), index))) {
        index++;
      }
      throw new DataException(
          "all files must list the classes of "
              + column
              + " in one order, but class "
              + index
              + " is "
              + named(lists.get(0), index)
              + " in "
              + firsts.get(lists.get(0))
              + " and "
              + named(lists.get(1), index)
              + " in "
              + firsts.get(lists.get(1))
              + "; "
              + remedy);
    }
    return firsts.keySet().stream().filter(names -> !names.isEmpty()).findFirst();
  }

  private static String named(List<String> names, int index) {
    return index < names.size() ? names.get(index) : "without a name";
  }

  /**
   * The names of classes that a column of lists gives by number; null for a number without one.
   *
   * @param file column of the file that a row is in
   */
  Column names(Column numbers, Column file) {
    UserDefinedFunction name =
        functions.udf((UDF2<String, String, String>) this::name, DataTypes.StringType);
    return functions.transform(numbers, number -> name.apply(file, number));
  }

  private String name(String file, String number) {
    List<String> names = byFile.get(TableScan.path(file).toUri().getPath());
    long index = number == null ? -1 : ClassNumber.of(number).orElse(-1);
    return index >= 0 && index < names.size() ? names.get((int) index) : null;
  }
}
