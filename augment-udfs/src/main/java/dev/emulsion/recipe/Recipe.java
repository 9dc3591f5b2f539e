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
    LabelsConfig settled =
        new LabelsConfig(Optional.of(kind), labels.smoothing(), labels.dense(), labels.classes());
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
        settled,
        output,
        quarantine);
  }

  /** Tasks get the recipe as its canonical text, which holds nothing that can't be serialized. */
  private Object writeReplace() {
    return new Text(Recipes.write(this));
  }

  private record Text(String yaml) implements Serializable {

    private Object readResolve() {
      return RecipeLoader.parse("recipe", yaml, List.of());
    }
  }

  static int epochs(Section recipe) {
    return requireEpochs(recipe.integer("epochs", DEFAULT_EPOCHS));
  }

  private static int requireEpochs(int epochs) {
    return Require.atLeast("epochs", 1, epochs);
  }
}
