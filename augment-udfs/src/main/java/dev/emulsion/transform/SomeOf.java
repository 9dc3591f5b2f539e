package dev.emulsion.transform;

import dev.emulsion.OperationType;
import dev.emulsion.Require;
import dev.emulsion.Weighted;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Applies {@code n} of several operations, chosen in proportion to their weights, in the order in
 * which they are drawn.
 *
 * <p>Draws, in order: whether to apply; which operations, {@code n} uniform numbers; their draws.
 *
 * @param n 1 or more; without replacement at most the number of operations
 */
public record SomeOf(int n, List<Weighted<Transform>> choose, Replacement replacement, double p)
    implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "some-of",
          SomeOf.class,
          Plan.class,
          List.of("n", "choose", "replace", "p"),
          given ->
              new SomeOf(
                  given.integer("n", 2),
                  given.choices("choose", Transforms.all()),
                  given.flag("replace", false) ? Replacement.WITH : Replacement.WITHOUT,
                  given.number("p", 1)),
          choice ->
              Map.of(
                  "n", choice.n(),
                  "choose", choice.choose(),
                  "replace", choice.replacement() == Replacement.WITH,
                  "p", choice.p()));

  /** Whether an operation can be drawn more than once. */
  public enum Replacement {
    WITH,
    WITHOUT
  }

  private static final int MAX_N = 100;

  public SomeOf {
    choose = List.copyOf(choose);
    Require.that(!choose.isEmpty(), "choose must list at least one operation, was []");
    Require.within("n", 1, MAX_N, n, "an image undergoes so many operations, one after another");
    Require.that(
        replacement == Replacement.WITH || n <= choose.size(),
        "n must be at most the number of operations, "
            + choose.size()
            + ", unless replace is true; was "
            + n);
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    if (!draws.chance(p)) {
      return new NoOp();
    }
    List<Weighted<Transform>> left = new ArrayList<>(choose);
    List<Transform> chosen = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int index = draws.choice(Weighted.weights(left));
      chosen.add(
          (replacement == Replacement.WITH ? left.get(index) : left.remove(index)).operation());
    }
    return new Plan(PlanSequence.plan(chosen, shape, draws));
  }

  @Override
  public Optional<Size> sizeAfter(Optional<Size> before) {
    Optional<Size> after = Sizes.afterAny(choose, before);
    Optional<Size> repeated = n == 1 ? after : Sizes.afterAny(choose, after);
    return Sizes.ifApplied(p, before, repeated.equals(after) ? after : Optional.empty());
  }

  @Override
  public long maxOperations() {
    return n * Sizes.longest(choose);
  }

  /** The chosen operations, in order. */
  public record Plan(List<TransformPlan> operations) implements PlanSequence {

    public Plan {
      operations = List.copyOf(operations);
    }
  }
}
