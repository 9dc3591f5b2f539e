package dev.emulsion.jobs.augment;

import dev.emulsion.DataException;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.Quarantine;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.jobs.pairing.PairingRing;
import dev.emulsion.jobs.pairing.RingPlan;
import dev.emulsion.jobs.pairing.RingShuffle;
import dev.emulsion.jobs.run.PartLog;
import dev.emulsion.jobs.run.Progress.Milestone;
import dev.emulsion.jobs.run.Slice;
import dev.emulsion.jobs.run.Slice.Written;
import dev.emulsion.jobs.run.SliceMetrics.SliceSummary;
import dev.emulsion.pipeline.PipelineSpec;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.spark.parquet.BucketFiles;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One epoch of a run, written slice by slice. A slice is a Spark job on some buckets of the epoch's
 * one shuffle, and is committed on its own. A rerun keeps the committed slices, deletes the other
 * files, and shuffles the missing buckets only. The slice that is committed last closes the epoch:
 * its quarantine table is written, its counts are checked, and the epoch is recorded.
 */
final class EpochRun {

  private static final Logger LOG = LoggerFactory.getLogger(EpochRun.class);

  private final RunContext run;
  private final int epoch;
  private final EpochSlices slices;
  private final EpochQuarantine quarantine;
  private final List<List<Slice>> missing;
  private final Map<Manifest.File, Long> stamps = new ConcurrentHashMap<>();
  private Optional<Broadcast<PairingRing>> ring = Optional.empty();

  /** By group. */
  private final Map<Integer, Shuffled> shuffled = new ConcurrentHashMap<>();

  /**
   * The encoded images of a group in their buckets. All its slices read this one shuffle.
   *
   * @param open number of slices that are not written
   */
  private record Shuffled(Broadcast<PairingRing> ring, JavaRDD<Row> buckets, AtomicInteger open) {}

  EpochRun(RunContext run, int epoch) {
    this.run = run;
    this.epoch = epoch;
    this.slices = new EpochSlices(run.log(), epoch, run.buckets());
    this.quarantine = new EpochQuarantine(run, epoch);
    this.missing = Slice.byGroup(slices.missing(sliceCount()), run.bucketsPerGroup());
    Set<Manifest.File> recorded =
        Set.copyOf(slices.closed().map(Manifest.Epoch::files).orElseGet(slices::files));
    if (!recorded.isEmpty()) {
      note(recorded::contains);
    }
  }

  private int sliceCount() {
    int cores = run.spark().sparkContext().defaultParallelism();
    // files of different slices can only be distinguished if they are named by bucket
    return run.shards().areNamedByBucket()
        ? run.recipe().output().commitsPerEpoch().orElseGet(() -> Slice.count(run.buckets(), cores))
        : 1;
  }

  /**
   * The slices to write, by group. Those of a group can be written in any order and several at
   * once, after its {@link #shuffle}.
   */
  List<List<Slice>> missing() {
    return missing;
  }

  /** The number of samples that need no more work. */
  long done() {
    return slices
        .closed()
        .map(whole -> whole.emitted() + whole.quarantined())
        .orElseGet(() -> slices.summary().emitted() + slices.summary().quarantined());
  }

  /** Deletes what is not recorded, and closes the epoch if all of it is. */
  EpochRun begin() throws Exception {
    if (slices.closed().isPresent()) {
      quarantine.check(slices.closed().get());
      return this;
    }
    checkQuarantine();
    slices.deleteUnrecorded();
    if (slices.isComplete()) {
      close();
    }
    return this;
  }

