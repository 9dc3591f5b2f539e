package dev.emulsion.transform;

import dev.emulsion.Arguments;
import dev.emulsion.OperationType;
import dev.emulsion.Require;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Applies a few operations, drawn from a fixed list, all at one magnitude. There are three
 * definitions, in which the same magnitude means different strengths.
 *
 * <p>Draws: see {@link TimmConfig}, {@link TorchvisionPolicy} and {@link PaperPolicy}.
 *
 * @param sampling filter and fill of the geometric operations
 * @see <a href="https://arxiv.org/abs/1909.13719">Cubuk et al., RandAugment, NeurIPS 2020, §3</a>
 */
public record RandAugment(Policy policy, Sampling sampling) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "rand-augment",
          RandAugment.class,
          Plan.class,
          List.of("definition", "config", "n", "magnitude", "bins", "filter", "fill"),
          RandAugment::of,
          augment -> augment.sampling.valuesWith(augment.policy.values()));

  /** The config of DeiT and of most recipes for vision transformers. */
  private static final String DEFAULT_CONFIG = "rand-m9-mstd0.5-inc1";

  /** Bound of {@code n}. */
  static final int MAX_N = 100;

  /** Reason of {@link #MAX_N}. */
  static final String WHY_N = "an image undergoes so many operations, one after another";

  /** Whose list of operations, magnitudes and order of draws. */
  public enum Definition {
    /** timm's, from a text such as {@code rand-m9-mstd0.5-inc1}. */
    TIMM,
    /** torchvision's: 14 operations; the magnitude is the index of a bin. */
    TORCHVISION,
    /** The paper's: 14 operations with the arguments of its reference code. */
    PAPER
  }

  /** Chooses operations and their arguments. */
  public sealed interface Policy extends Serializable
      permits TimmConfig, TorchvisionPolicy, PaperPolicy {

    /** The operations for one image of {@code size}; none of them changes the size. */
    List<TransformPlan> plan(Size size, Draws draws, Sampling sampling);

    /** The number of operations that are drawn. */
    int n();

    /** Its values of the keys of {@code rand-augment}. */
    Map<String, ?> values();
  }

  private static RandAugment of(Arguments given) {
    Definition definition = given.choice("definition", Definition.TIMM);
    Require.that(
        definition == Definition.TIMM || !given.has("config"),
        "config must be given with definition timm only; set n and magnitude instead");
    Require.that(
        definition != Definition.TIMM || !given.has("n") && !given.has("magnitude"),
        "n and magnitude must not be given with definition timm; set them in config, as in "
            + DEFAULT_CONFIG);
    Require.that(
        definition == Definition.TORCHVISION || !given.has("bins"),
        "bins must be given with definition torchvision only");
    return switch (definition) {
      case TIMM ->
          new RandAugment(TimmConfig.of(given.text("config", DEFAULT_CONFIG)), Sampling.of(given));
      case TORCHVISION ->
          new RandAugment(
              new TorchvisionPolicy(
                  given.integer("n", 2), given.integer("magnitude", 9), given.integer("bins", 31)),
              Sampling.of(given, Sampling.TORCHVISION));
      case PAPER ->
          new RandAugment(
              new PaperPolicy(given.integer("n", 2), given.number("magnitude", 9)),
              Sampling.of(given, PaperPolicy.SAMPLING));
    };
  }

  @Override
  public Plan plan(Shape shape, Draws draws) {
    return new Plan(policy.plan(shape.size(), draws, sampling));
  }

  @Override
  public long maxOperations() {
    return policy.n();
  }

  /** The operations that were drawn, with their arguments, without those that {@code p} skipped. */
  public record Plan(List<TransformPlan> operations) implements PlanSequence {

    public Plan {
      operations = List.copyOf(operations);
    }
  }
}
