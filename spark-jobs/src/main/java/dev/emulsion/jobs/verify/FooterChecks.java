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
import dev.emulsion.recipe.OutputConfig.Parquet;
import dev.emulsion.recipe.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Checks what the shards state about themselves: each one opens, its Parquet footer has the keys
 * and values of {@code metadata.json}, and the row counts add up. Reads footers, or the headers of
 * tar members, in parallel.
 */
final class FooterChecks {

  private FooterChecks() {}

  /**
   * What the footers of an epoch gave.
   *
   * @param readable whether every shard opens, so that rows can be read
   */
  record Result(List<Problem> problems, boolean readable) {}

  static Result check(
      SparkSession spark,
      RunDirectory output,
      Manifest.Epoch epoch,
      Recipe recipe,
      Manifest manifest) {
    List<String> paths =
        output.shards(epoch, recipe.output().fileLayout()).stream()
            .map(file -> output.path() + "/" + file.path())
            .toList();
    if (paths.isEmpty()) {
      return check(List.of(), epoch);
    }
    List<ShardFooter> footers =
        recipe
            .output()
            .parquet()
            .map(parquet -> footers(spark, paths, expected(output, parquet, manifest.runId())))
            .orElseGet(() -> List.of(tarMembers(spark, recipe, paths)));
    return check(footers, epoch);
  }

  /**
   * Checks the footers of an epoch.
   *
   * @param footers one per shard, or one for all of them
   */
  static Result check(List<ShardFooter> footers, Manifest.Epoch epoch) {
    Findings findings = new Findings(Problem.Check.FOOTERS);
    if (footers.isEmpty()) {
      findings.expect(epoch.rows() == 0, "epoch %d has no shards", epoch.epoch());
      return new Result(findings.problems(), false);
    }
    footers.forEach(footer -> footer.problems().forEach(findings::add));
    boolean readable = footers.stream().allMatch(footer -> footer.rows().isPresent());
    long rows = footers.stream().mapToLong(footer -> footer.rows().orElse(0)).sum();
    findings.expect(
        !readable || rows == epoch.rows(),
        "epoch %d: the shards must contain the %d rows that were written, was %d",
        epoch.epoch(),
        epoch.rows(),
        rows);
    return new Result(findings.problems(), readable);
  }

  /** The keys and values that every footer must have. */
  private static Map<String, String> expected(RunDirectory output, Parquet parquet, String runId) {
    if (parquet.footer() != Footer.FILE) {
      return Map.of(); // they are in metadata.json only
    }
    Map<String, String> expected = new TreeMap<>();
    try {
      output
          .read(output.own(SidecarChecks.METADATA), JsonNode.class)
          .ifPresent(
              json ->
                  json.fields()
                      .forEachRemaining(e -> expected.put(e.getKey(), e.getValue().asText())));
    } catch (DataException | UncheckedIOException unreadable) {
      expected.clear(); // SidecarChecks reports it
    }
    expected.put(Shards.RUN_KEY, runId);
    return expected;
  }

  /** All tar shards together. */
  private static ShardFooter tarMembers(SparkSession spark, Recipe recipe, List<String> paths) {
    try {
      long rows = new ShardReader(spark, recipe).locations(paths.toArray(new String[0])).count();
      return new ShardFooter(OptionalLong.of(rows), List.of());
    } catch (Exception e) { // Spark throws various types for damaged files
      return new ShardFooter(
          OptionalLong.empty(), List.of("the shards cannot be read: " + Errors.rootMessage(e)));
    }
  }

  private static List<ShardFooter> footers(
      SparkSession spark, List<String> paths, Map<String, String> expected) {
    SerializableHadoopConf conf = SerializableHadoopConf.of(spark);
    return spark
        .createDataset(paths, Encoders.STRING())
        .map(
            (MapFunction<String, Row>) path -> footer(path, expected, conf).toRow(),
            Encoders.row(ShardFooter.SCHEMA))
        .collectAsList()
        .stream()
        .map(ShardFooter::of)
        .toList();
  }

  private static ShardFooter footer(
      String path, Map<String, String> expected, SerializableHadoopConf conf) {
    try (ParquetFileReader file =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(path), conf.get()))) {
      return ShardFooter.compare(
          path, file.getRecordCount(), file.getFileMetaData().getKeyValueMetaData(), expected);
    } catch (IOException | RuntimeException damaged) { // Parquet throws both
      return ShardFooter.unreadable(path, damaged);
    }
  }
}
