package dev.emulsion.jobs.verify;

import dev.emulsion.spark.ContentDigest;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/**
 * What reading some rows of an epoch gave.
 *
 * @param rows their number
 * @param digest the order-free sum of their digests
 * @param problems the first of those that were found
 */
record PartitionSummary(long rows, BigInteger digest, List<String> problems) {

  static final PartitionSummary EMPTY = new PartitionSummary(0, BigInteger.ZERO, List.of());

  static final StructType SCHEMA =
      new StructType()
          .add("rows", DataTypes.LongType)
          .add("digest", DataTypes.StringType)
          .add("problems", DataTypes.createArrayType(DataTypes.StringType));

  PartitionSummary {
    problems = List.copyOf(problems);
  }

  static PartitionSummary of(Row row) {
    return new PartitionSummary(
        row.getAs("rows"),
        new BigInteger(row.getAs("digest"), 16),
        row.getList(row.fieldIndex("problems")));
  }

  Row toRow() {
    return new GenericRowWithSchema(
        new Object[] {rows, ContentDigest.hex(digest), JavaConverters.asScalaBuffer(problems)},
        SCHEMA);
  }

  PartitionSummary plus(PartitionSummary other) {
    List<String> all = new ArrayList<>(problems);
    all.addAll(other.problems);
    return new PartitionSummary(rows + other.rows, ContentDigest.sum(digest, other.digest), all);
  }
}
