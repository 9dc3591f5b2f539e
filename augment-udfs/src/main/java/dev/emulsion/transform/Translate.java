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
 * Shifts the image along one axis, as timm's or torchvision's RandAugment does.
 *
 * <p>Draws, in order: whether to apply; the shift; the filter if it is random.
 *
 * @param by the shift, in {@code unit}
 * @see <a href="https://github.com/huggingface/pytorch-image-models">timm, data/auto_augment.py</a>
 * @see <a
 *     href="https://pytorch.org/vision/main/generated/torchvision.transforms.RandAugment.html">torchvision,
 *     RandAugment</a>
 */
public record Translate(
    Axis axis, Range by, Unit unit, Convention convention, Sampling sampling, double p)
    implements Transform {

  static final OperationType<Transform> X = entry("translate-x", Axis.X, PlanX.class);
  static final OperationType<Transform> Y = entry("translate-y", Axis.Y, PlanY.class);

  private static OperationType<Transform> entry(String name, Axis axis, Class<?> plan) {
    return OperationType.of(
        name,
        Translate.class,
        plan,
        List.of("by", "unit", "convention", "filter", "fill", "p"),
        given -> {
          Unit unit = given.choice("unit", Unit.SHARE);
          return new Translate(
              axis,
              GeometryArguments.around(given, "by", unit.defaultReach),
              unit,
              given.choice("convention", Convention.TIMM),
              Sampling.of(given),
              given.number("p", 1));
        },
        operation ->
            operation.sampling.valuesWith(
                Map.of(
                    "by", GeometryArguments.values(operation.by),
                    "unit", operation.unit,
                    "convention", operation.convention,
                    "p", operation.p)),
        operation -> operation.axis == axis);
  }

  /** The unit of a shift. */
  public enum Unit {
    /** Share of the image's width or height. */
    SHARE(0.45),
    PIXELS(100);

    /** The largest shift in either direction unless a recipe states one, as in RandAugment. */
    private final double defaultReach;

    Unit(double defaultReach) {
      this.defaultReach = defaultReach;
    }

    private double pixels(double by, int side) {
      return this == SHARE ? by * side : by;
    }
  }

  /** Which direction is positive, and whether shifts are whole pixels. */
  public enum Convention {
    /** Positive moves content left or up, by fractions of a pixel too. */
    TIMM,
    /** Positive moves content right or down, by whole pixels: the fraction is dropped. */
    TORCHVISION;

    /** How far content moves left or up, in pixels. */
    double pixels(double shift) {
      return this == TIMM ? shift : -(double) (int) shift;
    }
  }

  public Translate {
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    if (!draws.chance(p)) {
      return new NoOp();
    }
    int side = axis == Axis.X ? shape.width() : shape.height();
    double pixels = convention.pixels(unit.pixels(draws.uniform(by.min(), by.max()), side));
    return sampling.plan(axis == Axis.X ? PlanX::new : PlanY::new, pixels, draws);
  }

  /** Shifts by {@code pixels}, to the left if positive. */
  public record PlanX(double pixels, Filter filter, List<Integer> fill) implements Warp {

    @Override
    public AffineMap map(Size before) {
      return AffineMap.shift(pixels, 0);
    }
  }

  /** Shifts by {@code pixels}, to the top if positive. */
  public record PlanY(double pixels, Filter filter, List<Integer> fill) implements Warp {

    @Override
    public AffineMap map(Size before) {
      return AffineMap.shift(0, pixels);
    }
  }
}
