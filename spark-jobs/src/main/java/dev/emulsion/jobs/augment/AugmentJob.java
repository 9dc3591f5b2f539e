package dev.emulsion.jobs.augment;

import dev.emulsion.DataException;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.io.run.ClassList;
import dev.emulsion.io.run.CommitLog;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.run.RunIdentity;
import dev.emulsion.io.shard.FileSizes;
import dev.emulsion.io.shard.Shards;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.pairing.BucketCount;
import dev.emulsion.jobs.run.ConcurrentJobs;
import dev.emulsion.jobs.run.EmulsionVersion;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.jobs.run.Progress.Step;
import dev.emulsion.jobs.run.RunId;
import dev.emulsion.jobs.run.Slice;
import dev.emulsion.jobs.sideinput.AttentionSetup;
import dev.emulsion.jobs.sideinput.SideInputs;
import dev.emulsion.recipe.GeneratedConfig.OnMissing;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.Recipes;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.ImageColumn;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The main job: labeled images in, mixed tensors with soft labels out.
 *
 * <p>Reads any {@link Samples}: id, encoded image and label. Plans the ring of each epoch from ids
 * and labels, then moves every encoded image once: to the task that decodes it, transforms it,
 * mixes it with its successor and writes the row (see {@link dev.emulsion.spark.OutputSchema}).
 * Shuffles the encoded bytes plus a few images a bucket, never pixels. Every epoch is written in
 * slices that count by themselves, so a run that was interrupted goes on with what is not recorded;
 * a finished run is left as it is.
 *
 * <pre>
 * emulsion augment --recipe conf/recipes/cutmix.yaml --input images/ --output out/
 * </pre>
 */
public final class AugmentJob {

  private final SparkSession spark;
  private final Recipe recipe;
  private final Progress progress;

  /** A job without anyone to watch it. */
  public AugmentJob(SparkSession spark, Recipe recipe) {
    this(spark, recipe, Progress.SILENT);
  }

  public AugmentJob(SparkSession spark, Recipe recipe, Progress progress) {
    this.spark = spark;
    this.recipe = recipe;
    this.progress = progress;
  }

  /**
   * Runs to the end.
   *
   * @throws dev.emulsion.ConfigException if input, model or output cannot be used; nothing was
   *     written
   * @throws DataException if the data do not allow the run to be finished
   * @throws UncheckedIOException if a file cannot be read or written
   */
  public AugmentReport run() {
    return Errors.unwrapping(this::finish, progress);
  }

  private AugmentReport finish() throws Exception {
    RunDirectory output =
        RunDirectory.at(recipe.output().path(), spark.sparkContext().hadoopConfiguration());
    output.requireApart(recipe);
    ImageColumn.of(recipe); // fails where this machine can't write such images
    AttentionSetup attentionSetup = AttentionSetup.of(spark, recipe);
    SideInputs sideInputs = SideInputs.of(spark, recipe, attentionSetup);
    Samples samples = Samples.open(spark, recipe);
    Dataset<Row> matched = sideInputs.match(samples.index());
    try {
      Census census = Census.take(samples, matched, recipe);
      sideInputs.require(census, matched);
      Dataset<Row> index = sideInputs.admitted(matched);
      Map<String, String> sideInputRows = sideInputs.digests(index);
      RunIdentity identity = RunId.of(recipe, census, sideInputRows);
      CommitLog<Manifest> log = CommitLog.open(output, Manifest.KIND, identity);
      Optional<Manifest> sealed = log.sealed();
      if (sealed.isPresent()) {
        return AugmentReport.of(output.path(), census, sealed.get(), AugmentReport.Outcome.FOUND);
      }
      attentionSetup.require(spark, recipe, census.classes().size());
      log.claim(spark.sparkContext().applicationId());
      Configuration conf = spark.sparkContext().hadoopConfiguration();
      Recipe stored = // readable from any working directory
          recipe
              .withPaths(path -> RunDirectory.whole(path, conf))
              .forLabels(census.labels().kind());
      int buckets = BucketCount.count(recipe, census, samples.totalBytes());
      Shards shards = shards(stored, census, identity.runId(), buckets);
      describe(output, stored, census.classList(), shards);
      RunContext work =
          new RunContext(
              spark,
              stored,
              progress,
              log,
              samples,
              matched,
              index,
              census,
              shards,
              attentionSetup,
              sideInputs,
              sideInputRows,
              buckets);
      List<Manifest.Epoch> epochs = log.whileOwned(() -> epochs(work));
      Manifest manifest = manifest(stored, work, identity.runId(), epochs);
      progress.at(Step.UNSEALED);
      log.seal(manifest);
      progress.at(Step.SEALED);
      return AugmentReport.of(output.path(), census, manifest, AugmentReport.Outcome.WRITTEN);
    } finally {
      sideInputs.release(matched);
    }
  }

  /** What stands beside the shards for whoever reads them. */
  private static void describe(
      RunDirectory output, Recipe stored, ClassList classes, Shards shards) {
    output.writeText(output.own("recipe.yaml"), Recipes.write(stored));
    output.write(output.own("classes.json"), classes);
    classes.saveIndexer(output.own("string-indexer"));
    output.write(output.own("metadata.json"), shards.metadata());
    output.writeText(output.own("README.md"), shards.readme());
  }

  /** Writes what is not written; one epoch is planned and shuffled while another is written. */
  private List<Manifest.Epoch> epochs(RunContext work) throws Exception {
    List<EpochRun> runs = new ArrayList<>();
    try (ConcurrentJobs jobs =
        new ConcurrentJobs(spark.sparkContext(), work.log().output().jobsAtOnce())) {
      for (int epoch = 0; epoch < recipe.epochs(); epoch++) {
        EpochRun run = new EpochRun(work, epoch);
        runs.add(run);
        progress.epoch(epoch, recipe.epochs(), work.census().samples(), run.done());
        run.begin();
        for (Slice slice : run.missing()) {
          jobs.add("epoch " + epoch + ", buckets " + slice.name(), () -> run.write(slice));
        }
      }
      jobs.await();
    }
    return runs.stream().map(EpochRun::closed).toList();
  }

  private static Shards shards(Recipe recipe, Census census, String runId, int buckets) {
    FileSizes sizes =
        FileSizes.of(recipe, census.classes().size(), census.generatedCounts().members(), buckets);
    return new Shards(recipe, census.classList(), runId, sizes);
  }

  private Manifest manifest(
      Recipe stored, RunContext work, String runId, List<Manifest.Epoch> epochs) {
    Census census = work.census();
    BigInteger digest = BigInteger.ZERO;
    for (Manifest.Epoch epoch : epochs) {
      digest = ContentDigest.sum(digest, new BigInteger(epoch.contentDigest(), 16));
    }
    Manifest.Input input =
        new Manifest.Input(
            census.samples(),
            census.classes().size(),
            census.duplicates(),
            work.samples().ignored(),
            ContentDigest.hex(census.inputDigest()),
            ContentDigest.hex(census.idDigest()),
            work.sideInputRows(),
            recipe.generated().filter(g -> g.missing() == OnMissing.SKIP).isPresent()
                ? census.generatedCounts().without()
                : 0,
            work.sideInputs().counts(census));
    return new Manifest(
        runId,
        EmulsionVersion.text(),
        spark.version(),
        ImageCodecs.of(recipe.decode()).toString(),
        work.buckets(),
        Recipes.values(stored),
        input,
        epochs,
        ContentDigest.hex(digest));
  }
}
