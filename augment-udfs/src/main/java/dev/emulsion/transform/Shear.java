package dev.emulsion.transform;

import dev.emulsion.OperationType;
import dev.emulsion.Range;
import dev.emulsion.Require;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;

/**
 * Shifts each row in proportion to its distance from the top, or each column in proportion to its
 * distance from the left, as timm's RandAugment does.
 *
 * <p>Draws, in order: whether to apply; the shear; the filter if it is random.
 *
 * @param axis {@code X} shifts rows, {@code Y} columns
 * @param shear pixels of shift per row or column; positive moves content left or up
 * @see <a href="https://github.com/huggingface/pytorch-image-models">timm, data/auto_augment.py</a>
 */
public record Shear(Axis axis, Range shear, Sampling sampling, double p) implements Transform {

  static final OperationType<Transform> X = entry("shear-x", Axis.X, PlanX.class);
  static final OperationType<Transform> Y = entry("shear-y", Axis.Y, PlanY.class);

  private static OperationType<Transform> entry(String name, Axis axis, Class<?> plan) {
    return OperationType.of(
        name,
        Shear.class,
        plan,
        List.of("shear", "filter", "fill", "p"),
        given ->
            new Shear(
                axis,
                GeometryArguments.around(given, "shear", 0.3),
                Sampling.of(given),
                given.number("p", 1)),
        operation ->
            operation.sampling.valuesWith(
                Map.of("shear", GeometryArguments.values(operation.shear), "p", operation.p)),
        operation -> operation.axis == axis);
  }

  public Shear {
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    if (!draws.chance(p)) {
      return new NoOp();
    }
    double drawn = draws.uniform(shear.min(), shear.max());
    return sampling.plan(axis == Axis.X ? PlanX::new : PlanY::new, drawn, draws);
  }

  /** Shifts each row left by {@code shear} times its distance from the top. */
  public record PlanX(double shear, Filter filter, List<Integer> fill) implements Warp {

    @Override
    public AffineMap map(Size before) {
      return new AffineMap(1, shear, 0, 0, 1, 0);
    }
  }

  /** Shifts each column up by {@code shear} times its distance from the left. */
  public record PlanY(double shear, Filter filter, List<Integer> fill) implements Warp {

    @Override
    public AffineMap map(Size before) {
      return new AffineMap(1, 0, 0, shear, 1, 0);
    }
  }
}
