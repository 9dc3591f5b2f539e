package dev.emulsion.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emulsion.io.Manifest;
import dev.emulsion.io.RunDirectory;
import dev.emulsion.io.ShardReader;
import dev.emulsion.io.Shards;
import dev.emulsion.recipe.Names;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.OutputSchema;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Proves from the files of a finished run that nothing is lost, doubled or changed.
 *
 * <p>Recomputes what the manifest states: which files there are and how long, their footers, every
 * row's digest, shape, label mass and λ, that every output has one row, and that the ids in the
 * shards and in quarantine are together exactly the ids of the input. Reads every byte once and
 * shuffles ids only.
 *
 * <pre>
 * emulsion verify out/
 * </pre>
 */
public final class VerifyJob {

  private static final int EXAMPLES = 3;

  private final SparkSession spark;
  private final RunDirectory output;
  private final List<String> problems = new ArrayList<>();

  public VerifyJob(SparkSession spark, String path) {
    this.spark = spark;
    this.output = RunDirectory.at(path, spark.sparkContext().hadoopConfiguration());
  }

  /** What was found. A run is sound if there are no problems. */
  public record Report(Manifest manifest, List<String> problems) {

    public boolean isSound() {
      return problems.isEmpty();
    }
  }

  /**
   * Checks everything and reports all that is wrong.
   *
   * @throws dev.emulsion.DataException if there is no finished run
   */
  public Report run() {
    Manifest manifest = output.sealed();
    Recipe recipe = output.recipe();
    BigInteger digest = BigInteger.ZERO;
    for (Manifest.Epoch epoch : manifest.epochs()) {
      if (checkFiles(epoch) && checkFooters(epoch, manifest.runId(), recipe)) {
        checkReadable(epoch, recipe, manifest);
      }
      digest = ContentDigest.sum(digest, new BigInteger(epoch.contentDigest(), 16));
    }
    require(
        ContentDigest.hex(digest).equals(manifest.contentDigest()),
        "manifest.json: contentDigest is not the sum of the epochs'");
    require(
        manifest.epochs().size() == recipe.epochs(),
        "manifest.json has " + manifest.epochs().size() + " epochs, the recipe " + recipe.epochs());
    return new Report(manifest, List.copyOf(problems));
  }

  private boolean checkFiles(Manifest.Epoch epoch) {
    Map<String, Long> stated = new TreeMap<>();
    epoch.files().forEach(file -> stated.put(file.path(), file.bytes()));
    Map<String, Long> there = new TreeMap<>();
    output.shards(epoch.epoch()).forEach(file -> there.put(file.path(), file.bytes()));
    stated.forEach(
        (path, bytes) -> {
          require(there.containsKey(path), path + " is missing");
          require(
              !there.containsKey(path) || there.get(path).equals(bytes),
              path + " has " + there.get(path) + " bytes, was written with " + bytes);
        });
    there.keySet().forEach(p -> require(stated.containsKey(p), p + " was not written by this run"));
    return !there.isEmpty() || stated.isEmpty();
  }

  /** Every shard must be a Parquet file with our footer. */
  private boolean checkFooters(Manifest.Epoch epoch, String runId, Recipe recipe) {
    SerializableConfiguration conf =
        new SerializableConfiguration(spark.sessionState().newHadoopConf());
    String kind = Names.of(recipe.labels().kind().orElseThrow());
    List<String> paths = new ArrayList<>();
    output.shards(epoch.epoch()).forEach(file -> paths.add(output.path() + "/" + file.path()));
    List<String> found =
        spark
            .createDataset(paths, Encoders.STRING())
            .mapPartitions(
                (MapPartitionsFunction<String, String>)
                    files -> footerProblems(files, conf, runId, kind),
                Encoders.STRING())
            .collectAsList();
    found.forEach(problem -> require(false, problem));
    return found.stream().noneMatch(problem -> problem.contains("cannot be read"));
  }

  private static Iterator<String> footerProblems(
      Iterator<String> paths, SerializableConfiguration conf, String runId, String kind) {
    List<String> problems = new ArrayList<>();
    while (paths.hasNext()) {
      String path = paths.next();
      try (ParquetFileReader file =
          ParquetFileReader.open(HadoopInputFile.fromPath(new Path(path), conf.value()))) {
        Map<String, String> footer = file.getFileMetaData().getKeyValueMetaData();
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
        JsonNode tensors =
            new ObjectMapper().readTree(footer.getOrDefault(Shards.TENSORS_KEY, "{}"));
        if (!tensors.path(OutputSchema.IMAGE).has("dtype")) {
          problems.add(path + ": footer key " + Shards.TENSORS_KEY + " must describe the image");
        }
        JsonNode labels = new ObjectMapper().readTree(footer.getOrDefault(Shards.LABELS_KEY, "{}"));
        if (!labels.path("kind").asText().equals(kind)) {
          problems.add(
              path + ": footer key " + Shards.LABELS_KEY + " must say that kind is " + kind);
        }
      } catch (IOException | RuntimeException e) {
        problems.add(path + " cannot be read as Parquet: " + e.getMessage());
      }
    }
    return problems.iterator();
  }

