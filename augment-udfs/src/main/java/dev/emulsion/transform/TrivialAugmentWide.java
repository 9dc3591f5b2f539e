package dev.emulsion.transform;

import dev.emulsion.OperationType;
import dev.emulsion.Require;
import dev.emulsion.image.Shape;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;

/**
 * Applies one operation at a random magnitude, both drawn uniformly, as in torchvision.
 *
 * <p>Draws, in order: which operation; the bin of its magnitude and its sign, if it has them.
 *
 * @param bins 2 or more; the last is full strength
 * @see <a href="https://arxiv.org/abs/2103.10158">Müller and Hutter, TrivialAugment, ICCV 2021,
 *     §3</a>
 */
public record TrivialAugmentWide(int bins, Sampling sampling) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "trivial-augment-wide",
          TrivialAugmentWide.class,
          Plan.class,
          List.of("bins", "filter", "fill"),
          given ->
              new TrivialAugmentWide(
                  given.integer("bins", 31), Sampling.of(given, Sampling.TORCHVISION)),
          augment -> augment.sampling.valuesWith(Map.of("bins", augment.bins)));

  public TrivialAugmentWide {
    Require.within("bins", 2, TorchvisionPolicy.MAX_BINS, bins, "finer steps make no difference");
  }

  @Override
  public Plan plan(Shape shape, Draws draws) {
    TorchvisionOperation[] operations = TorchvisionOperation.values();
    TorchvisionOperation operation = operations[draws.below(operations.length)];
    int bin = operation.hasMagnitude() ? draws.below(bins) : 0;
    return new Plan(
        List.of(
            operation.planAt(
                TorchvisionOperation.Space.TRIVIAL_AUGMENT_WIDE,
                bin,
                bins,
                shape.size(),
                draws,
                sampling)));
  }

  /** The operation that was drawn. */
  public record Plan(List<TransformPlan> operations) implements PlanSequence {

    public Plan {
      operations = List.copyOf(operations);
    }
  }
}
