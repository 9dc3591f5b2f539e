package dev.emulsion.recipe;

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
 * A whole run: what is read, what is done to it, what is written. Together with the data it decides
 * every byte of the output.
 *
 * @param seed any number; with the epoch it keys every draw
 * @param epochs how many independent pairings and drawings of the whole dataset
 * @param generated images made of the samples, and {@code mixingSet} a set of images, for a blend
 *     that joins samples with them
 * @param transform the operations on each image in their order; at most one is a {@link Blend}
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
    QuarantineConfig quarantine)
    implements Serializable {

  public static final long DEFAULT_SEED = 0;
  public static final int DEFAULT_EPOCHS = 1;

  /** Takes the place of a path that has no influence. */
  static final String NO_PATH = ".";

  public Recipe {
    requireEpochs(epochs);
    transform = List.copyOf(transform);
  }

  /** The operation that joins images with their companions, if there is one. */
  public Optional<Blend> blend() {
    return transform.stream().filter(Blend.class::isInstance).map(Blend.class::cast).findFirst();
  }

  /** The operations before the blend; all if there is none. */
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

  /** The size of every image after the transforms, if they fix one. */
  public Optional<Size> finalSize() {
    Optional<Size> size = Optional.empty();
    for (Operation operation : transform) {
      size = operation.sizeAfter(size);
    }
    return size;
  }

  /** The same recipe for labels of {@code kind}, once that is known. */
  public Recipe forLabels(Label.Kind kind) {
    return with(input, generated, mixingSet, attention, labels.withKind(kind), output, quarantine);
  }

  /** The same recipe that reads its samples from {@code path}. */
  public Recipe withInputPath(String path) {
    return with(input.withPath(path), generated, mixingSet, attention, labels, output, quarantine);
  }

  /**
   * The same recipe with {@code change} applied to every path of data: of the input unless it is a
   * table of a catalog, of generated images and their root, of the mixing set, and of the output.
   */
  public Recipe withPaths(UnaryOperator<String> change) {
    return with(
        input.isFiles() ? input.withPath(change.apply(input.path())) : input,
        generated.map(it -> it.withPaths(change)),
        mixingSet.map(it -> it.withPath(change.apply(it.path()))),
        attention,
        labels,
        output.withPath(change.apply(output.path())),
        quarantine);
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
        QuarantineConfig.DEFAULT);
  }

  /**
   * The recipe with fixed values for every setting that has no influence on the rows: paths
   * (digests tell what is there), parallelism, checks of {@code ingest}, commits and the limit of
   * the quarantine. Recipes that write the same rows are equal in this form.
   */
  public Recipe forRunId() {
    return with(
        input.forRunId(),
        generated.map(GeneratedConfig::forRunId),
        mixingSet.map(it -> it.withPath(NO_PATH)),
        attention.forRunId(),
        labels,
        output.forRunId(),
        new QuarantineConfig(1.0));
  }

  private Recipe with(
      InputConfig input,
      Optional<GeneratedConfig> generated,
      Optional<MixingSetConfig> mixingSet,
      AttentionConfig attention,
      LabelsConfig labels,
      OutputConfig output,
      QuarantineConfig quarantine) {
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
        quarantine);
  }

  private Object writeReplace() {
    return SerializedRecord.of(this);
  }

  static int epochs(Section recipe) {
    return requireEpochs(recipe.integer("epochs", DEFAULT_EPOCHS));
  }

  private static int requireEpochs(int epochs) {
    return Require.atLeast("epochs", 1, epochs);
  }
}
