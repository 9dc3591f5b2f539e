package dev.emulsion.transform;

import dev.emulsion.OperationType;
import dev.emulsion.image.Shape;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;

/**
 * DeiT III's 3-Augment: grayscale, solarization from 128 on, or a blur of sigma 0.1 to 2, each with
 * probability 1/3. The paper's subsequent color jitter is {@link ColorJitter}.
 *
 * <p>Draws, in order: which; sigma for the blur.
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

  /** The operation that was drawn. */
  public record Plan(List<TransformPlan> operations) implements PlanSequence {

    public Plan {
      operations = List.copyOf(operations);
    }
  }
}
