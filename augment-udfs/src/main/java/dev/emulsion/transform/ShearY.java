package dev.emulsion.transform;

import dev.emulsion.OperationType;
import dev.emulsion.Range;
import dev.emulsion.Require;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Shifts each column in proportion to its distance from the left, as in RandAugment.
 *
 * <p>Draws, in order: whether to; the shear; the filter if it is random.
 *
 * @param shear the least and the greatest shift per column; positive moves content up
 */
public record ShearY(Range shear, Sampling sampling, double p) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "shear-y",
          ShearY.class,
          Plan.class,
          List.of("shear", "filter", "fill", "p"),
          given ->
              new ShearY(
                  GeometryArguments.around(given, "shear", 0.3),
                  Sampling.of(given),
                  given.number("p", 1)),
          ShearY::values);

  public ShearY {
    Require.share("p", p);
  }

  private Map<String, ?> values() {
    Map<String, Object> values = new HashMap<>(sampling.values());
    values.put("shear", GeometryArguments.values(shear));
    values.put("p", p);
    return values;
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    if (!draws.chance(p)) {
      return new NoOp();
    }
    double drawn = draws.uniform(shear.min(), shear.max());
    return new Plan(drawn, sampling.draw(draws), sampling.fill());
  }

  /** Each column shifted up by {@code shear} times its distance from the left. */
  public record Plan(double shear, Filter filter, List<Integer> fill) implements Warp {

    @Override
    public AffineMap map(Size before) {
      return new AffineMap(1, 0, 0, shear, 1, 0);
    }
  }
}