  private void checkReadable(Manifest.Epoch epoch, Recipe recipe, Manifest manifest) {
    try {
      checkRows(epoch, recipe, manifest);
    } catch (Exception e) { // what Spark throws for damaged or missing files is not one type
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      require(
          false,
          "epoch "
              + epoch.epoch()
              + " cannot be read: "
              + cause.getMessage().lines().findFirst().orElse(""));
    }
  }

  private void checkRows(Manifest.Epoch epoch, Recipe recipe, Manifest manifest) {
    Dataset<Row> rows = new ShardReader(spark, recipe).rows(output.epoch(epoch.epoch()));
    RowChecks checks = new RowChecks(recipe, epoch.epoch(), manifest.input().classes(), EXAMPLES);
    BigInteger digest = BigInteger.ZERO;
    long count = 0;
    Set<String> wrong = new LinkedHashSet<>();
    List<Row> parts =
        rows.mapPartitions(
                (MapPartitionsFunction<Row, Row>) part -> checks.of(part),
                Encoders.row(RowChecks.SUM))
            .collectAsList();
    for (Row part : parts) {
      count += part.getLong(0);
      digest = ContentDigest.sum(digest, new BigInteger(part.getString(1), 16));
      wrong.addAll(part.getList(2));
    }
    String where = "epoch " + epoch.epoch() + ": ";
    wrong.stream().sorted().limit(EXAMPLES).forEach(problem -> require(false, where + problem));
    require(count == epoch.rows(), where + count + " rows, " + epoch.rows() + " were written");
    require(
        ContentDigest.hex(digest).equals(epoch.contentDigest()),
        where
            + "the rows are not those that were written: content digest "
            + ContentDigest.hex(digest)
            + ", was "
            + epoch.contentDigest());
    checkConservation(epoch, rows, recipe.pairing().variants(), manifest);
  }

  /** In = emitted + quarantined + duplicates, sample by sample. */
  private void checkConservation(
      Manifest.Epoch epoch, Dataset<Row> rows, int variants, Manifest manifest) {
    String where = "epoch " + epoch.epoch() + ": ";
    Column base = functions.col(OutputSchema.BASE_ID);
    Dataset<Row> bases =
        rows.groupBy(base)
            .agg(
                functions.count(functions.lit(1)).as("rows"),
                functions.countDistinct(functions.col(OutputSchema.VARIANT)).as("variants"));
    List<Row> uneven =
        bases
            .filter("rows <> " + variants + " or variants <> " + variants)
            .limit(EXAMPLES)
            .collectAsList();
    uneven.forEach(
        row ->
            require(
                false,
                where
                    + row.getString(0)
                    + " has "
                    + row.getLong(1)
                    + " rows and "
                    + row.getLong(2)
                    + " variants, must have "
                    + variants
                    + " of each"));
    Dataset<Row> quarantine = spark.read().parquet(output.own("quarantine/epoch=" + epoch.epoch()));
    Dataset<Row> refused = quarantine.filter("reason <> 'DUPLICATE'");
    long duplicates = quarantine.count() - refused.count();
    require(
        epoch.epoch() > 0 || duplicates == manifest.input().duplicates(),
        where
            + "quarantine lists "
            + duplicates
            + " duplicates, the input had "
            + manifest.input().duplicates());
    BigInteger ids = idDigest(bases.select(base)).add(idDigest(refused.select("id")));
    require(
        ContentDigest.hex(ContentDigest.sum(ids, BigInteger.ZERO))
            .equals(manifest.input().idDigest()),
        where
            + "the samples in shards and quarantine are not those of the input: "
            + bases.count()
            + " emitted, "
            + refused.count()
            + " quarantined, "
            + manifest.input().samples()
            + " in the input");
  }

  private static BigInteger idDigest(Dataset<Row> ids) {
    BigInteger digest = BigInteger.ZERO;
    List<String> parts =
        ids.mapPartitions(
                (MapPartitionsFunction<Row, String>)
                    part -> List.of(ContentDigest.hex(sum(part))).iterator(),
                Encoders.STRING())
            .collectAsList();
    for (String part : parts) {
      digest = ContentDigest.sum(digest, new BigInteger(part, 16));
    }
    return digest;
  }

  private static BigInteger sum(Iterator<Row> ids) {
    ContentDigest digest = new ContentDigest(Census.ID_ONLY);
    BigInteger sum = BigInteger.ZERO;
    while (ids.hasNext()) {
      sum = ContentDigest.sum(sum, digest.of(ids.next()));
    }
    return sum;
  }

  private void require(boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }
}
