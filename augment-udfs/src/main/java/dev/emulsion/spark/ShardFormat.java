package dev.emulsion.spark;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Job;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.parquet.hadoop.util.ContextUtil;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Map;

/**
 * Spark's Parquet format with key-value metadata of our own in every footer.
 *
 * <p>Use {@code .format(ShardFormat.class.getName()).option(ShardFormat.FOOTER, json)}, where the
 * option's value is a JSON object of strings. (Its keys stand in the value because Spark
 * lower-cases option names.) Any Parquet reader reads the result.
 */
public final class ShardFormat extends ParquetFileFormat {

  private static final long serialVersionUID = 1L;

  /** The option that carries the footer's keys and values. */
  public static final String FOOTER = "emulsion.footer";

  /** The option that carries the bucket of the first task, to name {@link BucketFiles}. */
  public static final String FIRST_BUCKET = "emulsion.first-bucket";

  @Override
  public OutputWriterFactory prepareWrite(
      SparkSession spark, Job job, Map<String, String> options, StructType schema) {
    OutputWriterFactory factory = super.prepareWrite(spark, job, options, schema);
    ParquetOutputFormat.setWriteSupportClass(job, ShardWriteSupport.class);
    Configuration conf = ContextUtil.getConfiguration(job);
    conf.set(FOOTER, options.get(FOOTER).getOrElse(() -> "{}"));
    return options.contains(FIRST_BUCKET)
        ? new BucketFiles(factory, Integer.parseInt(options.apply(FIRST_BUCKET)))
        : factory;
  }

  @Override
  public String shortName() {
    return "emulsion-shard";
  }

  @Override
  public String toString() {
    return "EmulsionShard";
  }
}