  /**
   * Plans the ring, once, and moves the encoded images into the missing buckets of a group.
   *
   * @param group one of {@link #missing}
   */
  EpochRun shuffle(List<Slice> group) {
    int groups = run.recipe().pairing().groups();
    int number = groupOf(group.get(0));
    String place = "epoch " + (epoch + 1) + " of " + run.recipe().epochs();
    Broadcast<PairingRing> shared = ring(place);
    run.progress()
        .begins(
            "reading and shuffling "
                + (groups == 1 ? "" : "group " + (number + 1) + " of " + groups + " of ")
                + place);
    RingShuffle shuffle = new RingShuffle(shared, Slice.buckets(group));
    boolean isWhole = slices.isEmpty() && groups == 1;
    Dataset<Row> needed = isWhole ? run.inputs().index() : shuffle.select(run.inputs().index());
    Dataset<Row> ordered =
        shuffle.shuffle(run.inputs().payload(needed), run.inputs().sideInputRows(needed, epoch));
    // with adaptive execution Spark runs the shuffle here, otherwise with the first slice
    shuffled.put(
        number, new Shuffled(shared, ordered.toJavaRDD(), new AtomicInteger(group.size())));
    LOG.info(
        "epoch {}: ring of {} planned in {} buckets, {} slices to write",
        epoch,
        groups == 1
            ? run.census().samples() + " samples"
            : "group " + (number + 1) + " of " + groups,
        run.buckets(),
        group.size());
    run.progress().at(Milestone.SHUFFLED);
    return this;
  }

  private int groupOf(Slice slice) {
    return slice.from() / run.bucketsPerGroup();
  }

  private Broadcast<PairingRing> ring(String place) {
    if (ring.isEmpty()) {
      run.progress().begins("planning " + place);
      PairingRing planned = RingPlan.plan(run.inputs(), run.recipe(), epoch, run.buckets());
      ring = Optional.of(planned.broadcast(run.spark()));
      run.progress().at(Milestone.PLANNED);
    }
    return ring.get();
  }

  /** Writes and commits one of the {@link #missing} slices. */
  Written write(Slice slice) throws Exception {
    long started = System.nanoTime();
    run.progress().at(Milestone.SLICE_BEGUN);
    Written written = run.log().undisturbed(() -> writeFiles(slice));
    run.progress().at(Milestone.SLICE_WRITTEN);
    commit(written, started);
    return written;
  }

  private Written writeFiles(Slice slice) {
    Shuffled from = shuffled.get(groupOf(slice));
    run.log().forget(notes(slice));
    PartLog counters =
        PartLog.register(
            run.spark(),
            "epoch-" + epoch,
            new Quarantine(
                run.spark(),
                run.log().output().run(notes(slice)),
                run.inputs().samples().info().pathPrefix(),
                epoch));
    JavaRDD<Row> rows =
        new AugmentPartition(
                new PipelineSpec(
                    run.recipe(),
                    epoch,
                    run.census().classes().size(),
                    run.attentionSetup().source()),
                run.rules(),
                run.attentionSetup(),
                run.inputs().sideInputs().broadcastImages())
            .rows(slice.within(run.bucketsPerGroup()).of(from.buckets()), from.ring(), counters);
    Map<String, String> digests =
        run.shards()
            .write(
                run.spark()
                    .createDataset(
                        rows.rdd(), Encoders.row(OutputSchema.of(run.recipe().labels()))),
                run.log().output().epoch(epoch),
                slice.from(),
                run.log().nextWrite());
    if (from.open().decrementAndGet() == 0) {
      shuffled.remove(groupOf(slice)); // Spark may delete it
    }
    return new Written(
        slice, counters.metrics().value(), note(file -> isOf(slice, file)), byPath(digests));
  }

  private Map<String, String> byPath(Map<String, String> byName) {
    String folder = RunDirectory.epochFolder(epoch) + "/";
    return byName.entrySet().stream()
        .collect(Collectors.toMap(file -> folder + file.getKey(), Map.Entry::getValue));
  }

  /** The files that are wanted. Keeps their state, to notice changes by others. */
  private List<Manifest.File> note(Predicate<Manifest.File> wanted) {
    Map<Manifest.File, Long> now = run.log().output().stamps(epoch);
    List<Manifest.File> files = now.keySet().stream().filter(wanted).toList();
    files.forEach(file -> stamps.put(file, now.get(file)));
    return files;
  }

  private boolean isOf(Slice slice, Manifest.File file) {
    return !run.shards().areNamedByBucket()
        || BucketFiles.bucketOf(new Path(file.path()).getName()).stream().anyMatch(slice::holds);
  }

