package dev.emulsion.jobs.estimate;

import dev.emulsion.io.run.Manifest;
import java.util.List;
import java.util.Optional;

/**
 * What a run will take. Bytes, rows and files are of all epochs together, if nothing else is said.
 *
 * @param warnings sentences about what the user may not want
 */
public record EstimateReport(
    Input input,
    Generated generated,
    Pairing pairing,
    Traffic traffic,
    Output output,
    Memory memory,
    Effort effort,
    List<String> warnings) {

  /**
   * What there is to read.
   *
   * @param samples with an id of their own
   * @param duplicates left out because of their id
   * @param ignoredFiles that are not images
   * @param bytes of all encoded images
   */
  public record Input(
      String path, long samples, int classes, long duplicates, long ignoredFiles, long bytes) {}

  /**
   * Generated images.
   *
   * @param listed what was found of them
   * @param without samples that have none
   * @param used images of an epoch
   * @param bytes of the images of an epoch
   */
  public record Generated(Manifest.Generated listed, long without, long used, long bytes) {}

  /**
   * How partners meet.
   *
   * @param buckets that the ring is cut into: tasks of an epoch
   * @param samplesInLargest samples of the largest bucket
   * @param halo images of an epoch that travel once more, to the bucket before
   * @param unpaired samples of an epoch for which no partner qualifies
   */
  public record Pairing(
      int epochs, int variants, int buckets, long samplesInLargest, long halo, long unpaired) {}

  /**
   * What moves.
   *
   * @param read encoded images, once an epoch
   * @param shuffled encoded images and halo, once an epoch
   * @param written shards
   */
  public record Traffic(long read, long shuffled, long written) {}

  /**
   * What is written if every image can be read.
   *
   * @param rowBytes of one row, from rows that were painted to know it
   * @param shardBytes of one shard, on average
   */
  public record Output(String path, long rows, long files, long rowBytes, long shardBytes) {}

  /**
   * Bytes of memory.
   *
   * @param sort of a task: its bucket, which spills to disk where there is less
   * @param rowGroup of a task: the rows that Parquet collects before it writes
   * @param images of a task: those that wait for their partners
   * @param decoder of a task, outside the heap: the largest image looked at
   * @param decodersAtMost of an executor, outside the heap, whatever the images
   * @param mixingSet of an executor: images that it keeps decoded, to lay over others
   * @param heap of an executor that runs {@code cores} tasks at once
   */
  public record Memory(
      long sort,
      long rowGroup,
      long images,
      long decoder,
      long decodersAtMost,
      long mixingSet,
      int cores,
      long heap) {}

  /**
   * Time and cost, roughly: see {@link CostModel}.
   *
   * @param cores that work at once
   * @param price in whatever unit the price of a core hour was given
   */
  public record Effort(double coreSeconds, int cores, double seconds, Optional<Double> price) {}
}
