package dev.emulsion.jobs.estimate;

import dev.emulsion.Require;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.shard.FileSizes;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.pairing.BucketCount;
import dev.emulsion.jobs.pairing.PairingRing;
import dev.emulsion.jobs.pairing.PartnerRule;
import dev.emulsion.jobs.pairing.RingPlan;
import dev.emulsion.jobs.pairing.RingShuffle;
import dev.emulsion.jobs.pipeline.AttentionBatcher;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.jobs.sideinput.AttentionSetup;
import dev.emulsion.jobs.sideinput.SideInputs;
import dev.emulsion.recipe.Recipe;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Says what {@code augment} would do, without doing it: what it reads, shuffles and writes, and the
 * memory, time and money it takes.
 *
 * <p>Lists the input, takes the census and plans the ring of the first epoch with the classes that
 * the run itself uses, and paints a few rows to know their size. No image is shuffled and nothing
 * is written.
 *
 * <pre>
 * emulsion estimate --recipe cutmix --input images/ --output out/ --cores 64
 * </pre>
 */
public final class EstimateJob {

  /** Length of the id and the name of a side input, about. */
  private static final int SIDE_INPUT_NAME_BYTES = 64;

  /** Of the heap beyond the reserve Spark gives this share to sorting, and the rest to us. */
  private static final double SORT_SHARE = 0.6;

  private static final long RESERVED_HEAP = 300L << 20;

  /** Tasks at once of the executor whose heap is told. */
  private static final int TASKS = 4;

  /** Epochs whose shards are counted; more are taken to have as many. */
  private static final int COUNTED_EPOCHS = 10;

  private static final int CHANNELS = 3;
  private static final double SECONDS_PER_HOUR = 3600;

  private final SparkSession spark;
  private final Recipe recipe;
  private final int cores;
  private final Optional<Double> pricePerCoreHour;

  /**
   * @param cores that the run will have, at least 1
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
   * Plans.
   *
   * @throws dev.emulsion.ConfigException if input or output cannot be used
   * @throws dev.emulsion.DataException if the run would not begin for the data's sake
   */
  public EstimateReport run() {
    return Errors.unwrapping(this::plan, Progress.SILENT);
  }

  private EstimateReport plan() {
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    RunDirectory.at(recipe.output().path(), conf).requireApart(recipe);
    AttentionSetup attentionSetup = AttentionSetup.of(spark, recipe);
    SideInputs sideInputs = SideInputs.of(spark, recipe, attentionSetup);
    Samples samples = Samples.open(spark, recipe);
    Dataset<Row> matched = sideInputs.match(samples.index());
    try {
      Census census = Census.take(samples, matched, recipe);
      sideInputs.require(census, matched);
      Dataset<Row> index = sideInputs.admitted(matched);
      sideInputs.digests(index); // fails where the run would
      attentionSetup.require(spark, recipe, census.classes().size());
      int buckets = BucketCount.count(recipe, census, samples.totalBytes());
      PairingRing ring = RingPlan.plan(index, census, recipe, 0, buckets);
      BucketHistogram load =
          BucketHistogram.of(spark, ring, index, Census.ExpansionRule.of(recipe));
      RowSizeProbe probe =
          RowSizeProbe.of(
              sideInputs, samples, index, ring, recipe.forLabels(census.labels().kind()), census);
      return report(sideInputs, samples, census, ring, load, probe, files(index, census, load));
    } finally {
      sideInputs.release(matched);
    }
  }

  private EstimateReport report(
      SideInputs sideInputs,
      Samples samples,
      Census census,
      PairingRing ring,
      BucketHistogram load,
      RowSizeProbe probe,
      long files) {
    int epochs = recipe.epochs();
    int variants = recipe.pairing().variants();
    long count = census.samples();
    EstimateReport.Input input =
        new EstimateReport.Input(
            recipe.input().path(),
            count,
            census.classes().size(),
            census.duplicates(),
            samples.ignored(),
            samples.totalBytes());
    Census.GeneratedCounts generatedCounts = census.generatedCounts();
    EstimateReport.Generated generated =
        new EstimateReport.Generated(
            sideInputs.counts(census),
            generatedCounts.without(),
            generatedCounts.used(),
            generatedCounts.usedBytes());
    EstimateReport.Pairing pairing =
        new EstimateReport.Pairing(
            epochs,
            variants,
            load.samples().length,
            load.largest(),
            ring.halo().size(),
            unpaired(census));
    long members = count == 0 ? 0 : generatedCounts.members() * emitted(pairing, count) / count;
    long rows = epochs * members * variants;
    long travelBytes =
        (samples.totalBytes() + load.idBytes()) / Math.max(1, count)
            + RingShuffle.ROW_OVERHEAD_BYTES;
    EstimateReport.Traffic traffic =
        new EstimateReport.Traffic(
            epochs * (samples.totalBytes() + generatedCounts.usedBytes()),
            epochs
                * (count + pairing.halo())
                * (travelBytes + besideBytes(generatedCounts) / Math.max(1, count)),
            rows * probe.rowBytes());
    EstimateReport.Output output =
        new EstimateReport.Output(
            recipe.output().path(),
            rows,
            files,
            probe.rowBytes(),
            traffic.written() / Math.max(1, files));
    EstimateReport.Memory memory = memory(sideInputs, census, pairing, travelBytes, probe);
    return new EstimateReport(
        input,
        generated,
        pairing,
        traffic,
        output,
        memory,
        effort(epochs * (count + generatedCounts.used()), rows, probe),
        EstimateWarnings.of(recipe, census, pairing, probe));
  }

