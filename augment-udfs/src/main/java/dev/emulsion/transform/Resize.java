package dev.emulsion.transform;

import dev.emulsion.Arguments;
import dev.emulsion.DataException;
import dev.emulsion.OperationType;
import dev.emulsion.Require;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Box;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.random.Draws;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Resizes the image, as torchvision's {@code Resize} does with Pillow. Draws nothing.
 *
 * @param to computes the new size from the old one
 */
public record Resize(Target to, Filter filter) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "resize",
          Resize.class,
          Plan.class,
          List.of("size", "max-size", "filter"),
          Resize::of,
          Resize::values);

  private static Resize of(Arguments given) {
    Filter filter = given.choice("filter", Filter.BICUBIC);
    List<Integer> size = GeometryArguments.integers("size", given.numbers("size", List.of()));
    if (size.size() == 2) {
      Require.that(!given.has("max-size"), "max-size needs a size of one number, was " + size);
      return new Resize(new Exactly(GeometryArguments.size(size.get(0), size.get(1))), filter);
    }
    Require.that(
        size.size() == 1,
        "size must be one number (the short side) or two (height, width), was " + size);
    int max =
        given.has("max-size")
            ? GeometryArguments.requireSide("max-size", given.integer("max-size"))
            : ShortSide.UNBOUNDED;
    return new Resize(new ShortSide(size.get(0), max), filter);
  }

  private Map<String, ?> values() {
    Map<String, Object> values = new LinkedHashMap<>(Map.of("filter", filter));
    if (to instanceof Exactly exactly) {
      values.put("size", GeometryArguments.values(exactly.size()));
    } else if (to instanceof ShortSide shortSide) {
      values.put("size", shortSide.side());
      if (shortSide.maxLongSide() != ShortSide.UNBOUNDED) {
        values.put("max-size", shortSide.maxLongSide());
      }
    }
    return values;
  }

  /** How the new size is computed. */
  public sealed interface Target extends Serializable permits Exactly, ShortSide {

    /** The new size of an image of {@code before}. */
    Size of(Size before);
  }

  /** A fixed size; the aspect ratio may change. */
  public record Exactly(Size size) implements Target {

    @Override
    public Size of(Size before) {
      return size;
    }
  }

  /**
   * The short side becomes {@code side}; the long side follows, truncated to whole pixels.
   *
   * @param maxLongSide a longer long side becomes this, and the short side follows; {@link
   *     #UNBOUNDED} for no limit
   */
  public record ShortSide(int side, int maxLongSide) implements Target {

    public static final int UNBOUNDED = Integer.MAX_VALUE;

    public ShortSide {
      GeometryArguments.requireSide("size", side);
      Require.that(
          maxLongSide > side,
          "max-size must be greater than size, was " + maxLongSide + " with size " + side);
    }

    @Override
    public Size of(Size before) {
      double shortSide = side;
      double longSide = Math.floor((double) side * before.longSide() / before.shortSide());
      if (longSide > maxLongSide) {
        shortSide = Math.max(1, Math.floor(maxLongSide * shortSide / longSide));
        longSide = maxLongSide;
      }
      if (shortSide * longSide > DecodeLimits.DEFAULT.maxPixels()) {
        throw new DataException(
            "resizing %s to a short side of %d gives %.0f pixels, more than %d; set max-size"
                .formatted(before, side, shortSide * longSide, DecodeLimits.DEFAULT.maxPixels()));
      }
      return before.width() <= before.height()
          ? new Size((int) longSide, (int) shortSide)
          : new Size((int) shortSide, (int) longSide);
    }
  }

  @Override
  public Plan plan(Shape shape, Draws draws) {
    return new Plan(to.of(shape.size()), filter);
  }

  @Override
  public Optional<Size> sizeAfter(Optional<Size> before) {
    return to instanceof Exactly exactly ? Optional.of(exactly.size()) : before.map(to::of);
  }

  /** Resizes any image to {@code size}. */
  public record Plan(Size size, Filter filter) implements TransformPlan {

    @Override
    public Image apply(Image image) {
      return image.resize(size, filter);
    }

    @Override
    public Size sizeAfter(Size before) {
      return size;
    }

    @Override
    public Optional<AffineMap> mapping(Size before) {
      return Optional.of(AffineMap.resized(Box.whole(before), size));
    }
  }
}
