package dev.emulsion.transform;

import dev.emulsion.OperationType;
import dev.emulsion.Require;
import dev.emulsion.Weighted;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Applies one of several operations, chosen in proportion to their weights.
 *
 * <p>Draws, in order: whether to apply; which operation (one uniform number, if there are several);
 * the draws of that operation.
 */
public record OneOf(List<Weighted<Transform>> choose, double p) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "one-of",
          OneOf.class,
          Plan.class,
          List.of("choose", "p"),
          given -> new OneOf(given.choices("choose", Transforms.all()), given.number("p", 1)),
          choice -> Map.of("choose", choice.choose(), "p", choice.p()));

  public OneOf {
    choose = List.copyOf(choose);
    Require.that(!choose.isEmpty(), "choose must list at least one operation, was []");
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    if (!draws.chance(p)) {
      return new NoOp();
    }
    int chosen = choose.size() == 1 ? 0 : draws.choice(Weighted.weights(choose));
    return new Plan(PlanSequence.plan(List.of(choose.get(chosen).operation()), shape, draws));
  }

  @Override
  public Optional<Size> sizeAfter(Optional<Size> before) {
    return Sizes.ifApplied(p, before, Sizes.afterAny(choose, before));
  }

  @Override
  public long maxOperations() {
    return Sizes.longest(choose);
  }

  /** The chosen operation. */
  public record Plan(List<TransformPlan> operations) implements PlanSequence {

    public Plan {
      operations = List.copyOf(operations);
    }
  }
}
