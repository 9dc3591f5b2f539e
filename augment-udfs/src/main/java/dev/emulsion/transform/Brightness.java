package dev.emulsion.transform;

import dev.emulsion.Entry;
import dev.emulsion.Range;
import dev.emulsion.Require;
import dev.emulsion.image.Image;
import dev.emulsion.image.Toned;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;

/**
 * Brighter or darker, as Pillow's {@code ImageEnhance.Brightness}: 0 is black, 1 the picture, 2
 * twice as bright.
 *
 * <p>Draws, in order: whether to; the factor, unless it is one number.
 */
public record Brightness(Range factor, double p) implements Transform {

  static final Entry<Transform> ENTRY =
      Entry.of(
          "brightness",
          Brightness.class,
          Plan.class,
          List.of("factor", "p"),
          given -> new Brightness(Factors.given(given, "factor", 0.6, 1.4), given.number("p", 1.0)),
          change -> Map.of("factor", Factors.values(change.factor()), "p", change.p()));

  public Brightness {
    Factors.requireNotNegative("factor", factor);
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Image image, Draws draws) {
    return draws.chance(p) ? new Plan(Factors.draw(factor, draws)) : new Untouched();
  }

  /** Every sample times {@code factor}. */
  public record Plan(double factor) implements ToneStep {

    @Override
    public Toned on(Toned picture) {
      return picture.brightness(factor);
    }
  }
}
