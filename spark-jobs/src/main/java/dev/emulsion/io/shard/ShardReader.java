package dev.emulsion.io.shard;

import dev.emulsion.recipe.OutputConfig.Profile;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.spark.parquet.WideRows;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads the shards of a run, in any profile, as rows of {@link OutputSchema}. {@link
 * dev.emulsion.spark.ImageColumn} decodes their images.
 */
public final class ShardReader {

  /** Converts a list of floats back into little-endian bytes. */
  private static final UserDefinedFunction BYTES =
      functions.udf(
          (UDF1<scala.collection.Seq<Float>, byte[]>) ShardReader::bytes, DataTypes.BinaryType);

  private final SparkSession spark;
  private final Recipe recipe;

  /**
   * @param recipe of the run that wrote the shards
   */
  public ShardReader(SparkSession spark, Recipe recipe) {
    this.spark = spark;
    this.recipe = recipe;
    WideRows.prepare(spark);
  }

  /**
   * Rows of {@link OutputSchema}, as they were before they were written.
   *
   * @param paths shards, or directories of shards
   */
  public Dataset<Row> rows(String... paths) {
    StructType schema = OutputSchema.of(recipe.labels());
    return switch (recipe.output().profile()) {
      case RAW -> stored(paths);
      case HF -> HfColumns.fromStored(stored(paths), schema);
      case ARROW ->
          stored(paths)
              .withColumn(OutputSchema.IMAGE, BYTES.apply(functions.col(OutputSchema.IMAGE)));
      case WEBDATASET -> stored(paths);
    };
  }

  /** The location of every row, for {@link RowLocation#list}. Reads no image. */
  public Dataset<Row> locations(String... paths) {
    StructType id = new StructType().add(OutputSchema.ROW_ID, DataTypes.StringType);
    String format =
        recipe.output().profile() == Profile.WEBDATASET ? WebDatasetFormat.NAME : "parquet";
    return spark
        .read()
        .format(format)
        .schema(id)
        .load(paths)
        .select(
            functions.col(OutputSchema.ROW_ID),
            functions.col("_metadata.file_path").as(RowLocation.FILE));
  }

  /** The columns as the files store them. */
  private Dataset<Row> stored(String... paths) {
    StructType schema = OutputSchema.of(recipe.labels());
    return switch (recipe.output().profile()) {
      case RAW -> parquet(schema, paths);
      case HF -> parquet(HfColumns.schema(schema), paths);
      case ARROW -> parquet(withFloats(schema), paths);
      case WEBDATASET -> spark.read().format(WebDatasetFormat.NAME).schema(schema).load(paths);
    };
  }

  private Dataset<Row> parquet(StructType schema, String... paths) {
    StructType inFiles = EpochColumn.inFiles(schema, recipe.output());
    Dataset<Row> rows = spark.read().schema(inFiles).parquet(paths);
    return EpochColumn.isInPath(recipe.output()) ? EpochColumn.restore(rows, schema) : rows;
  }

  private static StructType withFloats(StructType schema) {
    StructField[] fields = schema.fields().clone();
    fields[schema.fieldIndex(OutputSchema.IMAGE)] =
        DataTypes.createStructField(
            OutputSchema.IMAGE, DataTypes.createArrayType(DataTypes.FloatType), true);
    return DataTypes.createStructType(fields);
  }

  private static byte[] bytes(scala.collection.Seq<Float> floats) {
    ByteBuffer bytes =
        ByteBuffer.allocate(floats.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < floats.size(); i++) {
      bytes.putFloat(floats.apply(i));
    }
    return bytes.array();
  }
}
