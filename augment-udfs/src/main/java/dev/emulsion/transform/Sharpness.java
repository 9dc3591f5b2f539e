package dev.emulsion.transform;

import dev.emulsion.Entry;
import dev.emulsion.Range;
import dev.emulsion.Require;
import dev.emulsion.image.Image;
import dev.emulsion.image.Sharpening;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;

/**
 * Sharper or smoother, as Pillow's {@code ImageEnhance.Sharpness}: 0 is smoothed, 1 the picture, 2
 * sharpened.
 *
 * <p>Draws, in order: whether to; the factor, unless it is one number.
 */
public record Sharpness(Range factor, double p) implements Transform {

  static final Entry<Transform> ENTRY =
      Entry.of(
          "sharpness",
          Sharpness.class,
          Plan.class,
          List.of("factor", "p"),
          given -> new Sharpness(Factors.given(given, "factor", 0.0, 2.0), given.number("p", 0.5)),
          change -> Map.of("factor", Factors.values(change.factor()), "p", change.p()));

  public Sharpness {
    Factors.requireNotNegative("factor", factor);
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Image image, Draws draws) {
    return draws.chance(p) ? new Plan(Factors.draw(factor, draws)) : new Untouched();
  }

  /** {@code factor} times as far from the smoothed picture. */
  public record Plan(double factor) implements TransformPlan {

    @Override
    public Image apply(Image image) {
      return Sharpening.of(image, factor);
    }
  }
}
