package dev.emulsion.transform;

import dev.emulsion.OperationType;
import dev.emulsion.Require;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Several operations, one after the other, together with probability {@code p}.
 *
 * <p>Draws, in order: whether to; what the operations draw.
 */
public record Sequence(List<Transform> steps, double p) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "sequence",
          Sequence.class,
          Plan.class,
          List.of("steps", "p"),
          given -> new Sequence(given.operations("steps", Transforms.all()), given.number("p", 1)),
          sequence -> Map.of("steps", sequence.steps(), "p", sequence.p()));

  public Sequence {
    steps = List.copyOf(steps);
    Require.that(!steps.isEmpty(), "steps must list at least one operation, was []");
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    return draws.chance(p) ? new Plan(PlanSequence.plan(steps, shape, draws)) : new NoOp();
  }

  @Override
  public Optional<Size> sizeAfter(Optional<Size> before) {
    Optional<Size> after = before;
    for (Transform step : steps) {
      after = step.sizeAfter(after);
    }
    return Sizes.ifApplied(p, before, after);
  }

  /** All steps, in order. */
  public record Plan(List<TransformPlan> steps) implements PlanSequence {

    public Plan {
      steps = List.copyOf(steps);
    }
  }
}
