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
 * Makes the image brighter or darker, as Pillow's {@code ImageEnhance.Brightness}: 0 is black, 1
 * the image, 2 twice as bright.
 *
 * <p>Draws, in order: whether to apply; the factor, unless the range is a single number.
 */
public record Brightness(Range factor, double p) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "brightness",
          Brightness.class,
          Plan.class,
          List.of("factor", "p"),
          given ->
              new Brightness(
                  StrengthArguments.given(given, "factor", 0.6, 1.4), given.number("p", 1.0)),
          change -> Map.of("factor", StrengthArguments.values(change.factor()), "p", change.p()));

  public Brightness {
    StrengthArguments.requireFactor("factor", factor);
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    return draws.chance(p) ? new Plan(StrengthArguments.draw(factor, draws)) : new NoOp();
  }

  /** Multiplies every sample by {@code factor}. */
  public record Plan(double factor) implements TonePlan {

    @Override
    public ToneBuffer apply(ToneBuffer tones) {
      return tones.brightness(factor);
    }
  }
}
