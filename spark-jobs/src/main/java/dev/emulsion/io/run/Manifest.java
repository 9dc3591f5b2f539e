package dev.emulsion.io.run;

import java.io.Serializable;
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
   * @param sideInputRows digests of what stands beside the samples: {@code maps}, {@code
   *     generated}: sources, prompts, variants and lengths, {@code fractals}: names and lengths;
   *     those there are
   * @param withoutGenerated samples beside {@code samples} that were left out for lack of a
   *     generated image
   * @param generated what was found of generated images
   */
  public record Input(
      long samples,
      int classes,
      long duplicates,
      long ignoredFiles,
      String digest,
      String idDigest,
      Map<String, String> sideInputRows,
      long withoutGenerated,
      Generated generated) {}

  /**
   * The generated images that were listed: {@code found = matched + orphaned + unasked +
   * duplicates}.
   *
   * @param found all of them
   * @param matched of a sample of the input
   * @param orphaned of no sample of the input
   * @param unusedPrompt of a prompt that the recipe does not use
   * @param duplicates left out because another has the same source, prompt and variant
   * @param ignoredFiles beside them that are no images, or whose names say nothing
   */
  public record Generated(
      long found,
      long matched,
      long orphaned,
      long unusedPrompt,
      long duplicates,
      long ignoredFiles)
      implements Serializable {

    /** Of a run that joins samples with nothing. */
    public static final Generated NONE = new Generated(0, 0, 0, 0, 0, 0);
  }

  /**
   * What became of the generated images of an epoch: {@code used = joined + rejected + lost}.
   *
   * @param used that were chosen for it
   * @param joined with their sample; each is as many rows as there are variants
   * @param rejected by reason; all are in the quarantine table
   * @param lost because their sample was quarantined
   */
  public record GeneratedUse(long used, long joined, Map<String, Long> rejected, long lost)
      implements Serializable {}

  /**
   * What an epoch wrote. {@code emitted + quarantined} is the number of samples.
   *
   * @param decoded images decoded, the few that two tasks need twice included
   * @param unpaired samples among the emitted for which no partner qualified
   * @param methods rows by method
   * @param reasons quarantined samples by reason
   * @param generated images
   * @param quarantineDigest order-free digest of the quarantine table
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
      GeneratedUse generated,
      String quarantineDigest,
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
