package dev.emulsion.transform;

import dev.emulsion.Arguments;
import dev.emulsion.OperationType;
import dev.emulsion.Range;
import dev.emulsion.Require;
import dev.emulsion.image.Image;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.image.filter.Blur;
import dev.emulsion.image.filter.GaussianKernel;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;

/**
 * Blurs with a Gaussian of random strength.
 *
 * <p>Draws, in order: whether to apply; sigma, unless the range is a single number.
 *
 * @param sigma standard deviation in pixels, not negative; positive with {@link Method#TORCHVISION}
 * @param kernel extent of the sampled Gaussian, odd sides; only for {@link Method#TORCHVISION}
 */
public record GaussianBlur(Range sigma, Method method, Size kernel, double p) implements Transform {

  /** Whose implementation to match. */
  public enum Method {
    /** Three box blurs, as Pillow's {@code GaussianBlur}, which timm and DeiT use. */
    PILLOW,
    /** A Gaussian sampled inside a kernel, as torchvision's {@code gaussian_blur}. */
    TORCHVISION
  }

  /** The kernel of SimCLR's blur at 224 pixels. */
  static final Size DEFAULT_KERNEL = Size.square(23);

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "gaussian-blur",
          GaussianBlur.class,
          Plan.class,
          List.of("sigma", "method", "kernel-size", "p"),
          GaussianBlur::of,
          blur ->
              Map.of(
                  "sigma", StrengthArguments.values(blur.sigma()),
                  "method", blur.method(),
                  "kernel-size", GeometryArguments.values(blur.kernel()),
                  "p", blur.p()));

  private static GaussianBlur of(Arguments given) {
    List<Integer> sides =
        GeometryArguments.integers(
            "kernel-size", given.numbers("kernel-size", List.of((double) DEFAULT_KERNEL.height())));
    Require.that(
        sides.size() == 1 || sides.size() == 2,
        "kernel-size must be one number or two (height, width), was " + sides);
    return new GaussianBlur(
        StrengthArguments.given(given, "sigma", 0.1, 2.0),
        given.choice("method", Method.PILLOW),
        new Size(sides.get(0), sides.get(sides.size() - 1)),
        given.number("p", 1.0));
  }

  private static final int MAX_KERNEL = 1_023;

  public GaussianBlur {
    StrengthArguments.requireReach("sigma", sigma);
    Require.that(
        method == Method.PILLOW || sigma.min() > 0,
        "sigma must be positive with torchvision's method, was (%s, %s)"
            .formatted(sigma.min(), sigma.max()));
    Require.that(
        kernel.height() % 2 == 1 && kernel.width() % 2 == 1,
        "kernel-size must be odd, was " + kernel);
    Require.that(
        kernel.longSide() <= MAX_KERNEL,
        "kernel-size must be at most "
            + MAX_KERNEL
            + ", was "
            + kernel
            + ": every pixel takes so many multiplications; method pillow blurs as far in less");
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    if (!draws.chance(p)) {
      return new NoOp();
    }
    if (method == Method.TORCHVISION) {
      GaussianKernel.requireFits(kernel, shape.size());
    }
    return new Plan(StrengthArguments.draw(sigma, draws), method, kernel);
  }

  /** Blurs with a standard deviation of {@code sigma}. */
  public record Plan(double sigma, Method method, Size kernel) implements TransformPlan {

    @Override
    public Image apply(Image image) {
      return switch (method) {
        case PILLOW -> Blur.gaussian(image, sigma);
        case TORCHVISION -> GaussianKernel.blur(image, sigma, kernel);
      };
    }
  }
}
