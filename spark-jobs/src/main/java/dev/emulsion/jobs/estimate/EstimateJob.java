package dev.emulsion.jobs.estimate;

import dev.emulsion.Require;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.shard.FileSizes;
import dev.emulsion.io.source.SourceInfo;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.census.Inputs;
import dev.emulsion.jobs.pairing.BucketCount;
import dev.emulsion.jobs.pairing.GroupCounts;
import dev.emulsion.jobs.pairing.PairingRing;
import dev.emulsion.jobs.pairing.RingPlan;
import dev.emulsion.jobs.run.CodecCheck;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.jobs.sideinput.AttentionSetup;
import dev.emulsion.jobs.sideinput.ExpansionRule;
import dev.emulsion.jobs.sideinput.GeneratedCounts;
import dev.emulsion.recipe.Recipe;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Estimates what {@code augment} will read, shuffle and write, and the memory, time and money it
 * takes.
 *
 * <p><b>Input.</b> The recipe and everything that it names. <b>Output.</b> An {@link
 * EstimateReport}; nothing is written, and an output path is only checked if there is one.
 *
 * <p><b>What is read and shuffled.</b> The job lists the input, takes the census and plans the ring
 * of the first epoch with the code that the run itself uses, and renders a few samples to measure
 * rows. Ids and labels are shuffled, images are not.
 *
 * <pre>
 * emulsion estimate --recipe cutmix --input images/ --cores 64
 * spark-submit --class dev.emulsion.cli.Main emulsion.jar \
 *     estimate --recipe cutmix --input s3a://bucket/images --cores 640 --price-per-core-hour 0.05
 * </pre>
 */
public final class EstimateJob {

  /** The {@code output.path} of a recipe that is only estimated. */
  public static final String NO_OUTPUT = "(no output)";

  /** Epochs whose shards are counted; the others are assumed to have as many. */
  private static final int COUNTED_EPOCHS = 10;

  private final SparkSession spark;
  private final Recipe recipe;
  private final int cores;
  private final Optional<Double> pricePerCoreHour;

  /**
   * @param recipe its output path may be {@link #NO_OUTPUT}
   * @param cores number of cores that the run will have, at least 1
   * @param pricePerCoreHour in any currency, positive
   */
  public EstimateJob(
      SparkSession spark, Recipe recipe, int cores, Optional<Double> pricePerCoreHour) {
    this.spark = spark;
    this.recipe = recipe;
    this.cores = Require.atLeast("cores", 1, cores);
    this.pricePerCoreHour = pricePerCoreHour.map(p -> Require.positive("price per core hour", p));
  }

  /**
   * Measures the input and estimates the run.
   *
   * @throws dev.emulsion.ConfigException if the run could not start: input or output cannot be used
   * @throws dev.emulsion.DataException if the run could not start: the data are unusable
   */
  public EstimateReport run() {
    return Errors.unwrapping(
        () -> new Estimator(recipe, measure(), cores, pricePerCoreHour).report(), Progress.SILENT);
  }

  private Measurements measure() {
    if (!recipe.output().path().equals(NO_OUTPUT)) {
      RunDirectory.at(recipe.output().path(), spark.sparkContext().hadoopConfiguration())
          .requireApart(recipe);
    }
    AttentionSetup attentionSetup = AttentionSetup.of(spark, recipe);
    try (Inputs inputs = Inputs.open(spark, recipe, attentionSetup)) {
      Census census = inputs.census();
      Dataset<Row> index = inputs.index();
      SourceInfo source = inputs.samples().info();
      attentionSetup.checkModel(spark, recipe, census.classes().size());
      CodecCheck codecs = CodecCheck.of(spark, recipe);
      codecs.requireNoWebp(inputs.index());
      int buckets = BucketCount.count(recipe, census, source.totalBytes());
      PairingRing ring = RingPlan.plan(inputs, recipe, 0, buckets);
      BucketHistogram firstEpoch =
          BucketHistogram.count(spark, ring, index, ExpansionRule.of(recipe));
      RowSizeProbe probe = RowSizeProbe.take(inputs, recipe.forLabels(census.labels().kind()));
      GeneratedCounts generated = census.generatedCounts();
      return new Measurements(
          new EstimateReport.Input(
              recipe.input().path(),
              census.samples(),
              census.classes().size(),
              census.duplicates(),
              source.ignored(),
              source.ignoredKinds(),
              source.totalBytes()),
          new EstimateReport.Generated(
              inputs.sideInputs().manifest(generated),
              generated.without(),
              generated.used(),
              generated.usedBytes()),
          census.classes(),
          census.counts(),
          generated.members(),
          firstEpoch,
          ring.copies(),
          unpaired(inputs),
          inputs.manifest().pairs(),
          shards(index, census, firstEpoch),
          probe,
          inputs.sideInputs().broadcastBytes(),
          ring.pairBytes(),
          codecs);
    }
  }

  /** The number of shards of all epochs. Each epoch spreads the samples anew. */
  private long shards(Dataset<Row> index, Census census, BucketHistogram firstEpoch) {
    int variants = recipe.pairing().variants();
    int buckets = firstEpoch.buckets();
    long rowsPerFile =
        FileSizes.of(recipe, census.classes().size(), census.generatedCounts().members(), buckets)
            .rowsPerFile();
    // with one shard per bucket, every epoch has the same number
    int counted = rowsPerFile == 0 ? 1 : Math.min(recipe.epochs(), COUNTED_EPOCHS);
    long shards = firstEpoch.shards(variants, rowsPerFile);
    for (int epoch = 1; epoch < counted; epoch++) {
      PairingRing ring = RingPlan.planWithoutHalo(census, recipe, epoch, buckets);
      shards +=
          BucketHistogram.count(spark, ring, index, ExpansionRule.of(recipe))
              .shards(variants, rowsPerFile);
    }
    return shards * recipe.epochs() / counted;
  }

  private long unpaired(Inputs inputs) {
    Census census = inputs.census();
    if (inputs.pairs().isPresent()) {
      return census.samples() - inputs.pairs().get().counts().bases();
    }
    if (!recipe.mix().needsPartner()) {
      return 0;
    }
    return GroupCounts.rules(recipe, inputs).partners().unpaired();
  }
}
