package dev.emulsion.io.run;

import dev.emulsion.Sha256;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * {@code manifest.json}: the seal of a finished run. It states everything that {@code verify}
 * checks.
 *
 * @param runId hash of the recipe, the input digest and the version of Emulsion
 * @param version of Emulsion
 * @param spark version of Spark
 * @param codec name and version of the decoders of all executors, and why one is not the native one
 * @param buckets number of buckets of the ring
 * @param recipe the content of {@code recipe.yaml}
 * @param contentDigest order-free digest of every row of every epoch
 * @param filesDigest SHA-256 of {@link Checksums#FILES}
 * @param sealDigest SHA-256 of this manifest with an empty {@code sealDigest}
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
    String contentDigest,
    String filesDigest,
    String sealDigest) {

  /** Requires that no part is missing, as in a file that was cut or written by hand. */
  public Manifest {
    Objects.requireNonNull(recipe, "recipe");
    Objects.requireNonNull(input, "input");
    epochs = List.copyOf(epochs);
    Objects.requireNonNull(contentDigest, "contentDigest");
    Objects.requireNonNull(filesDigest, "filesDigest");
  }

  /** The same manifest with its own digest. */
  public Manifest sealed() {
    return with(epochs, filesDigest, ownDigest());
  }

  /** Whether the manifest is as it was sealed. */
  public boolean matchesItsDigest() {
    return ownDigest().equals(sealDigest);
  }

  private String ownDigest() {
    return Sha256.hex(RunDirectory.json(with(epochs, filesDigest, "")));
  }

  /** How {@code emulsion augment} commits a run. */
  public static final CommitLog.Kind<RunIdentity, Manifest> KIND =
      new CommitLog.Kind<>("run", "run.json", RunIdentity.class, "manifest.json", Manifest.class);

  /**
   * What was read.
   *
   * @param samples number of distinct ids
   * @param classes number of classes
   * @param duplicates number of samples whose id another sample has
   * @param ignoredFiles number of files that are no samples
   * @param ignoredKinds how many of them have which extension, or another reason
   * @param digest order-free digest of ids, labels and lengths
   * @param idDigest order-free digest of the ids alone
   * @param sideInputs digests of the side inputs in use: {@code maps}; {@code generated}, of
   *     sources, prompts, indices and lengths; {@code mixing-set}, of names and lengths; {@code
   *     pairs}, of the pairs of {@code pairing.table} that are used
   * @param withoutGenerated number of samples, not counted in {@code samples}, that were skipped
   *     because they have no generated image
   * @param generated the generated images
   * @param pairs the rows of {@code pairing.table}
   */
  public record Input(
      long samples,
      int classes,
      long duplicates,
      long ignoredFiles,
      Map<String, Long> ignoredKinds,
      String digest,
      String idDigest,
      Map<String, String> sideInputs,
      long withoutGenerated,
      Generated generated,
      Pairs pairs) {

    public Input {
      // absent from older manifests
      ignoredKinds = ignoredKinds == null ? Map.of() : ignoredKinds;
      pairs = pairs == null ? Pairs.NONE : pairs;
    }
  }

  /**
   * The rows of {@code pairing.table}: {@code rows = pairs + duplicated + missingBase +
   * missingPartner + selfPaired}.
   *
   * @param pairs number of different rows that pair two samples
   * @param duplicated number of rows that are equal to another; each is used once
   * @param missingBase number of different rows whose {@code base_id} is no sample of the input
   * @param missingPartner number of further rows whose {@code partner_id} is none
   * @param selfPaired number of rows that pair a sample with itself
   * @param bases number of samples that are the base of a pair; the others have no partner
   * @param unused number of pairs whose turn never comes, because their base has more pairs than
   *     rows
   * @param examples one of the rows that are not used, by the name of their count
   */
  public record Pairs(
      long rows,
      long pairs,
      long duplicated,
      long missingBase,
      long missingPartner,
      long selfPaired,
      long bases,
      long unused,
      Map<String, String> examples)
      implements Serializable {

    /** For a run without {@code pairing.table}. */
    public static final Pairs NONE = new Pairs(0, 0, 0, 0, 0, 0, 0, 0, Map.of());
  }

  /**
   * The generated images that were listed: {@code found = matched + orphaned + unusedPrompt +
   * duplicates}.
   *
   * @param matched number whose source is a sample of the input
   * @param orphaned number whose source is no sample of the input
   * @param unusedPrompt number whose prompt the recipe does not use
   * @param duplicates number with the same source, prompt and index as another
   * @param ignoredFiles number of files that are not images, or whose names cannot be parsed
   */
  public record Generated(
      long found,
      long matched,
      long orphaned,
      long unusedPrompt,
      long duplicates,
      long ignoredFiles)
      implements Serializable {

    /** For a run without generated images. */
    public static final Generated NONE = new Generated(0, 0, 0, 0, 0, 0);
  }

  /**
   * The generated images of an epoch: {@code used = joined + rejected + lost}.
   *
   * @param used number drawn for the epoch
   * @param joined number joined with their sample; each yields one row per variant
   * @param rejected numbers by reason; all are in the quarantine table
   * @param lost number whose sample was quarantined
   */
  public record GeneratedUse(long used, long joined, Map<String, Long> rejected, long lost)
      implements Serializable {}

  /**
   * A finished epoch. {@code emitted + quarantined} is the number of samples.
   *
   * @param decoded number of images decoded; an image in a halo counts once per bucket
   * @param unpaired number of emitted samples without a qualifying partner
   * @param methods rows by method
   * @param reasons quarantined samples by reason
   * @param decoding what the decoder omitted or could not read
   * @param quarantineDigest order-free digest of the quarantine table
   * @param contentDigest order-free digest of the rows
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
      Decoding decoding,
      String quarantineDigest,
      String contentDigest,
      List<File> files) {

    public Epoch {
      decoding = decoding == null ? Decoding.NONE : decoding; // absent from older manifests
    }

    /** The same epoch in other files. */
    Epoch withFiles(List<File> others) {
      return new Epoch(
          epoch,
          rows,
          emitted,
          quarantined,
          decoded,
          unpaired,
          methods,
          reasons,
          generated,
          decoding,
          quarantineDigest,
          contentDigest,
          others);
    }
  }

  /**
   * What decoding met.
   *
   * @param notes emitted samples by what their images lost, named as {@link
   *     dev.emulsion.image.codec.DecodeNote}s are
   * @param unsupported quarantined samples and rejected generated images by the kind of file that
   *     is not read, such as {@code AVIF}
   * @param codecs images decoded by each codec, named as in the manifest; several if executors
   *     differ
   */
  public record Decoding(
      Map<String, Long> notes, Map<String, Long> unsupported, Map<String, Long> codecs)
      implements Serializable {

    /** Nothing but files that were read in full. */
    public static final Decoding NONE = new Decoding(Map.of(), Map.of(), Map.of());

    public Decoding {
      codecs = codecs == null ? Map.of() : codecs; // absent from older manifests
    }
  }

  /** The same seal for other epochs and files. */
  public Manifest with(List<Epoch> others, String filesDigest) {
    return with(others, filesDigest, "").sealed();
  }

  private Manifest with(List<Epoch> others, String filesDigest, String sealDigest) {
    return new Manifest(
        runId,
        version,
        spark,
        codec,
        buckets,
        recipe,
        input,
        others,
        contentDigest,
        filesDigest,
        sealDigest);
  }

  /** A shard, its path relative to the output. */
  public record File(String path, long bytes) {}
}