  private synchronized void commit(Written slice, long started) throws Exception {
    Set<String> codecs = new HashSet<>(slice.metrics().decoding().codecs().keySet());
    codecs.removeAll(slices.summary().decoding().codecs().keySet()); // said already
    run.codecs().warning(codecs).ifPresent(this::warn);
    slices.record(slice);
    LOG.info(
        "epoch {}: slice {} committed: {} rows, {} bytes, {} s",
        epoch,
        slice.slice().name(),
        slice.metrics().rows(),
        slice.files().stream().mapToLong(Manifest.File::bytes).sum(),
        (System.nanoTime() - started) / 1_000_000_000);
    run.progress().at(Milestone.SLICE_RECORDED);
    checkQuarantine();
    if (slices.isComplete()) {
      close();
    }
  }

  private void warn(String warning) {
    LOG.warn(warning);
    run.progress().warns(warning);
  }

  private void close() throws Exception {
    run.progress().at(Milestone.EPOCH_WRITTEN);
    ring = Optional.empty();
    long listed = writeQuarantine();
    SliceSummary summary = slices.summary();
    requireBalance(summary, listed);
    requireNoneLost();
    requireNoneAdded(summary.rows());
    slices.deleteUnrecorded();
    slices.close(
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
            summary.decoding(),
            quarantine.digest(listed),
            summary.contentDigest(),
            slices.files()));
    quarantine.log(summary);
    LOG.info("epoch {} closed: {} rows, {} quarantined", epoch, summary.rows(), listed);
    run.progress().at(Milestone.EPOCH_RECORDED);
  }

  /** The record of the epoch, once all its slices are committed. */
  synchronized Manifest.Epoch closed() {
    return slices.closed().orElseThrow();
  }

  /** See {@link EpochSlices#digests}. */
  synchronized Map<String, String> digests() {
    return slices.digests();
  }

  /**
   * Checks that the files are as they were written. An epoch of which a file was deleted or changed
   * is written again by the next run; files that were added are deleted.
   */
  void requireUnchanged() {
    Manifest.Epoch whole = closed();
    Map<Manifest.File, Long> now = run.log().output().stamps(epoch);
    for (Manifest.File file : whole.files()) {
      Long stamp = now.get(file);
      if (stamp == null || !stamp.equals(stamps.get(file))) {
        slices.forget(file);
        throw new DataException(
            file.path()
                + " was deleted or changed during the run; run the same command again to"
                + " write it again");
      }
    }
    slices.deleteUnrecorded();
  }

  /** Where the tasks of a slice record what they quarantine, in {@code OUT.emulsion/run/}. */
  private String notes(Slice slice) {
    return Slice.folder(epoch) + "/quarantined-" + slice.name();
  }

  /** Fails as soon as the limit is known to be exceeded, after writing the table to look at. */
  private void checkQuarantine() throws Exception {
    SliceSummary summary = slices.summary();
    if (quarantine.isExceeded(summary)) {
      writeQuarantine();
    }
    quarantine.check(summary);
  }

  private long writeQuarantine() throws Exception {
    RunDirectory output = run.log().output();
    List<String> notes = slices.slices().stream().map(slice -> output.run(notes(slice))).toList();
    return run.log().undisturbed(() -> quarantine.write(notes));
  }

  private void requireBalance(SliceSummary summary, long listed) {
    EpochBalance balance =
        new EpochBalance(run.census().samples(), run.census().generatedCounts().used(), summary);
    if (!balance.isConserved()) {
      slices.forget();
    }
    balance.requireConserved();
    balance.requireRows(quarantine.path());
    balance.requireListed(quarantine.path(), listed, quarantine.countBefore());
  }

  /** Files that are not named by bucket may be those of another process. */
  private void requireNoneAdded(long written) {
    if (run.shards().areNamedByBucket() || slices.files().isEmpty()) {
      return;
    }
    String[] paths =
        slices.files().stream()
            .map(file -> run.log().output().folder(file.path()))
            .toArray(String[]::new);
    long onDisk = run.spark().read().parquet(paths).count();
    if (onDisk != written) {
      slices.forget();
      throw EpochBalance.disturbed(run.log().output().epoch(epoch), written, onDisk);
    }
  }

  private void requireNoneLost() {
    List<Manifest.File> lost = slices.lost();
    if (!lost.isEmpty()) {
      throw new DataException(
          lost.get(0).path()
              + " and "
              + (lost.size() - 1)
              + " other files were deleted or changed while the epoch was written; run the same"
              + " command again to write them again");
    }
  }
}
