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
 * Applies several operations in order, all of them with probability {@code p} or none.
 *
 * <p>Draws, in order: whether to apply; the draws of the operations.
 */
public record Sequence(List<Transform> operations, double p) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "sequence",
          Sequence.class,
          Plan.class,
          List.of("operations", "p"),
          given ->
              new Sequence(given.operations("operations", Transforms.all()), given.number("p", 1)),
          sequence -> Map.of("operations", sequence.operations(), "p", sequence.p()));

  public Sequence {
    operations = List.copyOf(operations);
    Require.that(!operations.isEmpty(), "operations must list at least one operation, was []");
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    return draws.chance(p) ? new Plan(PlanSequence.plan(operations, shape, draws)) : new NoOp();
  }

  @Override
  public Optional<Size> sizeAfter(Optional<Size> before) {
    Optional<Size> after = before;
    for (Transform operation : operations) {
      after = operation.sizeAfter(after);
    }
    return Sizes.ifApplied(p, before, after);
  }

  @Override
  public long maxOperations() {
    return operations.stream().mapToLong(Operation::maxOperations).sum();
  }

  /** All operations, in order. */
  public record Plan(List<TransformPlan> operations) implements PlanSequence {

    public Plan {
      operations = List.copyOf(operations);
    }
  }
}
