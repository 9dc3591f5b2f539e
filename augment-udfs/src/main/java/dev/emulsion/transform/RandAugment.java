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
 * A few operations, drawn from a fixed list, all at one magnitude. There are three definitions, and
 * the same number means different strengths in each.
 *
 * <p>Draws: what the definition draws.
 *
 * @param sampling of the geometric operations
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

  /** What DeiT and most recipes for vision transformers use. */
  private static final String DEFAULT_CONFIG = "rand-m9-mstd0.5-inc1";

  /** Whose list, magnitudes and order of draws. */
  public enum Definition {
    /** As a text such as {@code rand-m9-mstd0.5-inc1} says. */
    TIMM,
    /** 14 operations; the magnitude is an index of bins. */
    TORCHVISION,
    /** The 14 operations of the paper with the arguments of its reference code. */
    PAPER
  }

  /** Chooses operations and their arguments. */
  public sealed interface Policy extends Serializable
      permits TimmConfig, TorchvisionPolicy, PaperPolicy {

    /** The operations for one image of {@code size}; none of them changes the size. */
    List<TransformPlan> plan(Size size, Draws draws, Sampling sampling);

    /** Its values of the keys of {@code rand-augment}. */
    Map<String, ?> values();
  }

  private static RandAugment of(Arguments given) {
    Definition definition = given.choice("definition", Definition.TIMM);
    Require.that(
        definition == Definition.TIMM || !given.has("config"),
        "config is for definition timm; give n and magnitude instead");
    Require.that(
        definition != Definition.TIMM || !given.has("n") && !given.has("magnitude"),
        "n and magnitude are part of config for definition timm, as in " + DEFAULT_CONFIG);
    Require.that(
        definition == Definition.TORCHVISION || !given.has("bins"),
        "bins is for definition torchvision");
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

  /** The operations that were drawn and not left out, with their arguments. */
  public record Plan(List<TransformPlan> operations) implements PlanSequence {

    public Plan {
      operations = List.copyOf(operations);
    }
  }
}
