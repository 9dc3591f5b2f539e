package dev.emulsion.jobs;

import dev.emulsion.DataException;
import dev.emulsion.image.ImageCodecs;
import dev.emulsion.io.FileSizes;
import dev.emulsion.io.Manifest;
import dev.emulsion.io.Quarantine;
import dev.emulsion.io.RunDirectory;
import dev.emulsion.io.Samples;
import dev.emulsion.io.Shards;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.recipe.Recipes;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.ImageColumn;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.util.LongAccumulator;

/**
 * The main job: labelled images in, mixed tensors with soft labels out.
 *
 * <p>Reads an image folder or a Parquet table of id, image and label. Plans the ring of each epoch
 * from ids and labels, then moves every encoded image once: to the task that decodes it, transforms
 * it, mixes it with its successor and writes the row (see {@link dev.emulsion.spark.OutputSchema}).
 * Shuffles the encoded bytes plus a few images a bucket, never pixels. Epochs follow each other; a
 * run that was interrupted goes on at the first unfinished one, and a finished run is left as it
 * is.
 *
 * <pre>
 * emulsion augment --recipe conf/recipes/cutmix.yaml --input photos/ --output out/
 * </pre>
 */
public final class AugmentJob {

  /** Name of the accumulator that counts samples as they are done, for whoever shows progress. */
  public static final String DONE = "emulsion.samples";

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
   * @throws dev.emulsion.ConfigException if input or output cannot be used; nothing was written
   * @throws DataException if the data do not allow the run to be finished
   * @throws UncheckedIOException if a file cannot be read or written
   */
  public AugmentReport run() {
    try {
      return finish();
    } catch (Exception e) {
      throw Failures.causeOf(e);
    } finally {
      progress.end();
    }
  }

  private AugmentReport finish() {
    RunDirectory output =
        RunDirectory.at(recipe.output().path(), spark.sparkContext().hadoopConfiguration());
    output.requireApart(recipe.input().path());
    ImageColumn.of(recipe); // fails where this machine can't write such pictures
    Samples samples = Samples.open(spark, recipe);
    Dataset<Row> index = samples.index();
    try {
      Census census = Census.take(samples, index, recipe);
      String runId = RunId.of(recipe, census);
      output.begin(runId, recipe.input().path());
      Optional<Manifest> sealed = output.manifest();
      if (sealed.isPresent()) {
        return AugmentReport.of(output.path(), census, sealed.get(), AugmentReport.Outcome.FOUND);
      }
      Recipe stored = withWholePaths(output);
      output.writeText(output.own("recipe.yaml"), Recipes.write(stored));
      output.write(output.own("classes.json"), ClassList.of(census));
      int buckets =
          Buckets.count(recipe, census.classes().size(), census.samples(), samples.totalBytes());
      Shards shards = shards(census, runId, buckets);
      output.write(output.own("metadata.json"), shards.metadata());
      output.writeText(output.own("README.md"), shards.readme());
      List<Manifest.Epoch> epochs = new ArrayList<>();
      for (int epoch = 0; epoch < recipe.epochs(); epoch++) {
        progress.epoch(epoch, recipe.epochs(), census.samples());
        Optional<Manifest.Epoch> before = finished(output, epoch);
        epochs.add(
            before.isPresent()
                ? before.get()
                : augment(samples, index, census, output, shards, epoch, buckets));
        requireFewRefused(epochs.get(epoch), census, output);
      }
      Manifest manifest = manifest(stored, samples, census, runId, buckets, epochs);
      output.seal(manifest);
      return AugmentReport.of(output.path(), census, manifest, AugmentReport.Outcome.WRITTEN);
    } finally {
      index.unpersist();
    }
  }

  /** The recipe as it can be read from any working directory. */
  private Recipe withWholePaths(RunDirectory output) {
    String input =
        RunDirectory.qualified(recipe.input().path(), spark.sparkContext().hadoopConfiguration())
            .toString();
    return RecipeLoader.parse(
        "recipe",
        Recipes.write(recipe),
        List.of(
            RecipeLoader.override("input.path", input),
            RecipeLoader.override("output.path", output.path())));
  }

