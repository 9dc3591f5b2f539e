package dev.emulsion.transform;

import dev.emulsion.OperationType;
import dev.emulsion.Range;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Box;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Crops a rectangle of random area, shape and position and resizes it to {@code size}.
 *
 * <p>Up to ten attempts draw a share of the area from {@code scale} and a width-to-height ratio,
 * uniform in its logarithm, from {@code ratio}. If no such rectangle fits, the result is the
 * largest centered rectangle of an allowed ratio.
 *
 * <p>Draws, in order: share and log-ratio of each attempt; top and left of the rectangle that fits;
 * the filter if it is random.
 *
 * @param scale share of the image's area, in (0, 1]
 * @see <a href="https://arxiv.org/abs/1409.4842">Szegedy et al., Going deeper with convolutions,
 *     CVPR 2015, §6</a>
 */
public record RandomResizedCrop(
    Size size, Range scale, Range ratio, Interpolation filter, Arithmetic arithmetic)
    implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "random-resized-crop",
          RandomResizedCrop.class,
          Plan.class,
          List.of("size", "scale", "ratio", "filter", "arithmetic"),
          given ->
              new RandomResizedCrop(
                  GeometryArguments.size(given),
                  GeometryArguments.range(given, "scale", 0.08, 1.0),
                  GeometryArguments.range(given, "ratio", 3.0 / 4, 4.0 / 3),
                  given.choice("filter", Interpolation.BICUBIC),
                  given.choice("arithmetic", Arithmetic.TIMM)),
          crop ->
              Map.of(
                  "size", GeometryArguments.values(crop.size()),
                  "scale", GeometryArguments.values(crop.scale()),
                  "ratio", GeometryArguments.values(crop.ratio()),
                  "filter", crop.filter(),
                  "arithmetic", crop.arithmetic()));

  /** Whose rounding to match. Both require at least one row and one column. */
  public enum Arithmetic {
    /** Doubles throughout. */
    TIMM {
      @Override
      double share(Range scale, Draws draws) {
        return draws.uniform(scale.min(), scale.max());
      }

      @Override
      double ratio(Range ratio, Draws draws) {
        double low = StrictMath.log(ratio.min());
        return StrictMath.exp(draws.uniform(low, StrictMath.log(ratio.max())));
      }
    },
    /** The draws, the logarithms and the exponential are float32. */
    TORCHVISION {
      @Override
      double share(Range scale, Draws draws) {
        return (float) draws.uniform(scale.min(), scale.max());
      }

      @Override
      double ratio(Range ratio, Draws draws) {
        float low = (float) StrictMath.log((float) ratio.min());
        float high = (float) StrictMath.log((float) ratio.max());
        return (float) StrictMath.exp((float) draws.uniform(low, high));
      }
    };

    abstract double share(Range scale, Draws draws);

    abstract double ratio(Range ratio, Draws draws);
  }

  private static final int ATTEMPTS = 10;

  public RandomResizedCrop {
    scale.requireWithin("scale", 1);
    ratio.requireRatio("ratio");
  }

  @Override
  public Plan plan(Shape shape, Draws draws) {
    Box box = box(shape.size(), draws);
    return new Plan(box, size, filter.draw(draws));
  }

  private Box box(Size image, Draws draws) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      double area = image.area() * arithmetic.share(scale, draws);
      double aspect = arithmetic.ratio(ratio, draws);
      int width = (int) Math.rint(Math.sqrt(area * aspect));
      int height = (int) Math.rint(Math.sqrt(area / aspect));
      if (height > 0 && height <= image.height() && width > 0 && width <= image.width()) {
        int top = draws.below(image.height() - height + 1);
        int left = draws.below(image.width() - width + 1);
        return new Box(top, left, height, width);
      }
    }
    return middle(image);
  }

  private Box middle(Size image) {
    double aspect = (double) image.width() / image.height();
    int width = image.width();
    int height = image.height();
    if (aspect < ratio.min()) {
      height = (int) Math.max(1, Math.rint(width / ratio.min()));
    } else if (aspect > ratio.max()) {
      width = (int) Math.max(1, Math.rint(height * ratio.max()));
    }
    return new Box((image.height() - height) / 2, (image.width() - width) / 2, height, width);
  }

  @Override
  public Optional<Size> sizeAfter(Optional<Size> before) {
    return Optional.of(size);
  }

  /** The part inside {@code box}, resized to {@code size}. */
  public record Plan(Box box, Size size, Filter filter) implements TransformPlan {

    @Override
    public Image apply(Image image) {
      return image.resize(box, size, filter);
    }

    @Override
    public Box reads(Size before) {
      return box;
    }

    @Override
    public Plan within(Box part) {
      return new Plan(box.from(part), size, filter);
    }

    @Override
    public Size sizeAfter(Size before) {
      return size;
    }

    @Override
    public Optional<AffineMap> mapping(Size before) {
      return Optional.of(AffineMap.resized(box, size));
    }
  }
}
