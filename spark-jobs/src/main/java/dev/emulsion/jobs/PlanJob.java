package dev.emulsion.jobs;

import dev.emulsion.Require;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.image.ImageCodecs;
import dev.emulsion.io.FileSizes;
import dev.emulsion.io.RunDirectory;
import dev.emulsion.io.Samples;
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
 * emulsion plan --recipe cutmix --input photos/ --output out/ --cores 64
 * </pre>
 */
public final class PlanJob {

  /**
   * What a row of the shuffle has besides id and image: length, null bits, five fields, padding.
   */
  private static final int TRAVEL_BYTES = Integer.BYTES + 8 + 5 * 8 + 8;

  /** What a row has beside an image more: part, name, variant, id and prompt. */
  private static final int BESIDE_BYTES = 3 * 8 + 64;

  /** Of the heap beyond the reserve Spark gives this share to sorting, and the rest to us. */
  private static final double SORT_SHARE = 0.6;

  private static final long RESERVED_HEAP = 300L << 20;

  /** Tasks at once of the executor whose heap is told. */
  private static final int TASKS = 4;

  /** Epochs whose shards are counted; more are taken to have as many. */
  private static final int COUNTED_EPOCHS = 10;

  private static final int BANDS = 3;
  private static final double SECONDS_PER_HOUR = 3600;

  private final SparkSession spark;
  private final Recipe recipe;
  private final int cores;
  private final Optional<Double> pricePerCoreHour;