  private Manifest.Epoch augment(
      Samples samples,
      Dataset<Row> index,
      Census census,
      RunDirectory output,
      Shards shards,
      int epoch,
      int buckets) {
    Ring ring = RingPlan.of(index, census, recipe, epoch, buckets);
    String notes = output.run("refused-" + epoch);
    output.delete(notes);
    Quarantine quarantine = new Quarantine(spark, notes, samples.pathPrefix(), epoch);
    Tally tally = new Tally();
    spark.sparkContext().register(tally, "emulsion.tally." + epoch);
    LongAccumulator done = spark.sparkContext().longAccumulator(DONE);
    Broadcast<Ring> shared = ring.broadcast(spark);
    Dataset<Row> ordered = Ring.shuffle(shared, samples.payload(index));
    Dataset<Row> rows =
        new Augmenting(recipe, epoch, census).stream(ordered, shared, tally, quarantine, done);
    shards.write(rows, output.epoch(epoch));
    Optional<Dataset<Row>> repeated =
        epoch == 0 && census.duplicates() > 0
            ? Optional.of(duplicates(samples, index, census))
            : Optional.empty();
    long listed = quarantine.write(spark, output.own("quarantine/epoch=" + epoch), repeated);
    Tally.Summary summary = tally.value();
    requireConserved(summary, listed, census, epoch);
    Manifest.Epoch written = epoch(epoch, summary, output);
    output.write(epochFile(output, epoch), written);
    output.delete(notes);
    return written;
  }

  private Shards shards(Census census, String runId, int buckets) {
    FileSizes sizes = FileSizes.of(recipe, census.classes().size(), census.samples(), buckets);
    return new Shards(recipe, census.classes(), runId, sizes);
  }

  private Dataset<Row> duplicates(Samples samples, Dataset<Row> index, Census census) {
    return census
        .unused(index)
        .select(
            functions.col(Samples.ID),
            functions.concat(functions.lit(samples.pathPrefix()), functions.col(Samples.ID)),
            functions.lit("DUPLICATE"),
            functions.concat(
                functions.lit("another sample has this id; this one stands at "),
                functions.col(Samples.LOCATION)),
            functions.lit(0));
  }

  /** Every sample is a row or in quarantine. */
  private static void requireConserved(
      Tally.Summary summary, long listed, Census census, int epoch) {
    if (summary.emitted() + summary.quarantined() != census.samples()) {
      throw new DataException(
          "the input changed while it was read: "
              + census.samples()
              + " samples were listed, but "
              + summary.emitted()
              + " were emitted and "
              + summary.quarantined()
              + " quarantined; run again on an input at rest");
    }
    long expected = summary.quarantined() + (epoch == 0 ? census.duplicates() : 0);
    if (listed != expected) {
      throw new IllegalStateException(
          "quarantine must list " + expected + " samples, but lists " + listed);
    }
  }

  private void requireFewRefused(Manifest.Epoch epoch, Census census, RunDirectory output) {
    long refused = epoch.quarantined() - epoch.reasons().getOrDefault("NO_PARTNER", 0L);
    double most = recipe.quarantine().maxFraction();
    if (refused > most * census.samples()) {
      throw new DataException(
          "quarantine.max-fraction must not be exceeded: "
              + refused
              + " of "
              + census.samples()
              + " samples were refused "
              + epoch.reasons()
              + ", and at most "
              + most
              + " may be; look at "
              + output.own("quarantine")
              + ", then mend the input or raise quarantine.max-fraction");
    }
  }

  private static String epochFile(RunDirectory output, int epoch) {
    return output.run("epoch-" + epoch + ".json");
  }

  private static Optional<Manifest.Epoch> finished(RunDirectory output, int epoch) {
    return output.read(epochFile(output, epoch), Manifest.Epoch.class);
  }

  private static Manifest.Epoch epoch(int epoch, Tally.Summary summary, RunDirectory output) {
    return new Manifest.Epoch(
        epoch,
        summary.rows(),
        summary.emitted(),
        summary.quarantined(),
        summary.decoded(),
        summary.unpaired(),
        summary.methods(),
        summary.reasons(),
        summary.contentDigest(),
        output.shards(epoch));
  }

  private Manifest manifest(
      Recipe stored,
      Samples samples,
      Census census,
      String runId,
      int buckets,
      List<Manifest.Epoch> epochs) {
    BigInteger digest = BigInteger.ZERO;
    for (Manifest.Epoch epoch : epochs) {
      digest = ContentDigest.sum(digest, new BigInteger(epoch.contentDigest(), 16));
    }
    Manifest.Input input =
        new Manifest.Input(
            census.samples(),
            census.classes().size(),
            census.duplicates(),
            samples.ignored(),
            ContentDigest.hex(census.inputDigest()),
            ContentDigest.hex(census.idDigest()));
    return new Manifest(
        runId,
        EmulsionVersion.text(),
        spark.version(),
        ImageCodecs.of(recipe.decode()).toString(),
        buckets,
        Recipes.values(stored),
        input,
        epochs,
        ContentDigest.hex(digest));
  }

  /** {@code classes.json}: names in the order of their indices, and how many samples each has. */
  private record ClassList(List<String> classes, Map<String, Long> samples) {

    static ClassList of(Census census) {
      Map<String, Long> samples = new LinkedHashMap<>();
      for (int i = 0; i < census.counts().length; i++) {
        samples.put(census.classes().get(i), census.counts()[i]);
      }
      return new ClassList(census.classes(), samples);
    }
  }
}
