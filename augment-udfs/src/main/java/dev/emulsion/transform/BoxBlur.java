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
 * The mean of the pixels around, as Pillow's {@code ImageFilter.BoxBlur}.
 *
 * <p>Draws, in order: whether to; the radius, unless it is one number.
 *
 * @param radius in pixels, not negative, and may have a fraction; 1 is a square of 3×3
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

  /** Blurred by a box of {@code radius}. */
  public record Plan(double radius) implements TransformPlan {

    @Override
    public Image apply(Image image) {
      return Blur.box(image, radius);
    }
  }
}
