package dev.emulsion.recipe;

import dev.emulsion.ConfigException;
import dev.emulsion.Require;
import dev.emulsion.blend.Blend;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.label.Label;
import dev.emulsion.mix.Mixing;
import dev.emulsion.transform.Operation;
import dev.emulsion.transform.Transform;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The configuration of a run: what it reads, how it augments, what it writes. Recipe and input
 * together determine every byte of the output.
 *
 * @param seed any number; every random draw is keyed by seed and epoch
 * @param epochs number of passes over the dataset, each with its own pairing and draws; at least 1
 * @param generated images that a model generated from the samples; required by {@code diffusemix}
 * @param mixingSet the set of images that {@code diffusemix} and {@code pixmix} blend in
 * @param transform the operations on each image, in order; at most one is a {@link Blend}
 */
public record Recipe(
    long seed,
    int epochs,
    InputConfig input,
    Optional<GeneratedConfig> generated,
    Optional<MixingSetConfig> mixingSet,
    DecodeOptions decode,
    List<Operation> transform,
    Mixing mix,
    AttentionConfig attention,
    PairingConfig pairing,
    LabelsConfig labels,
    OutputConfig output,
    QuarantineConfig quarantine,
    ReportConfig report)
    implements Serializable {

  public static final long DEFAULT_SEED = 0;
  public static final int DEFAULT_EPOCHS = 1;

  private static final int MAX_EPOCHS = 10_000;

  /** The path in recipes whose path does not matter. */
  static final String NO_PATH = ".";

  public Recipe {
    requireEpochs(epochs);
    transform = List.copyOf(transform);
  }

  /** The operation that blends images with their side images, if there is one. */
  public Optional<Blend> blend() {
    return transform.stream().filter(Blend.class::isInstance).map(Blend.class::cast).findFirst();
  }

  /** The operations before the blend; all operations if there is no blend. */
  public List<Transform> beforeBlend() {
    return transforms(transform.subList(0, blendAt()));
  }

  /** The operations after the blend. */
  public List<Transform> afterBlend() {
    return transforms(
        transform.subList(Math.min(transform.size(), blendAt() + 1), transform.size()));
  }

  private int blendAt() {
    return blend().map(transform::indexOf).orElse(transform.size());
  }

  private static List<Transform> transforms(List<Operation> operations) {
    return operations.stream().map(Transform.class::cast).toList();
  }

  /** The size of every image after the transforms, if they determine one. */
  public Optional<Size> finalSize() {
    Optional<Size> size = Optional.empty();
    for (Operation operation : transform) {
      size = operation.sizeAfter(size);
    }
    return size;
  }

  /** The same recipe for labels of {@code kind}, once that is known. */
  public Recipe forLabels(Label.Kind kind) {
    return with(
        input,
        generated,
        mixingSet,
        attention,
        pairing,
        labels.withKind(kind),
        output,
        quarantine,
        report);
  }

  /**
   * The same recipe that reads its samples from {@code path}.
   *
   * @throws ConfigException if a recipe cannot have this path
   */
  public Recipe withInputPath(String path) {
    try {
      return with(
          input.withPath(path),
          generated,
          mixingSet,
          attention,
          pairing,
          labels,
          output,
          quarantine,
          report);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("input: " + e.getMessage(), e);
    }
  }

  /**
   * The same recipe with {@code change} applied to the paths of the input (unless it is a table of
   * a catalog), the generated images and their root, the mixing set, the pairs and the output.
   */
  public Recipe withPaths(UnaryOperator<String> change) {
    return with(
        input.isFiles() ? input.withPath(change.apply(input.path())) : input,
        generated.map(it -> it.withPaths(change)),
        mixingSet.map(it -> it.withPath(change.apply(it.path()))),
        attention,
        pairing.withPaths(change),
        labels,
        output.withPath(change.apply(output.path())),
        quarantine,
        report);
  }

  /** The same recipe for images that are used as they are. */
  public Recipe withoutTransforms() {
    return new Recipe(
        seed,
        epochs,
        input,
        generated,
        mixingSet,
        decode,
        List.of(),
        mix,
        attention,
        pairing,
        labels,
        output,
        quarantine,
        report);
  }

  /**
   * The recipe of a job that writes one row per sample and mixes nothing: input, decoding and
   * labels as they are, {@code attention}, and everything else at its default.
   */
  public Recipe forTable(AttentionConfig attention) {
    return new Recipe(
        DEFAULT_SEED,
        DEFAULT_EPOCHS,
        input,
        Optional.empty(),
        Optional.empty(),
        decode,
        List.of(),
        Mixing.none(),
        attention,
        PairingConfig.DEFAULT,
        labels,
        OutputConfig.at(NO_PATH),
        QuarantineConfig.DEFAULT,
        ReportConfig.DEFAULT);
  }

  /**
   * The recipe with fixed values for every setting that does not influence the rows: paths (digests
   * identify the data), parallelism, the check of {@code ingest}, commits per epoch, the limit of
   * the quarantine and the report. Recipes that write the same rows are equal in this form.
   */
  public Recipe forRunId() {
    return with(
        input.forRunId(),
        generated.map(GeneratedConfig::forRunId),
        mixingSet.map(it -> it.withPath(NO_PATH)),
        attention.forRunId(),
        pairing.forRunId(),
        labels,
        output.forRunId(),
        new QuarantineConfig(1.0),
        ReportConfig.DEFAULT);
  }

  private Recipe with(
      InputConfig input,
      Optional<GeneratedConfig> generated,
      Optional<MixingSetConfig> mixingSet,
      AttentionConfig attention,
      PairingConfig pairing,
      LabelsConfig labels,
      OutputConfig output,
      QuarantineConfig quarantine,
      ReportConfig report) {
    return new Recipe(
        seed,
        epochs,
        input,
        generated,
        mixingSet,
        decode,
        transform,
        mix,
        attention,
        pairing,
        labels,
        output,
        quarantine,
        report);
  }

  private Object writeReplace() {
    return SerializedRecord.of(this);
  }

  static int epochs(Section recipe) {
    return requireEpochs(recipe.integer("epochs", DEFAULT_EPOCHS));
  }

  private static int requireEpochs(int epochs) {
    return Require.within(
        "epochs",
        1,
        MAX_EPOCHS,
        epochs,
        "each epoch is a pass that is written in full; start another run with another seed");
  }
}
