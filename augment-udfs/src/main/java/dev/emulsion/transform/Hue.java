package dev.emulsion.transform;

import dev.emulsion.OperationType;
import dev.emulsion.Range;
import dev.emulsion.Require;
import dev.emulsion.image.Shape;
import dev.emulsion.image.filter.ToneBuffer;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;

/**
 * Shifts the hue by a fraction of the color circle, as torchvision's {@code adjust_hue}.
 *
 * <p>Draws, in order: whether to apply; the factor, unless the range is a single number.
 *
 * @param factor in [-0.5, 0.5]; 0.5 gives complementary colors
 */
public record Hue(Range factor, double p) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "hue",
          Hue.class,
          Plan.class,
          List.of("factor", "p"),
          given ->
              new Hue(StrengthArguments.given(given, "factor", -0.1, 0.1), given.number("p", 1.0)),
          change -> Map.of("factor", StrengthArguments.values(change.factor()), "p", change.p()));

  public Hue {
    StrengthArguments.requireHue("factor", factor);
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    return draws.chance(p) ? new Plan(StrengthArguments.draw(factor, draws)) : new NoOp();
  }

  /** Shifts the hue by {@code factor} of the circle. */
  public record Plan(double factor) implements TonePlan {

    @Override
    public ToneBuffer apply(ToneBuffer tones) {
      return tones.hue(factor);
    }
  }
}
