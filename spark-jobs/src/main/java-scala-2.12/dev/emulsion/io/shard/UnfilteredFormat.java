package dev.emulsion.io.shard;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;
import scala.Function1;
import scala.Option;
import scala.collection.Iterator;
import scala.collection.Seq;
import scala.collection.immutable.Map;

/**
 * A file format that leaves filters to Spark and needs a schema. It is the part of {@link
 * WebDatasetFormat} that names {@code Seq}, whose package depends on Scala's version.
 */
abstract class UnfilteredFormat implements FileFormat {

  /** Opens files for reading tasks. */
  abstract Function1<PartitionedFile, Iterator<InternalRow>> reader(
      SparkSession spark, StructType requiredSchema);

  /** There is no inference; the schema must be given. */
  @Override
  public Option<StructType> inferSchema(
      SparkSession spark, Map<String, String> options, Seq<FileStatus> files) {
    return Option.empty();
  }

  @Override
  public Function1<PartitionedFile, Iterator<InternalRow>> buildReader(
      SparkSession spark,
      StructType dataSchema,
      StructType partitionSchema,
      StructType requiredSchema,
      Seq<Filter> filters,
      Map<String, String> options,
      Configuration conf) {
    return reader(spark, requiredSchema);
  }
}
