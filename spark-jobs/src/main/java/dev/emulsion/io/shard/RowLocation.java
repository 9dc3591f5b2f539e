package dev.emulsion.io.shard;

import dev.emulsion.spark.OutputSchema;
import java.net.URI;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The shard that contains a row. */
public record RowLocation(String rowId, String file) {

  static final String FILE = "file";

  /** Spark names a file by its URI, where a space is {@code %20}. */
  static RowLocation of(Row row) {
    String uri = row.getAs(FILE);
    return new RowLocation(row.getAs(OutputSchema.ROW_ID), new Path(URI.create(uri)).toString());
  }

  /** Collects rows of {@link ShardReader#locations}. */
  public static List<RowLocation> list(Dataset<Row> locations) {
    return locations.collectAsList().stream().map(RowLocation::of).toList();
  }

  /** The paths of the shards, each once. */
  public static String[] files(List<RowLocation> locations) {
    return locations.stream().map(RowLocation::file).distinct().sorted().toArray(String[]::new);
  }
}
