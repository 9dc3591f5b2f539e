package dev.emulsion.transform;

import dev.emulsion.OperationType;
import dev.emulsion.Range;
import dev.emulsion.Require;
import dev.emulsion.image.Image;
import dev.emulsion.image.Shape;
import dev.emulsion.image.filter.Blur;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;

/**
 * Averages the pixels in a square around each pixel, as Pillow's {@code ImageFilter.BoxBlur}.
 *
 * <p>Draws, in order: whether to apply; the radius, unless the range is a single number.
 *
 * @param radius in pixels, 0 or more, fractions allowed; 1 averages 3×3 pixels
 */
public record BoxBlur(Range radius, double p) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "box-blur",
          BoxBlur.class,
          Plan.class,
          List.of("radius", "p"),
          given ->
              new BoxBlur(
                  StrengthArguments.given(given, "radius", 0.0, 2.0), given.number("p", 1.0)),
          operation ->
              Map.of("radius", StrengthArguments.values(operation.radius()), "p", operation.p()));

  public BoxBlur {
    StrengthArguments.requireReach("radius", radius);
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    return draws.chance(p) ? new Plan(StrengthArguments.draw(radius, draws)) : new NoOp();
  }

  /** Blurs with a box of {@code radius}. */
  public record Plan(double radius) implements TransformPlan {

    @Override
    public Image apply(Image image) {
      return Blur.box(image, radius);
    }
  }
}
