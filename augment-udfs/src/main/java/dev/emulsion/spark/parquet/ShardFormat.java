package dev.emulsion.spark.parquet;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Job;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.parquet.hadoop.util.ContextUtil;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Map;

/**
 * Spark's Parquet format with additional key-value metadata in every footer. Any Parquet reader can
 * read the files. All columns are optional, as in files of most writers.
 *
 * <pre>
 * rows.write().format("emulsion-shard").option("emulsion.footer", "{\"key\": \"value\"}")
 * </pre>
 */
public final class ShardFormat extends ParquetFileFormat {

  private static final long serialVersionUID = 1L;

  /** The name of the format in Spark. */
  public static final String NAME = "emulsion-shard";

  /**
   * The option with the footer's keys and values, as a JSON object of strings. (One option for all
   * of them, because Spark changes the names of options to lower case.)
   */
  public static final String FOOTER = "emulsion.footer";

  /**
   * The option with the name of a binary column of little-endian float32 that is to be written as a
   * list of floats. Empty if there is none.
   */
  public static final String FLOATS = "emulsion.floats";

  @Override
  public OutputWriterFactory prepareWrite(
      SparkSession spark, Job job, Map<String, String> options, StructType schema) {
    String floats = options.get(FLOATS).getOrElse(() -> "");
    StructType stored = stored(schema, floats);
    OutputWriterFactory factory = super.prepareWrite(spark, job, options, stored);
    ParquetOutputFormat.setWriteSupportClass(job, ShardWriteSupport.class);
    Configuration conf = ContextUtil.getConfiguration(job);
    conf.set(FOOTER, options.get(FOOTER).getOrElse(() -> "{}"));
    conf.set(FLOATS, floats);
    return BucketFiles.naming(new ParquetFiles(factory), options);
  }

  private static StructType stored(StructType schema, String floats) {
    StructField[] fields = schema.fields().clone();
    for (int i = 0; i < fields.length; i++) {
      if (fields[i].name().equals(floats)) {
        fields[i] =
            DataTypes.createStructField(
                floats, DataTypes.createArrayType(DataTypes.FloatType), true);
      }
    }
    return DataTypes.createStructType(fields).asNullable();
  }

  @Override
  public String shortName() {
    return NAME;
  }

  @Override
  public String toString() {
    return "EmulsionShard";
  }
}
