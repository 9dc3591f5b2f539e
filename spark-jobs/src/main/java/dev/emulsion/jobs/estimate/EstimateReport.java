package dev.emulsion.jobs.estimate;

import dev.emulsion.io.run.Manifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run will read, shuffle and write, and what it will cost. Names that end in {@code Bytes}
 * are bytes.
 *
 * @param pairs the rows of {@code pairing.table}
 * @param codec what decodes on the driver and the executors, and why it is not the native codec
 * @param warnings sentences about what may be unintended, each with a way out
 */
public record EstimateReport(
    Input input,
    Generated generated,
    Manifest.Pairs pairs,
    Pairing pairing,
    Traffic traffic,
    Output output,
    Memory memory,
    Effort effort,
    String codec,
    List<String> warnings) {

  public EstimateReport {
    warnings = List.copyOf(warnings);
  }

  /**
   * The input.
   *
   * @param samples number of samples, without duplicates
   * @param classes number of classes
   * @param duplicates number of samples that are excluded because another has their id
   * @param ignoredFiles number of files that are no samples
   * @param ignoredKinds how many of them have which extension, or another reason
   * @param bytes total size of the encoded images
   */
  public record Input(
      String path,
      long samples,
      int classes,
      long duplicates,
      long ignoredFiles,
      Map<String, Long> ignoredKinds,
      long bytes) {}

  /**
   * The generated images.
   *
   * @param listed what was found, as the manifest will state it
   * @param without number of samples that have none
   * @param used number of images per epoch
   * @param bytes total size of the images of an epoch
   */
  public record Generated(Manifest.Generated listed, long without, long used, long bytes) {}

  /**
   * The pairing of samples.
   *
   * @param epochs number of epochs
   * @param variants number of rows per epoch of each sample
   * @param buckets number of buckets, which is the number of tasks per epoch
   * @param maxBucketSamples number of samples in the fullest bucket
   * @param halo number of images per epoch that are shuffled once more, as partners in another
   *     bucket or, with {@code pairing.table}, as partner of each pair
   * @param unpaired number of samples per epoch without an eligible partner
   */
  public record Pairing(
      int epochs, int variants, int buckets, long maxBucketSamples, long halo, long unpaired) {}

  /**
   * Traffic of all epochs together.
   *
   * @param readBytes encoded images, which are read once per epoch
   * @param shuffledBytes encoded images and side inputs, including the halo
   * @param writtenBytes shards, before compression
   */
  public record Traffic(long readBytes, long shuffledBytes, long writtenBytes) {}

  /**
   * The shards of all epochs together, if every image can be decoded.
   *
   * @param path output directory; empty if none was given
   * @param rows number of rows
   * @param files number of shards
   * @param rowBytes average size of a row, measured on rendered samples
   * @param shardBytes average size of a shard, before compression
   */
  public record Output(
      Optional<String> path, long rows, long files, long rowBytes, long shardBytes) {}

  /**
   * Memory.
   *
   * @param sortBytes what a task sorts: its bucket; Spark spills to disk what does not fit
   * @param rowGroupBytes what a task buffers before Parquet writes a row group
   * @param imageBytes decoded images that a task holds: those that wait for a partner or a model,
   *     and the largest image
   * @param decoderBytes off-heap memory of a task that decodes the largest image
   * @param maxDecoderBytes upper bound of the off-heap memory of all decoders of an executor
   * @param mixingSetBytes images of a broadcast mixing set that an executor keeps decoded, part of
   *     the heap
   * @param tasks number of concurrent tasks of the executor whose heap is estimated
   * @param heapBytes heap of an executor
   */
  public record Memory(
      long sortBytes,
      long rowGroupBytes,
      long imageBytes,
      long decoderBytes,
      long maxDecoderBytes,
      long mixingSetBytes,
      int tasks,
      long heapBytes) {

    /** Heap that Spark keeps for itself. */
    static final long RESERVED_BYTES = 300L << 20;

    /** The heap of an executor that runs another number of tasks at once. */
    public long heapBytes(int otherTasks) {
      long fixed = RESERVED_BYTES + mixingSetBytes;
      return fixed + (heapBytes - fixed) / tasks * otherTasks;
    }

    /** The part of {@link #heapBytes(int)} that cannot be moved to disk. */
    public long heldBytes(int otherTasks) {
      return RESERVED_BYTES + mixingSetBytes + otherTasks * (rowGroupBytes + imageBytes);
    }
  }

  /**
   * Time and cost of all epochs together: a rough estimate, see {@code docs/sizing.md}.
   *
   * @param coreSeconds seconds that one core would take
   * @param cores number of cores of the run
   * @param seconds wall time with these cores
   * @param price in the currency of the price per core hour; empty if no price was given
   */
  public record Effort(double coreSeconds, int cores, double seconds, Optional<Double> price) {}
}
