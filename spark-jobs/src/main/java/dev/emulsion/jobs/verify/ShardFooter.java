package dev.emulsion.jobs.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/**
 * What the footer of one shard states.
 *
 * @param rows number of rows; empty if the shard cannot be opened
 * @param problems what is wrong with it
 */
record ShardFooter(OptionalLong rows, List<String> problems) {

  static final StructType SCHEMA =
      new StructType()
          .add("rows", DataTypes.LongType)
          .add("problems", DataTypes.createArrayType(DataTypes.StringType));

  ShardFooter {
    problems = List.copyOf(problems);
  }

  /**
   * Compares the keys and values of a footer with those that it must have.
   *
   * @param path of the shard, for the messages
   */
  static ShardFooter compare(
      String path, long rows, Map<String, String> footer, Map<String, String> expected) {
    List<String> problems = new ArrayList<>();
    expected.forEach(
        (key, value) -> {
          if (!value.equals(footer.get(key))) {
            problems.add(
                path + ": footer key " + key + " must be " + value + ", was " + footer.get(key));
          }
        });
    return new ShardFooter(OptionalLong.of(rows), problems);
  }

  /** A shard that cannot be opened. */
  static ShardFooter unreadable(String path, Exception cause) {
    return new ShardFooter(
        OptionalLong.empty(), List.of(path + " cannot be read as Parquet: " + cause.getMessage()));
  }

  static ShardFooter of(Row row) {
    Long rows = row.getAs("rows");
    return new ShardFooter(
        rows == null ? OptionalLong.empty() : OptionalLong.of(rows),
        row.getList(row.fieldIndex("problems")));
  }

  Row toRow() {
    return new GenericRowWithSchema(
        new Object[] {
          rows.isPresent() ? rows.getAsLong() : null, JavaConverters.asScalaBuffer(problems)
        },
        SCHEMA);
  }
}
