package dev.emulsion.transform;

import dev.emulsion.OperationType;
import dev.emulsion.image.Shape;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;

/**
 * DeiT III's 3-Augment: gray, solarized from 128 on, or blurred by a sigma between 0.1 and 2, each
 * a third of the time. The color jitter that follows in the paper is {@link ColorJitter}.
 *
 * <p>Draws, in order: which; sigma if it is the blur.
 *
 * @see <a href="https://arxiv.org/abs/2204.07118">Touvron et al., DeiT III, ECCV 2022, §3</a>
 */
public record ThreeAugment() implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "three-augment",
          ThreeAugment.class,
          Plan.class,
          List.of(),
          given -> new ThreeAugment(),
          three -> Map.of());

  @Override
  public Plan plan(Shape shape, Draws draws) {
    return new Plan(
        List.of(
            switch (draws.below(3)) {
              case 0 -> new RandomGrayscale.Plan();
              case 1 -> new Solarize.Plan(128);
              default ->
                  new GaussianBlur.Plan(
                      draws.uniform(0.1, 2.0),
                      GaussianBlur.Method.PILLOW,
                      GaussianBlur.DEFAULT_KERNEL);
            }));
  }

  /** The one that was drawn, as the only step. */
  public record Plan(List<TransformPlan> operations) implements PlanSequence {

    public Plan {
      operations = List.copyOf(operations);
    }
  }
}
