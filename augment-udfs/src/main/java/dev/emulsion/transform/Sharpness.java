package dev.emulsion.transform;

import dev.emulsion.OperationType;
import dev.emulsion.Range;
import dev.emulsion.Require;
import dev.emulsion.image.Image;
import dev.emulsion.image.Shape;
import dev.emulsion.image.filter.Sharpening;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;

/**
 * Makes the image sharper or smoother, as Pillow's {@code ImageEnhance.Sharpness}: 0 is smoothed, 1
 * the image, 2 sharpened.
 *
 * <p>Draws, in order: whether to apply; the factor, unless the range is a single number.
 */
public record Sharpness(Range factor, double p) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "sharpness",
          Sharpness.class,
          Plan.class,
          List.of("factor", "p"),
          given ->
              new Sharpness(
                  StrengthArguments.given(given, "factor", 0.0, 2.0), given.number("p", 0.5)),
          change -> Map.of("factor", StrengthArguments.values(change.factor()), "p", change.p()));

  public Sharpness {
    StrengthArguments.requireFactor("factor", factor);
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    return draws.chance(p) ? new Plan(StrengthArguments.draw(factor, draws)) : new NoOp();
  }

  /** Scales the distance from the smoothed image by {@code factor}. */
  public record Plan(double factor) implements TransformPlan {

    @Override
    public Image apply(Image image) {
      return Sharpening.of(image, factor);
    }
  }
}