  /**
   * @param cores that the run will have, at least 1
   * @param pricePerCoreHour in any currency, positive
   */
  public PlanJob(SparkSession spark, Recipe recipe, int cores, Optional<Double> pricePerCoreHour) {
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
  public PlanReport run() {
    return Failures.told(this::plan, Progress.SILENT);
  }

  private PlanReport plan() {
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    AugmentJob.requireApart(RunDirectory.at(recipe.output().path(), conf), recipe);
    Attending attending = Attending.of(spark, recipe);
    Company company = Company.of(spark, recipe, attending);
    Samples samples = Samples.open(spark, recipe);
    Dataset<Row> matched = company.match(samples.index());
    try {
      Census census = Census.take(samples, matched, recipe);
      company.require(census, matched);
      Dataset<Row> index = company.admitted(matched);
      company.digests(index); // fails where the run would
      attending.require(spark, recipe, census.classes().size());
      int buckets = Buckets.count(recipe, census, samples.totalBytes());
      Ring ring = RingPlan.of(index, census, recipe, 0, buckets);
      BucketLoad load = BucketLoad.of(spark, ring, index, Census.Members.of(recipe));
      Trial trial =
          Trial.of(company, samples, index, ring, recipe.forLabels(census.labels().kind()), census);
      return report(company, samples, census, ring, load, trial, files(index, census, load));
    } finally {
      company.release(matched);
    }
  }

  private PlanReport report(
      Company company,
      Samples samples,
      Census census,
      Ring ring,
      BucketLoad load,
      Trial trial,
      long files) {
    int epochs = recipe.epochs();
    int variants = recipe.pairing().variants();
    long count = census.samples();
    PlanReport.Input input =
        new PlanReport.Input(
            recipe.input().path(),
            count,
            census.classes().size(),
            census.duplicates(),
            samples.ignored(),
            samples.totalBytes());
    Census.Provision provision = census.provision();
    PlanReport.Generated generated =
        new PlanReport.Generated(
            company.counts(census), provision.without(), provision.used(), provision.usedBytes());
    PlanReport.Pairing pairing =
        new PlanReport.Pairing(
            epochs,
            variants,
            load.samples().length,
            load.largest(),
            ring.halo().size(),
            unpaired(census));
    long members = count == 0 ? 0 : provision.members() * emitted(pairing, count) / count;
    long rows = epochs * members * variants;
    long travelBytes = (samples.totalBytes() + load.idBytes()) / Math.max(1, count) + TRAVEL_BYTES;
    PlanReport.Traffic traffic =
        new PlanReport.Traffic(
            epochs * (samples.totalBytes() + provision.usedBytes()),
            epochs
                * (count + pairing.halo())
                * (travelBytes + besideBytes(provision) / Math.max(1, count)),
            rows * trial.rowBytes());
    PlanReport.Output output =
        new PlanReport.Output(
            recipe.output().path(),
            rows,
            files,
            trial.rowBytes(),
            traffic.written() / Math.max(1, files));
    PlanReport.Memory memory = memory(company, census, pairing, travelBytes, trial);
    return new PlanReport(
        input,
        generated,
        pairing,
        traffic,
        output,
        memory,
        effort(epochs * (count + provision.used()), rows, trial),
        PlanWarnings.of(recipe, census, pairing, trial));
  }

  /** What travels beside the samples of an epoch; like them it has an id and fields. */
  private static long besideBytes(Census.Provision provision) {
    return provision.usedBytes() + provision.used() * (TRAVEL_BYTES + BESIDE_BYTES);
  }

  /** Shards of all epochs. Each deals its samples to the buckets anew. */
  private long files(Dataset<Row> index, Census census, BucketLoad first) {
    int variants = recipe.pairing().variants();
    int buckets = first.samples().length;
    long rowsPerFile = sizes(census, buckets).rowsPerFile();
    int counted = rowsPerFile == 0 ? 1 : Math.min(recipe.epochs(), COUNTED_EPOCHS);
    long files = first.files(variants, rowsPerFile);
    for (int epoch = 1; epoch < counted; epoch++) {
      Ring ring = RingPlan.bare(census, recipe, epoch, buckets);
      files +=
          BucketLoad.of(spark, ring, index, Census.Members.of(recipe)).files(variants, rowsPerFile);
    }
    return files * recipe.epochs() / counted;
  }

  private FileSizes sizes(Census census, int buckets) {
    return FileSizes.of(recipe, census.classes().size(), census.provision().members(), buckets);
  }

  private long unpaired(Census census) {
    if (!recipe.mix().pairs()) {
      return 0;
    }
    Partners partners = new Partners(recipe.pairing().labels(), census);
    long unpaired = 0;
    for (int label = 0; label < census.counts().length; label++) {
      unpaired += partners.available(label) == 0 ? census.counts()[label] : 0;
    }
    return unpaired;
  }

  private long emitted(PlanReport.Pairing pairing, long samples) {
    return switch (recipe.pairing().onNoPartner()) {
      case KEEP, FAIL -> samples;
      case DROP -> samples - pairing.unpaired();
    };
  }

  private PlanReport.Memory memory(
      Company company, Census census, PlanReport.Pairing pairing, long travelBytes, Trial trial) {
    FileSizes sizes = sizes(census, pairing.buckets());
    double members = (double) census.provision().members() / Math.max(1, census.samples());
    double followers = (double) pairing.halo() / pairing.buckets();
    double moving = travelBytes + besideBytes(census.provision()) / Math.max(1.0, census.samples());
    long sort = (long) ((pairing.samplesInLargest() + followers) * moving);
    long bucketBytes =
        (long) (pairing.samplesInLargest() * members * pairing.variants() * trial.rowBytes());
    long rowGroup =
        recipe.output().parquet().isPresent() ? Math.min(sizes.rowGroupBytes(), bucketBytes) : 0;
    long waiting =
        (long) ((pairing.variants() + 1) * members + looking()) * (long) trial.rowPixels() * BANDS;
    long decoder = trial.mostPhotoPixels() * BANDS;
    long pictures = waiting + decoder;
    double perTask = Math.max(sort / SORT_SHARE, (rowGroup + pictures) / (1 - SORT_SHARE));
    return new PlanReport.Memory(
        sort,
        rowGroup,
        pictures,
        decoder,
        ImageCodecs.megapixelsAtOnce() * 1_000_000L * BANDS,
        company.shelfBytes(),
        TASKS,
        RESERVED_HEAP + company.shelfBytes() + (long) (TASKS * perTask));
  }

  /** Pictures that wait for a model's look: a base and its mixture for every draft. */
  private long looking() {
    boolean inline = recipe.mix().looks() && recipe.attention().settled() == AttentionSource.INLINE;
    return inline ? 2L * Lookout.most(recipe.attention().model().orElseThrow().batchSize()) : 0;
  }

  private PlanReport.Effort effort(long photos, long rows, Trial trial) {
    double coreSeconds = Speed.coreSeconds(photos * trial.photoPixels(), rows * trial.rowPixels());
    return new PlanReport.Effort(
        coreSeconds,
        cores,
        coreSeconds / cores,
        pricePerCoreHour.map(price -> price * coreSeconds / SECONDS_PER_HOUR));
  }
}
