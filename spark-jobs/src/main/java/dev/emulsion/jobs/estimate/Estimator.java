package dev.emulsion.jobs.estimate;

import dev.emulsion.attention.AttentionSource;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.io.shard.FileSizes;
import dev.emulsion.jobs.pairing.RingShuffle;
import dev.emulsion.pipeline.AttentionBatcher;
import dev.emulsion.recipe.Recipe;
import java.util.Optional;

/**
 * Extrapolates a whole run from {@link Measurements}. Reads nothing.
 *
 * @param cores number of cores of the run
 * @param pricePerCoreHour in any currency
 */
record Estimator(
    Recipe recipe, Measurements measured, int cores, Optional<Double> pricePerCoreHour) {

  /** Average length of a prompt, or of the name of an image of the mixing set. */
  private static final int NAME_BYTES = 32;

  /** Share of the heap, above the reserve, that Spark gives to sorting. */
  private static final double SORT_SHARE = 0.6;

  /** Concurrent tasks of the executor whose heap is estimated. */
  private static final int TASKS = 4;

  private static final int CHANNELS = 3;
  private static final double SECONDS_PER_HOUR = 3600;

  EstimateReport report() {
    EstimateReport.Pairing pairing = measured.pairing(recipe.epochs(), recipe.pairing().variants());
    long rows = rows();
    EstimateReport.Traffic traffic = traffic(rows);
    return new EstimateReport(
        measured.input(),
        measured.generated(),
        measured.pairs(),
        pairing,
        traffic,
        output(rows, traffic),
        memory(pairing),
        effort(rows),
        measured.codecs().codecs(),
        EstimateWarnings.of(recipe, measured));
  }

  private long samples() {
    return measured.input().samples();
  }

  /** Avoids a division by zero for an empty input. */
  private double perSample(long total) {
    return (double) total / Math.max(1, samples());
  }

  private long rows() {
    long emitted =
        switch (recipe.pairing().onNoPartner()) {
          case KEEP, FAIL -> samples();
          case DROP -> samples() - measured.unpaired();
        };
    long members = samples() == 0 ? 0 : measured.members() * emitted / samples();
    return recipe.epochs() * members * recipe.pairing().variants();
  }

  private EstimateReport.Traffic traffic(long rows) {
    EstimateReport.Generated generated = measured.generated();
    long shuffledSamples = samples() + measured.halo();
    return new EstimateReport.Traffic(
        recipe.epochs() * (measured.input().bytes() + generated.bytes()),
        (long) (recipe.epochs() * shuffledSamples * shuffledBytesPerSample()),
        rows * measured.probe().rowBytes());
  }

  /** Bytes of a sample in the shuffle: its own row, and the rows of its side inputs. */
  private double shuffledBytesPerSample() {
    double id = perSample(measured.firstEpoch().idBytes());
    double image = perSample(measured.input().bytes()) + id + RingShuffle.ROW_OVERHEAD_BYTES;
    EstimateReport.Generated generated = measured.generated();
    SideInputLoad sideInputs =
        measured
            .probe()
            .sideInputs()
            .plus(new SideInputLoad(perSample(generated.used()), perSample(generated.bytes())));
    return image
        + sideInputs.bytes()
        + sideInputs.rows() * (id + RingShuffle.ROW_OVERHEAD_BYTES + NAME_BYTES);
  }

  private EstimateReport.Output output(long rows, EstimateReport.Traffic traffic) {
    return new EstimateReport.Output(
        Optional.of(recipe.output().path()).filter(path -> !path.equals(EstimateJob.NO_OUTPUT)),
        rows,
        measured.shards(),
        measured.probe().rowBytes(),
        traffic.writtenBytes() / Math.max(1, measured.shards()));
  }

  private EstimateReport.Memory memory(EstimateReport.Pairing pairing) {
    RowSizeProbe probe = measured.probe();
    double members = perSample(measured.members());
    double followers = (double) pairing.halo() / pairing.buckets();
    long sort = (long) ((pairing.maxBucketSamples() + followers) * shuffledBytesPerSample());
    long bucketBytes =
        (long) (pairing.maxBucketSamples() * members * pairing.variants() * probe.rowBytes());
    long rowGroup =
        recipe.output().parquet().isPresent()
            ? Math.min(fileSizes().rowGroupBytes(), bucketBytes)
            : 0;
    double waitingImages =
        (double) pairing.variants() * (pairing.variants() + 1) * members
            + imagesWaitingForAttention();
    long decoder = probe.maxImagePixels() * CHANNELS;
    long images = (long) waitingImages * (long) probe.rowPixels() * CHANNELS + decoder;
    double perTask = Math.max(sort / SORT_SHARE, (rowGroup + images) / (1 - SORT_SHARE));
    return new EstimateReport.Memory(
        sort,
        rowGroup,
        images,
        decoder,
        ImageCodecs.megapixelsAtOnce() * 1_000_000L * CHANNELS,
        measured.broadcastBytes(),
        TASKS,
        EstimateReport.Memory.RESERVED_BYTES
            + measured.broadcastBytes()
            + measured.pairBytes()
            + (long) (TASKS * perTask));
  }

  private FileSizes fileSizes() {
    return FileSizes.of(
        recipe, measured.classes().size(), measured.members(), measured.firstEpoch().buckets());
  }

  /** Images of the rows that wait for a batch of the attention model: base and mixture of each. */
  private long imagesWaitingForAttention() {
    boolean inline =
        recipe.mix().needsAttention()
            && recipe.attention().resolvedSource() == AttentionSource.INLINE;
    return inline
        ? 2L * AttentionBatcher.maxRows(recipe.attention().model().orElseThrow().batchSize())
        : 0;
  }

  private EstimateReport.Effort effort(long rows) {
    RowSizeProbe probe = measured.probe();
    long images = recipe.epochs() * (samples() + measured.generated().used());
    double coreSeconds =
        CostModel.coreSeconds(images * probe.imagePixels(), rows * probe.rowPixels());
    return new EstimateReport.Effort(
        coreSeconds,
        cores,
        coreSeconds / cores,
        pricePerCoreHour.map(price -> price * coreSeconds / SECONDS_PER_HOUR));
  }
}
