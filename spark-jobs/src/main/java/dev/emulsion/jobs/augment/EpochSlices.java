package dev.emulsion.jobs.augment;

import dev.emulsion.io.run.CommitLog;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.jobs.run.Slice;
import dev.emulsion.jobs.run.Slice.Written;
import dev.emulsion.jobs.run.SliceMetrics.SliceSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What is committed of one epoch: its slices, and finally the epoch. Knows no Spark. */
final class EpochSlices {

  private final CommitLog<Manifest> log;
  private final int epoch;
  private final int buckets;
  private final List<Written> written;
  private Optional<Manifest.Epoch> closed;

  /** Reads what a previous process has committed. */
  EpochSlices(CommitLog<Manifest> log, int epoch, int buckets) {
    this.log = log;
    this.epoch = epoch;
    this.buckets = buckets;
    this.written = new ArrayList<>(Written.of(log.output(), epoch));
    this.closed = log.recorded(epochRecord(), Manifest.Epoch.class);
  }

  /** Whether a slice of the epoch is committed. */
  static boolean areBegun(CommitLog<Manifest> log, int epoch) {
    return !Written.of(log.output(), epoch).isEmpty();
  }

  /**
   * The slices to write.
   *
   * @param count number of slices for all buckets
   */
  List<Slice> missing(int count) {
    return closed.isPresent() ? List.of() : Slice.cut(buckets, count, slices());
  }

  boolean isEmpty() {
    return written.isEmpty();
  }

  boolean isComplete() {
    return missing(1).isEmpty();
  }

  Optional<Manifest.Epoch> closed() {
    return closed;
  }

  void record(Written slice) {
    log.record(record(slice.slice()), slice);
    written.add(slice);
  }

  void close(Manifest.Epoch whole) {
    log.record(epochRecord(), whole);
    closed = Optional.of(whole);
  }

  /** Forgets the slices, so that the next run writes the epoch anew. */
  void forget() {
    log.forget(Slice.folder(epoch));
  }

  /** Forgets the epoch and the slice of a file, so that the next run writes the file anew. */
  void forget(Manifest.File file) {
    log.forget(epochRecord());
    written.stream()
        .filter(slice -> slice.files().contains(file))
        .forEach(slice -> log.forget(record(slice.slice())));
  }

  /** Deletes files of slices that are not committed. */
  void deleteUnrecorded() {
    log.deleteUnrecorded(
        RunDirectory.epochFolder(epoch), closed.map(Manifest.Epoch::files).orElseGet(this::files));
  }

  List<Slice> slices() {
    return written.stream().map(Written::slice).sorted(Comparator.comparing(Slice::from)).toList();
  }

  SliceSummary summary() {
    return SliceSummary.sum(written.stream().map(Written::metrics).toList());
  }

  /** The files of the committed slices, by name. */
  List<Manifest.File> files() {
    return written.stream()
        .flatMap(slice -> slice.files().stream())
        .sorted(Comparator.comparing(Manifest.File::path))
        .toList();
  }

  /** The SHA-256 of the files by path, as far as they were taken while writing. */
  Map<String, String> digests() {
    Map<String, String> digests = new TreeMap<>();
    written.forEach(slice -> digests.putAll(slice.digests()));
    return digests;
  }

  /** Files of committed slices that were deleted or changed since. */
  List<Manifest.File> lost() {
    Set<Manifest.File> present = new HashSet<>(log.output().shards(epoch));
    return files().stream().filter(file -> !present.contains(file)).toList();
  }

  private String record(Slice slice) {
    return Slice.folder(epoch) + "/slice-" + slice.name() + ".json";
  }

  private String epochRecord() {
    return Slice.folder(epoch) + ".json";
  }
}
