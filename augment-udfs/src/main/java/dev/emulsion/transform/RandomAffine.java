package dev.emulsion.transform;

import dev.emulsion.Arguments;
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
 * Rotates, shifts, scales and shears, as torchvision's {@code RandomAffine}.
 *
 * <p>Draws, in order, all float32 and each only if its parameter is given: whether to apply (if
 * {@code p} is below 1); the angle (always); columns and rows of the shift, rounded to whole
 * pixels; the scale; the shear of rows; the shear of columns; the filter if it is random.
 *
 * @param degrees the angle; positive is clockwise
 * @param translate the largest shift as shares of width and height, or empty
 * @param scale smallest and largest factor, or empty
 * @param shear in degrees: the range for rows, the ranges for rows and columns, or empty
 * @param center x and y of the fixed point, in pixels from the upper left corner; empty for the
 *     middle
 */
public record RandomAffine(
    Range degrees,
    List<Double> translate,
    List<Double> scale,
    List<Double> shear,
    List<Double> center,
    Sampling sampling,
    double p)
    implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "random-affine",
          RandomAffine.class,
          Plan.class,
          List.of("degrees", "translate", "scale", "shear", "center", "filter", "fill", "p"),
          given ->
              new RandomAffine(
                  Rotation.degrees(given, 30),
                  given.numbers("translate", List.of()),
                  given.numbers("scale", List.of()),
                  shear(given),
                  given.numbers("center", List.of()),
                  Sampling.of(given),
                  given.number("p", 1)),
          affine ->
              affine.sampling.valuesWith(
                  Map.of(
                      "degrees", GeometryArguments.values(affine.degrees),
                      "translate", affine.translate,
                      "scale", affine.scale,
                      "shear", affine.shear,
                      "center", affine.center,
                      "p", affine.p)));

  private static final double MIN_SCALE = 0.001;

  public RandomAffine {
    translate = List.copyOf(translate);
    scale = List.copyOf(scale);
    shear = List.copyOf(shear);
    center = GeometryArguments.center(center);
    Require.that(
        translate.isEmpty() || translate.size() == 2,
        "translate must be two shares, of the width and the height, was " + translate);
    translate.forEach(share -> Require.share("translate", share));
    if (!scale.isEmpty()) {
      Range factor = Range.of("scale", scale).requirePositive("scale");
      Require.that(
          factor.min() >= MIN_SCALE && factor.max() <= 1 / MIN_SCALE,
          "scale must be between 0.001 and 1000, was " + scale);
    }
    Require.that(
        shear.isEmpty() || shear.size() == 2 || shear.size() == 4,
        "shear must be one, two or four numbers, was " + shear);
    for (int i = 0; i < shear.size(); i += 2) {
      Range ends = Range.of("shear", shear.subList(i, i + 2));
      Require.that(
          ends.min() > -90 && ends.max() < 90,
          "shear must be between -90 and 90 degrees, was " + shear);
    }
    Require.share("p", p);
  }

  private static List<Double> shear(Arguments given) {
    List<Double> shear = given.numbers("shear", List.of());
    return shear.size() == 1
        ? GeometryArguments.values(GeometryArguments.around(given, "shear", 0))
        : shear;
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    if (!draws.chance(p)) {
      return new NoOp();
    }
    double angle = (float) draws.uniform(degrees.min(), degrees.max());
    int right = translate.isEmpty() ? 0 : pixels(translate.get(0) * shape.width(), draws);
    int down = translate.isEmpty() ? 0 : pixels(translate.get(1) * shape.height(), draws);
    double factor = scale.isEmpty() ? 1 : between(scale, 0, draws);
    double rows = shear.isEmpty() ? 0 : between(shear, 0, draws);
    double columns = shear.size() < 4 ? 0 : between(shear, 2, draws);
    return new Plan(
        angle, right, down, factor, rows, columns, center, sampling.draw(draws), sampling.fill());
  }

  private static int pixels(double max, Draws draws) {
    return (int) Math.rint((float) draws.uniform(-max, max));
  }

  private static double between(List<Double> ends, int first, Draws draws) {
    return (float) draws.uniform(ends.get(first), ends.get(first + 1));
  }

  /** Rotates clockwise, scales and shears about {@code center} or the middle, then shifts. */
  public record Plan(
      double degrees,
      int right,
      int down,
      double scale,
      double shearRows,
      double shearColumns,
      List<Double> center,
      Filter filter,
      List<Integer> fill)
      implements Warp {

    /** The arithmetic is in torchvision's order, for equal last bits. */
    @Override
    public AffineMap map(Size before) {
      double x = center.isEmpty() ? before.width() * 0.5 : center.get(0);
      double y = center.isEmpty() ? before.height() * 0.5 : center.get(1);
      double turn = Math.toRadians(degrees);
      double sx = Math.toRadians(shearRows);
      double sy = Math.toRadians(shearColumns);
      double cosine = StrictMath.cos(turn - sy);
      double sine = StrictMath.sin(turn - sy);
      double slope = StrictMath.tan(sx);
      double base = StrictMath.cos(sy);
      double a = (-sine * slope / base + StrictMath.cos(turn)) / scale;
      double b = -(-cosine * slope / base - StrictMath.sin(turn)) / scale;
      double d = -(sine / base) / scale;
      double e = cosine / base / scale;
      return new AffineMap(
          a,
          b,
          a * (-x - right) + b * (-y - down) + x,
          d,
          e,
          d * (-x - right) + e * (-y - down) + y);
    }
  }
}
