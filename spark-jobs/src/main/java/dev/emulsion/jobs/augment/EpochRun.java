package dev.emulsion.jobs.augment;

import dev.emulsion.DataException;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.Quarantine;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.pairing.PairingRing;
import dev.emulsion.jobs.pairing.PairingRules;
import dev.emulsion.jobs.pairing.RingPlan;
import dev.emulsion.jobs.pairing.RingShuffle;
import dev.emulsion.jobs.pipeline.PipelineSpec;
import dev.emulsion.jobs.run.Progress.Step;
import dev.emulsion.jobs.run.Slice;
import dev.emulsion.jobs.run.Slice.Written;
import dev.emulsion.jobs.run.SliceMetrics;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.spark.parquet.BucketFiles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * One epoch of a run, written slice by slice: a slice is a job on some buckets of the one shuffle;
 * it is committed by itself and counts when its record is written. What was left without a record
 * is deleted, and only the buckets without one are shuffled again. The last slice to be recorded
 * closes the epoch, which leaves its quarantine table and a record of its own.
 */
final class EpochRun {

  private final RunContext work;
  private final int epoch;
  private final QuarantinePolicy quarantinePolicy;
  private final List<Written> written;
  private final List<Slice> open;
  private Optional<Shuffled> shuffled = Optional.empty();
  private Optional<Manifest.Epoch> closed;

  /** Encoded images in their buckets. Jobs on them share one shuffle. */
  private record Shuffled(
      Broadcast<PairingRing> ring, JavaRDD<Row> buckets, LongAccumulator done) {}

  /** Finds what there is of an epoch. */
  EpochRun(RunContext work, int epoch) {
    this.work = work;
    this.epoch = epoch;
    this.quarantinePolicy = new QuarantinePolicy(work, epoch);
    this.closed = work.output().read(record(), Manifest.Epoch.class);
    this.written = new ArrayList<>(Written.of(work.output(), epoch));
    this.open = closed.isPresent() ? List.of() : cut();
  }

  private List<Slice> cut() {
    int cores = work.spark().sparkContext().defaultParallelism();
    // without names by bucket nobody could tell the files of one slice from those of another
    int count =
        work.shards().areNamedByBucket()
            ? work.recipe()
                .output()
                .commitsPerEpoch()
                .orElseGet(() -> Slice.count(work.buckets(), cores))
            : 1;
    return Slice.cut(work.buckets(), count, written.stream().map(Written::slice).toList());
  }

  /** Slices that are to be written. */
  List<Slice> open() {
    return open;
  }

  /** Samples that need no more work. */
  long done() {
    if (closed.isPresent()) {
      return closed.get().emitted() + closed.get().quarantined();
    }
    SliceMetrics.SliceSummary summary = summary();
    return summary.emitted() + summary.quarantined();
  }

  /** Plans the epoch and moves the encoded images to where they are open. */
  void begin() {
    if (closed.isPresent()) {
      quarantinePolicy.requireFew(closed.get().reasons(), closed.get().generated());
      return;
    }
    requireFewQuarantined();
    work.output().keepOnly(epoch, files());
    if (open.isEmpty()) {
      close();
      return;
    }
    PairingRing ring =
        RingPlan.plan(work.index(), work.census(), work.recipe(), epoch, work.buckets());
    work.progress().at(Step.PLANNED);
    Broadcast<PairingRing> shared = ring.broadcast(work.spark());
    RingShuffle shuffle = new RingShuffle(shared, Slice.buckets(open));
    Dataset<Row> needed = written.isEmpty() ? work.index() : shuffle.select(work.index());
    Dataset<Row> ordered =
        shuffle.shuffle(
            work.sideInputs().payload(work.samples(), needed),
            work.sideInputs().sideInputRows(shared, needed, epoch));
    LongAccumulator done = work.spark().sparkContext().longAccumulator(AugmentJob.DONE);
    // Spark runs the shuffle here if its execution is adaptive, else with the first slice
    shuffled = Optional.of(new Shuffled(shared, ordered.toJavaRDD(), done));
    work.progress().at(Step.SHUFFLED);
  }

  /** Writes one of the {@link #open} slices. They may be written in any order, and at once. */
  void write(Slice slice) {
    Shuffled from = shuffled.orElseThrow();
    work.lease().check();
    work.output().delete(notes(slice));
    work.progress().at(Step.SLICE_BEGUN);
    Quarantine quarantine =
        new Quarantine(work.spark(), notes(slice), work.samples().pathPrefix(), epoch);
    SliceMetrics metrics = new SliceMetrics();
    work.spark().sparkContext().register(metrics, "emulsion.tally." + epoch);
    JavaRDD<Row> rows =
        new AugmentPartition(
                new PipelineSpec(
                    work.recipe(),
                    epoch,
                    work.census().classes().size(),
                    work.attentionSetup().source()),
                PairingRules.of(work.recipe(), work.census()),
                work.attentionSetup(),
                work.sideInputs().broadcastImages())
            .rows(slice.of(from.buckets()), from.ring(), metrics, quarantine, from.done());
    work.shards()
        .write(
            work.spark()
                .createDataset(rows.rdd(), Encoders.row(OutputSchema.of(work.recipe().labels()))),
            work.output().epoch(epoch),
            slice.from(),
            work.lease().token() + slice.name());
    work.progress().at(Step.SLICE_WRITTEN);
    record(new Written(slice, metrics.value(), filesOf(slice)));
  }

