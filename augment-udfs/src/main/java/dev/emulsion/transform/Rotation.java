package dev.emulsion.transform;

import dev.emulsion.Arguments;
import dev.emulsion.OperationType;
import dev.emulsion.Range;
import dev.emulsion.Require;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rotates by a uniformly drawn angle, as torchvision's {@code RandomRotation} with Pillow's pixels.
 *
 * <p>Draws, in order: whether to apply; the angle, a float32; the filter if it is random.
 *
 * @param degrees the angle; positive is counterclockwise
 * @param center x and y of the fixed point, in pixels from the upper left corner; empty for the
 *     middle
 */
public record Rotation(
    Range degrees, Canvas canvas, List<Double> center, Sampling sampling, double p)
    implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "rotation",
          Rotation.class,
          Plan.class,
          List.of("degrees", "expand", "center", "filter", "fill", "p"),
          given ->
              new Rotation(
                  degrees(given, 30),
                  given.flag("expand", false) ? Canvas.EXPAND : Canvas.KEEP,
                  given.numbers("center", List.of()),
                  Sampling.of(given),
                  given.number("p", 1)),
          rotation ->
              rotation.sampling.valuesWith(
                  Map.of(
                      "degrees",
                      GeometryArguments.values(rotation.degrees),
                      "expand",
                      rotation.canvas == Canvas.EXPAND,
                      "center",
                      rotation.center,
                      "p",
                      rotation.p)));

  /** The size of the result. */
  public enum Canvas {
    /** That of the input: corners are cut off. */
    KEEP,
    /** That of the rotated image. */
    EXPAND
  }

  public Rotation {
    center = GeometryArguments.center(center);
    Require.share("p", p);
  }

  /** {@code degrees}: two ends, or one number for both directions. */
  static Range degrees(Arguments given, double fallback) {
    return GeometryArguments.around(given, "degrees", fallback);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    if (!draws.chance(p)) {
      return new NoOp();
    }
    double angle = (float) draws.uniform(degrees.min(), degrees.max());
    return new Plan(angle, canvas, center, sampling.draw(draws), sampling.fill());
  }

  @Override
  public Optional<Size> sizeAfter(Optional<Size> before) {
    return Sizes.ifApplied(p, before, canvas == Canvas.KEEP ? before : Optional.empty());
  }

  /** Rotates by {@code degrees} counterclockwise about {@code center} or the middle. */
  public record Plan(
      double degrees, Canvas canvas, List<Double> center, Filter filter, List<Integer> fill)
      implements Warp {

    /** About the middle of the image, keeping its size. */
    public static Plan aboutCenter(double degrees, Filter filter, List<Integer> fill) {
      return new Plan(degrees, Canvas.KEEP, List.of(), filter, fill);
    }

    @Override
    public Image apply(Image image) {
      Size size = image.size();
      return image.warp(map(size), sizeAfter(size), isExact(size) ? Filter.NEAREST : filter, fill);
    }

    /**
     * Whether pixels move without interpolation: by a multiple of 90° that maps the canvas to
     * itself.
     */
    private boolean isExact(Size size) {
      double angle = angle();
      return center.isEmpty() && (angle % 180 == 0 || angle % 90 == 0 && fits(size));
    }

    private boolean fits(Size size) {
      return canvas == Canvas.EXPAND || size.height() == size.width();
    }

    /** The angle in [0, 360). */
    private double angle() {
      double rest = degrees % 360;
      return rest < 0 ? rest + 360 : rest;
    }

    @Override
    public Size sizeAfter(Size before) {
      if (canvas == Canvas.KEEP) {
        return before;
      }
      if (isExact(before)) {
        return angle() % 180 == 0 ? before : new Size(before.width(), before.height());
      }
      AffineMap map = about(before);
      double right = before.width();
      double bottom = before.height();
      return new Size(
          extent(map.y(0, 0), map.y(right, 0), map.y(right, bottom), map.y(0, bottom)),
          extent(map.x(0, 0), map.x(right, 0), map.x(right, bottom), map.x(0, bottom)));
    }

    private static int extent(double one, double two, double three, double four) {
      double min = Math.min(Math.min(one, two), Math.min(three, four));
      double max = Math.max(Math.max(one, two), Math.max(three, four));
      return (int) (Math.ceil(max) - Math.floor(min));
    }

    @Override
    public AffineMap map(Size before) {
      AffineMap map = about(before);
      Size after = sizeAfter(before);
      if (after.equals(before)) {
        return map;
      }
      double x = -(after.width() - before.width()) / 2.0;
      double y = -(after.height() - before.height()) / 2.0;
      return new AffineMap(map.a(), map.b(), map.x(x, y), map.d(), map.e(), map.y(x, y));
    }

    /** The map for a result of the same size. */
    private AffineMap about(Size size) {
      double angle = -Math.toRadians(angle());
      double cosine = decimals(StrictMath.cos(angle));
      double sine = decimals(StrictMath.sin(angle));
      double minus = decimals(-StrictMath.sin(angle));
      double x = center.isEmpty() ? size.width() / 2.0 : center.get(0);
      double y = center.isEmpty() ? size.height() / 2.0 : center.get(1);
      return new AffineMap(
          cosine, sine, cosine * -x + sine * -y + x, minus, cosine, minus * -x + cosine * -y + y);
    }

    /** Rounded as in Pillow, so that right angles give zeros. */
    private static double decimals(double value) {
      return new BigDecimal(value).setScale(15, RoundingMode.HALF_EVEN).doubleValue();
    }
  }
}
