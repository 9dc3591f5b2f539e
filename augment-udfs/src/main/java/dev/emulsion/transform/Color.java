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
 * Makes the image more or less saturated, as Pillow's {@code ImageEnhance.Color}: 0 is gray, 1 the
 * image.
 *
 * <p>Draws, in order: whether to apply; the factor, unless the range is a single number.
 */
public record Color(Range factor, double p) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "color",
          Color.class,
          Plan.class,
          List.of("factor", "p"),
          given ->
              new Color(StrengthArguments.given(given, "factor", 0.6, 1.4), given.number("p", 1.0)),
          change -> Map.of("factor", StrengthArguments.values(change.factor()), "p", change.p()));

  public Color {
    StrengthArguments.requireFactor("factor", factor);
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    return draws.chance(p) ? new Plan(StrengthArguments.draw(factor, draws)) : new NoOp();
  }

  /** Scales the distance from gray by {@code factor}. */
  public record Plan(double factor) implements TonePlan {

    @Override
    public ToneBuffer apply(ToneBuffer tones) {
      return tones.saturation(factor);
    }
  }
}