  private List<Manifest.File> filesOf(Slice slice) {
    return work.output().shards(epoch).stream()
        .filter(
            file ->
                !work.shards().areNamedByBucket()
                    || BucketFiles.bucketOf(new Path(file.path()).getName()).stream()
                        .anyMatch(slice::holds))
        .toList();
  }

  private synchronized void record(Written slice) {
    work.lease().check();
    work.output().write(file("slice-" + slice.slice().name() + ".json"), slice);
    written.add(slice);
    work.progress().at(Step.SLICE_RECORDED);
    requireFewQuarantined();
    if (Slice.cut(work.buckets(), 1, slices()).isEmpty()) {
      close();
    }
  }

  private void close() {
    work.progress().at(Step.EPOCH_WRITTEN);
    shuffled = Optional.empty(); // Spark may delete it
    long listed = listQuarantined();
    SliceMetrics.SliceSummary summary = summary();
    requireConserved(summary, listed);
    requireRows(summary);
    requireThere();
    work.output().keepOnly(epoch, files());
    Manifest.Epoch whole =
        new Manifest.Epoch(
            epoch,
            summary.rows(),
            summary.emitted(),
            summary.quarantined(),
            summary.decoded(),
            summary.unpaired(),
            summary.methods(),
            summary.reasons(),
            summary.generated(),
            quarantinePolicy.digest(),
            summary.contentDigest(),
            files());
    work.lease().check();
    work.output().write(record(), whole);
    work.progress().at(Step.EPOCH_RECORDED);
    closed = Optional.of(whole);
  }

  /** The epoch, when all its slices are written. */
  synchronized Manifest.Epoch closed() {
    return closed.orElseThrow();
  }

  private List<Slice> slices() {
    return written.stream().map(Written::slice).sorted(Comparator.comparing(Slice::from)).toList();
  }

  private SliceMetrics.SliceSummary summary() {
    return SliceMetrics.SliceSummary.sum(written.stream().map(Written::metrics).toList());
  }

  private List<Manifest.File> files() {
    return written.stream()
        .flatMap(slice -> slice.files().stream())
        .sorted(Comparator.comparing(Manifest.File::path))
        .toList();
  }

  /** Where the run stores something about this epoch. */
  private String file(String name) {
    return work.output().run(Slice.folder(epoch) + "/" + name);
  }

  private String notes(Slice slice) {
    return file("refused-" + slice.name());
  }

  private String record() {
    return work.output().run("epoch-" + epoch + ".json");
  }

  /** Stops a run that refuses too many as soon as that is known, with the table to look at. */
  private void requireFewQuarantined() {
    SliceMetrics.SliceSummary summary = summary();
    if (quarantinePolicy.areTooMany(summary.reasons(), summary.generated())) {
      listQuarantined();
    }
    quarantinePolicy.requireFew(summary.reasons(), summary.generated());
  }

  private long listQuarantined() {
    return quarantinePolicy.list(slices().stream().map(this::notes).toList());
  }

  /** Nobody else has touched the files meanwhile. */
  private void requireThere() {
    Set<Manifest.File> lost = new LinkedHashSet<>(files());
    lost.removeAll(new HashSet<>(work.output().shards(epoch)));
    if (!lost.isEmpty()) {
      throw new DataException(
          lost.iterator().next().path()
              + " was deleted or changed while the epoch was written, and "
              + (lost.size() - 1)
              + " other files; run again to have them written again");
    }
  }

  /** Rejecting images is no error, but rejecting all of them hardly is what was meant. */
  private void requireRows(SliceMetrics.SliceSummary summary) {
    if (summary.emitted() == 0 && summary.generated().used() > 0) {
      throw new DataException(
          "no sample is left: of "
              + summary.generated().used()
              + " generated images "
              + summary.generated().rejected()
              + " were rejected; all are listed in "
              + work.output().own("quarantine/epoch=" + epoch)
              + ". Relax generated.reject, or set generated.missing to original");
    }
  }

  /** Every sample is a row or in quarantine. */
  private void requireConserved(SliceMetrics.SliceSummary summary, long listed) {
    Census census = work.census();
    if (summary.emitted() + summary.quarantined() != census.samples()) {
      work.output().delete(work.output().run(Slice.folder(epoch)));
      throw new DataException(
          "the input changed while it was read: "
              + census.samples()
              + " samples were listed, but "
              + summary.emitted()
              + " were emitted and "
              + summary.quarantined()
              + " quarantined; run again on an input at rest");
    }
    if (summary.generated().used() != census.generatedCounts().used()) {
      work.output().delete(work.output().run(Slice.folder(epoch)));
      throw new DataException(
          "the generated images changed while they were read: "
              + census.generatedCounts().used()
              + " were drawn, but "
              + summary.generated().used()
              + " came to their samples; run again on an input at rest");
    }
    long rejected = summary.generated().rejected().values().stream().mapToLong(n -> n).sum();
    long expected = summary.quarantined() + rejected + quarantinePolicy.before();
    if (listed != expected) {
      throw new IllegalStateException(
          "quarantine must list " + expected + " rows, but lists " + listed);
    }
  }
}
