package dev.emulsion.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emulsion.io.Manifest;
import dev.emulsion.io.RunDirectory;
import dev.emulsion.io.Shards;
import dev.emulsion.io.TaskConf;
import dev.emulsion.spark.OutputSchema;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What the shards say of themselves: every one must be of this run and describe its pictures, and
 * their rows must add up. Reads footers only, in parallel.
 */
record FooterChecks(String runId, TaskConf conf) implements Serializable {

  private static final StructType FOUND =
      new StructType()
          .add("rows", DataTypes.LongType)
          .add("problems", DataTypes.createArrayType(DataTypes.StringType));

  /** Rows of a shard that can't be read. */
  private static final long UNKNOWN = -1;

  static FooterChecks of(SparkSession spark, Manifest manifest) {
    return new FooterChecks(manifest.runId(), TaskConf.of(spark));
  }

  /** What was found, and whether all shards could be opened, so that rows may be read. */
  record Footers(List<Problem> problems, boolean readable) {}

  Footers of(SparkSession spark, RunDirectory output, Manifest.Epoch epoch) {
    List<String> paths = new ArrayList<>();
    output.shards(epoch.epoch()).forEach(file -> paths.add(output.path() + "/" + file.path()));
    Findings findings = new Findings(Problem.Check.FOOTERS);
    long sum = 0;
    boolean readable = true;
    List<Row> found =
        spark
            .createDataset(paths, Encoders.STRING())
            .map((MapFunction<String, Row>) this::footer, Encoders.row(FOUND))
            .collectAsList();
    for (Row shard : found) {
      readable &= shard.getLong(0) != UNKNOWN;
      sum += shard.getLong(0);
      shard.<String>getList(1).forEach(findings::add);
    }
    findings.require(
        !readable || sum == epoch.rows(),
        "epoch "
            + epoch.epoch()
            + ": the shards hold "
            + sum
            + " rows, "
            + epoch.rows()
            + " were written");
    return new Footers(findings.problems(), readable && !paths.isEmpty());
  }

  private Row footer(String path) {
    List<String> problems = new ArrayList<>();
    long rows = UNKNOWN;
    try (ParquetFileReader file =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(path), conf.get()))) {
      rows = file.getRecordCount();
      check(path, file.getFileMetaData().getKeyValueMetaData(), problems);
    } catch (IOException | RuntimeException e) { // Parquet throws both for damage
      problems.add(path + " cannot be read as Parquet: " + e.getMessage());
    }
    return RowFactory.create(rows, problems.toArray());
  }

  private void check(String path, Map<String, String> footer, List<String> problems)
      throws IOException {
    if (!runId.equals(footer.get(Shards.RUN_KEY))) {
      problems.add(
          path
              + ": footer key "
              + Shards.RUN_KEY
              + " must be "
              + runId
              + ", was "
              + footer.get(Shards.RUN_KEY));
    }
    JsonNode tensors = new ObjectMapper().readTree(footer.getOrDefault(Shards.TENSORS_KEY, "{}"));
    if (!tensors.path(OutputSchema.IMAGE).has("dtype")) {
      problems.add(path + ": footer key " + Shards.TENSORS_KEY + " must describe the image");
    }
  }
}
