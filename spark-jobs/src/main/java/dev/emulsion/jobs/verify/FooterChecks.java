package dev.emulsion.jobs.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.DataException;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.shard.ShardReader;
import dev.emulsion.io.shard.Shards;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.recipe.OutputConfig.Footer;
import dev.emulsion.recipe.Recipe;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
 * What the shards say of themselves: every one must open, and their rows must add up; the footers
 * of Parquet must say what {@code metadata.json} says. Reads footers, or the headers of tar
 * members, in parallel.
 *
 * @param metadata that every footer must have; empty where they stand beside the shards
 */
record FooterChecks(Map<String, String> metadata, SerializableHadoopConf conf)
    implements Serializable {

  private static final StructType FOUND =
      new StructType()
          .add("rows", DataTypes.LongType)
          .add("problems", DataTypes.createArrayType(DataTypes.StringType));

  /** Rows of a shard that can't be read. */
  private static final long UNKNOWN = -1;

  /** What was found, and whether all shards could be opened, so that rows may be read. */
  record Footers(List<Problem> problems, boolean readable) {}

  static Footers of(
      SparkSession spark,
      RunDirectory output,
      Manifest.Epoch epoch,
      Recipe recipe,
      Manifest manifest) {
    List<String> paths = new ArrayList<>();
    output.shards(epoch.epoch()).forEach(file -> paths.add(output.path() + "/" + file.path()));
    Findings findings = new Findings(Problem.Check.FOOTERS);
    if (paths.isEmpty()) {
      findings.require(epoch.rows() == 0, "epoch " + epoch.epoch() + " has no shards");
      return new Footers(findings.problems(), false);
    }
    long rows =
        recipe
            .output()
            .parquet()
            .map(
                parquet ->
                    new FooterChecks(
                            parquet.footer() == Footer.FILE
                                ? metadata(output, manifest.runId())
                                : Map.of(),
                            SerializableHadoopConf.of(spark))
                        .rows(spark, paths, findings))
            .orElseGet(() -> tarRows(spark, recipe, paths, findings));
    findings.require(
        rows == UNKNOWN || rows == epoch.rows(),
        "epoch "
            + epoch.epoch()
            + ": the shards hold "
            + rows
            + " rows, "
            + epoch.rows()
            + " were written");
    return new Footers(findings.problems(), rows != UNKNOWN);
  }

  /** What the footers must say; of a sidecar that is lost, the run at least. */
  private static Map<String, String> metadata(RunDirectory output, String runId) {
    Map<String, String> metadata = new TreeMap<>();
    try {
      output
          .read(output.own(SidecarChecks.METADATA), JsonNode.class)
          .ifPresent(
              json ->
                  json.fields()
                      .forEachRemaining(e -> metadata.put(e.getKey(), e.getValue().asText())));
    } catch (DataException | UncheckedIOException unreadable) {
      metadata.clear(); // the sidecars' own check says so
    }
    metadata.put(Shards.RUN_KEY, runId);
    return metadata;
  }

  private static long tarRows(
      SparkSession spark, Recipe recipe, List<String> paths, Findings findings) {
    try {
      return new ShardReader(spark, recipe).places(paths.toArray(new String[0])).count();
    } catch (Exception e) { // what Spark throws for damaged files is not one type
      findings.add("the shards cannot be read: " + Errors.rootMessage(e));
      return UNKNOWN;
    }
  }

  private long rows(SparkSession spark, List<String> paths, Findings findings) {
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
    return readable ? sum : UNKNOWN;
  }

  private Row footer(String path) {
    List<String> problems = new ArrayList<>();
    long rows = UNKNOWN;
    try (ParquetFileReader file =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(path), conf.get()))) {
      rows = file.getRecordCount();
      Map<String, String> footer = file.getFileMetaData().getKeyValueMetaData();
      metadata.forEach(
          (key, value) -> {
            if (!value.equals(footer.get(key))) {
              problems.add(
                  path + ": footer key " + key + " must be " + value + ", was " + footer.get(key));
            }
          });
    } catch (IOException | RuntimeException e) { // Parquet throws both for damage
      problems.add(path + " cannot be read as Parquet: " + e.getMessage());
    }
    return RowFactory.create(rows, problems.toArray());
  }
}
