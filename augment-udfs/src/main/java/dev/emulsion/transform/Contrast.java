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
 * Increases or reduces contrast, as Pillow's {@code ImageEnhance.Contrast}: 0 is the gray of the
 * mean luma, 1 the image.
 *
 * <p>Draws, in order: whether to apply; the factor, unless the range is a single number.
 */
public record Contrast(Range factor, double p) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "contrast",
          Contrast.class,
          Plan.class,
          List.of("factor", "p"),
          given ->
              new Contrast(
                  StrengthArguments.given(given, "factor", 0.6, 1.4), given.number("p", 1.0)),
          change -> Map.of("factor", StrengthArguments.values(change.factor()), "p", change.p()));

  public Contrast {
    StrengthArguments.requireFactor("factor", factor);
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    return draws.chance(p) ? new Plan(StrengthArguments.draw(factor, draws)) : new NoOp();
  }

  /** Scales the distance from the mean luma by {@code factor}. */
  public record Plan(double factor) implements TonePlan {

    @Override
    public ToneBuffer apply(ToneBuffer tones) {
      return tones.contrast(factor);
    }
  }
}
