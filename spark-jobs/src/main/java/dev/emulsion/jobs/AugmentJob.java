package dev.emulsion.jobs;

import dev.emulsion.DataException;
import dev.emulsion.image.ImageCodecs;
import dev.emulsion.io.Manifest;
import dev.emulsion.io.Quarantine;
import dev.emulsion.io.RunDirectory;
import dev.emulsion.io.Samples;
import dev.emulsion.io.Shards;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.Recipes;
import dev.emulsion.spark.ContentDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
   */
  public AugmentReport run() {
    RunDirectory output =
        RunDirectory.at(recipe.output().path(), spark.sparkContext().hadoopConfiguration());
    output.requireApart(recipe.input().path());
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
      output.writeText(output.own("recipe.yaml"), Recipes.write(recipe));
      output.write(output.own("classes.json"), ClassList.of(census));
      progress.begin(census.samples(), recipe.epochs());
      int buckets = Buckets.count(recipe, census.samples(), samples.totalBytes());
      List<Manifest.Epoch> epochs = new ArrayList<>();
      for (int epoch = 0; epoch < recipe.epochs(); epoch++) {
        epochs.add(finished(output, epoch).orElse(null));
        if (epochs.get(epoch) == null) {
          epochs.set(epoch, augment(samples, index, census, output, runId, epoch, buckets));
        }
      }
      progress.end();
      Manifest manifest = manifest(samples, census, runId, buckets, epochs);
      output.seal(manifest);
      return AugmentReport.of(output.path(), census, manifest, AugmentReport.Outcome.WRITTEN);
    } finally {
      index.unpersist();
    }
  }

  private Manifest.Epoch augment(
      Samples samples,
      Dataset<Row> index,
      Census census,
      RunDirectory output,
      String runId,
      int epoch,
      int buckets) {
    Ring ring = RingPlan.of(index, census, recipe, epoch, buckets);
    String notes = output.run("refused-" + epoch);
    output.delete(notes);
    Quarantine quarantine = new Quarantine(spark, notes, samples.pathPrefix(), epoch);
    Tally tally = new Tally();
    spark.sparkContext().register(tally, "emulsion.tally." + epoch);
    LongAccumulator done = spark.sparkContext().longAccumulator(DONE);
    Dataset<Row> ordered = ring.shuffle(samples.payload(index));
    Dataset<Row> rows =
        new Augmenting(recipe, epoch, census).stream(ordered, ring, tally, quarantine, done);
    try {
      Shards.write(rows, recipe.output(), recipe.finalSize(), output.epoch(epoch), runId);
      Dataset<Row> repeated = epoch == 0 ? duplicates(samples, index, census) : noRows();
      quarantine.write(spark, output.own("quarantine/epoch=" + epoch), repeated);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw causeOf(e);
    }
    Tally.Summary summary = tally.value();
    requireConserved(summary, census, output);
    Manifest.Epoch written = epoch(epoch, summary, output);
    output.write(epochFile(output, epoch), written);
    output.delete(notes);
    return written;
  }

  private Dataset<Row> duplicates(Samples samples, Dataset<Row> index, Census census) {
    if (census.duplicates() == 0) {
      return noRows();
    }
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

  private Dataset<Row> noRows() {
    return spark.createDataFrame(List.of(), Quarantine.SCHEMA);
  }

  /** Every sample is a row or in quarantine, and not too many are in quarantine. */
  private void requireConserved(Tally.Summary summary, Census census, RunDirectory output) {
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
    long refused = summary.quarantined() - summary.reasons().getOrDefault("NO_PARTNER", 0L);
    double most = recipe.quarantine().maxFraction();
    if (refused > most * census.samples()) {
      throw new DataException(
          "quarantine.max-fraction must not be exceeded: "
              + refused
              + " of "
              + census.samples()
              + " samples were refused "
              + summary.reasons()
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
      Samples samples, Census census, String runId, int buckets, List<Manifest.Epoch> epochs) {
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
        Recipes.values(recipe),
        input,
        epochs,
        ContentDigest.hex(digest));
  }

  /** Tasks fail inside Spark's exceptions; what they threw is what the user needs to read. */
  private static RuntimeException causeOf(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DataException data) {
        return data;
      }
    }
    return failure instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(failure);
  }

  /** {@code classes.json}: names in the order of their indices, and how many samples each has. */
  private record ClassList(List<String> classes, Map<String, Long> samples) {

    static ClassList of(Census census) {
      Map<String, Long> samples = new java.util.LinkedHashMap<>();
      for (int i = 0; i < census.counts().length; i++) {
        samples.put(census.classes().get(i), census.counts()[i]);
      }
      return new ClassList(census.classes(), samples);
    }
  }
}
