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
 * Shifts the image left or right.
 *
 * <p>Draws, in order: whether to; the shift; the filter if it is random.
 *
 * @param by the least and the greatest shift, in {@code unit}
 */
public record TranslateX(
    Range by, Shift.Unit unit, Shift.Convention convention, Sampling sampling, double p)
    implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "translate-x",
          TranslateX.class,
          Plan.class,
          List.of("by", "unit", "convention", "filter", "fill", "p"),
          given -> {
            Shift.Unit unit = given.choice("unit", Shift.Unit.SHARE);
            return new TranslateX(
                GeometryArguments.around(given, "by", unit.fallback()),
                unit,
                given.choice("convention", Shift.Convention.TIMM),
                Sampling.of(given),
                given.number("p", 1));
          },
          TranslateX::values);

  public TranslateX {
    Require.share("p", p);
  }

  private Map<String, ?> values() {
    Map<String, Object> values = new HashMap<>(sampling.values());
    values.put("by", GeometryArguments.values(by));
    values.put("unit", unit);
    values.put("convention", convention);
    values.put("p", p);
    return values;
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    if (!draws.chance(p)) {
      return new NoOp();
    }
    double drawn = draws.uniform(by.min(), by.max());
    double pixels = convention.pixels(unit.pixels(drawn, shape.width()));
    return new Plan(pixels, sampling.draw(draws), sampling.fill());
  }

  /** Shifted by {@code pixels}, to the left if positive. */
  public record Plan(double pixels, Filter filter, List<Integer> fill) implements Warp {

    @Override
    public AffineMap map(Size before) {
      return AffineMap.shift(pixels, 0);
    }
  }
}