  /** What travels beside the samples of an epoch; like them it has an id and fields. */
  private static long besideBytes(Census.GeneratedCounts generatedCounts) {
    return generatedCounts.usedBytes()
        + generatedCounts.used() * (RingShuffle.ROW_OVERHEAD_BYTES + SIDE_INPUT_NAME_BYTES);
  }

  /** Shards of all epochs. Each deals its samples to the buckets anew. */
  private long files(Dataset<Row> index, Census census, BucketHistogram first) {
    int variants = recipe.pairing().variants();
    int buckets = first.samples().length;
    long rowsPerFile = sizes(census, buckets).rowsPerFile();
    int counted = rowsPerFile == 0 ? 1 : Math.min(recipe.epochs(), COUNTED_EPOCHS);
    long files = first.files(variants, rowsPerFile);
    for (int epoch = 1; epoch < counted; epoch++) {
      PairingRing ring = RingPlan.planWithoutHalo(census, recipe, epoch, buckets);
      files +=
          BucketHistogram.of(spark, ring, index, Census.ExpansionRule.of(recipe))
              .files(variants, rowsPerFile);
    }
    return files * recipe.epochs() / counted;
  }

  private FileSizes sizes(Census census, int buckets) {
    return FileSizes.of(
        recipe, census.classes().size(), census.generatedCounts().members(), buckets);
  }

  private long unpaired(Census census) {
    if (!recipe.mix().needsPartner()) {
      return 0;
    }
    PartnerRule partners = new PartnerRule(recipe.pairing().labels(), census.counts());
    long unpaired = 0;
    for (int label = 0; label < census.counts().length; label++) {
      unpaired += partners.candidates(label) == 0 ? census.counts()[label] : 0;
    }
    return unpaired;
  }

  private long emitted(EstimateReport.Pairing pairing, long samples) {
    return switch (recipe.pairing().onNoPartner()) {
      case KEEP, FAIL -> samples;
      case DROP -> samples - pairing.unpaired();
    };
  }

  private EstimateReport.Memory memory(
      SideInputs sideInputs,
      Census census,
      EstimateReport.Pairing pairing,
      long travelBytes,
      RowSizeProbe probe) {
    FileSizes sizes = sizes(census, pairing.buckets());
    double members = (double) census.generatedCounts().members() / Math.max(1, census.samples());
    double followers = (double) pairing.halo() / pairing.buckets();
    double moving =
        travelBytes
            + besideBytes(census.generatedCounts()) / Math.max(1.0, (double) census.samples());
    long sort = (long) ((pairing.samplesInLargest() + followers) * moving);
    long bucketBytes =
        (long) (pairing.samplesInLargest() * members * pairing.variants() * probe.rowBytes());
    long rowGroup =
        recipe.output().parquet().isPresent() ? Math.min(sizes.rowGroupBytes(), bucketBytes) : 0;
    long waiting =
        (long) ((pairing.variants() + 1) * members + looking())
            * (long) probe.rowPixels()
            * CHANNELS;
    long decoder = probe.maxImagePixels() * CHANNELS;
    long images = waiting + decoder;
    double perTask = Math.max(sort / SORT_SHARE, (rowGroup + images) / (1 - SORT_SHARE));
    return new EstimateReport.Memory(
        sort,
        rowGroup,
        images,
        decoder,
        ImageCodecs.megapixelsAtOnce() * 1_000_000L * CHANNELS,
        sideInputs.broadcastBytes(),
        TASKS,
        RESERVED_HEAP + sideInputs.broadcastBytes() + (long) (TASKS * perTask));
  }

  /** Images that wait for a model's look: a base and its mixture for every draft. */
  private long looking() {
    boolean inline =
        recipe.mix().needsAttention() && recipe.attention().resolvedSource() == AttentionSource.INLINE;
    return inline
        ? 2L * AttentionBatcher.maxRows(recipe.attention().model().orElseThrow().batchSize())
        : 0;
  }

  private EstimateReport.Effort effort(long images, long rows, RowSizeProbe probe) {
    double coreSeconds =
        CostModel.coreSeconds(images * probe.imagePixels(), rows * probe.rowPixels());
    return new EstimateReport.Effort(
        coreSeconds,
        cores,
        coreSeconds / cores,
        pricePerCoreHour.map(price -> price * coreSeconds / SECONDS_PER_HOUR));
  }
}
