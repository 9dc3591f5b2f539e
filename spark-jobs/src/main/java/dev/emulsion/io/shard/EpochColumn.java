package dev.emulsion.io.shard;

import dev.emulsion.recipe.OutputConfig;
import dev.emulsion.recipe.OutputConfig.FileLayout;
import dev.emulsion.spark.OutputSchema;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The column {@code epoch} of Parquet shards in the folders of epochs is in their path, as {@code
 * epoch=N}, and not in the files: readers of several epochs take it from the path, and some refuse
 * another one in the file. With layout {@code hub} it is in the files.
 */
final class EpochColumn {

  private EpochColumn() {}

  /** Whether the column is in the path. */
  static boolean isInPath(OutputConfig output) {
    return output.fileLayout() == FileLayout.HIVE;
  }

  /** The columns that the files have. */
  static StructType inFiles(StructType schema, OutputConfig output) {
    if (!isInPath(output)) {
      return schema;
    }
    return DataTypes.createStructType(
        Arrays.stream(schema.fields())
            .filter(field -> !field.name().equals(OutputSchema.EPOCH))
            .toArray(StructField[]::new));
  }

  /** Rows as the files have them. */
  static Dataset<Row> inFiles(Dataset<Row> rows, OutputConfig output) {
    return isInPath(output) ? rows.drop(OutputSchema.EPOCH) : rows;
  }

  /**
   * Rows with the columns of {@code schema}, {@code epoch} from the path.
   *
   * @param rows as they were read from the files
   */
  static Dataset<Row> restore(Dataset<Row> rows, StructType schema) {
    Column folder =
        functions.regexp_extract(functions.col("_metadata.file_path"), "/epoch=(\\d+)/[^/]*$", 1);
    return rows.withColumn(OutputSchema.EPOCH, folder.cast(DataTypes.IntegerType))
        .select(Arrays.stream(schema.fieldNames()).map(functions::col).toArray(Column[]::new));
  }
}
