package dev.emulsion.io;

import java.util.List;
import java.util.Map;

/**
 * {@code manifest.json}: what a finished run consists of, so that {@code verify} can prove it.
 *
 * @param runId hash of the recipe, the input digest and the code's version
 * @param version of Emulsion
 * @param spark version of Spark
 * @param codec who decoded
 * @param buckets number of buckets of the ring
 * @param recipe what {@code recipe.yaml} says, for programs
 * @param contentDigest order-free digest of every row of every epoch
 */
public record Manifest(
    String runId,
    String version,
    String spark,
    String codec,
    int buckets,
    Map<String, Object> recipe,
    Input input,
    List<Epoch> epochs,
    String contentDigest) {

  /**
   * What was read.
   *
   * @param samples with an id of their own
   * @param classes number of classes
   * @param duplicates left out because of their id
   * @param ignoredFiles that are not images
   * @param digest order-free digest of ids, labels and lengths
   * @param idDigest order-free digest of the ids alone
   */
  public record Input(
      long samples,
      int classes,
      long duplicates,
      long ignoredFiles,
      String digest,
      String idDigest) {}

  /**
   * What an epoch wrote. {@code emitted + quarantined} is the number of samples.
   *
   * @param decoded pictures decoded, the few that two tasks need twice included
   * @param unpaired samples among the emitted for which no partner qualified
   * @param methods rows by method
   * @param reasons quarantined samples by reason
   */
  public record Epoch(
      int epoch,
      long rows,
      long emitted,
      long quarantined,
      long decoded,
      long unpaired,
      Map<String, Long> methods,
      Map<String, Long> reasons,
      String contentDigest,
      List<File> files) {}

  /** The same seal over other epochs. */
  public Manifest with(List<Epoch> others) {
    return new Manifest(
        runId, version, spark, codec, buckets, recipe, input, others, contentDigest);
  }

  /** A shard, its path relative to the output. */
  public record File(String path, long bytes) {}
}
