package dev.emulsion.mix;

import dev.emulsion.DataException;
import dev.emulsion.OperationType;
import dev.emulsion.Range;
import dev.emulsion.Require;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * CutMix: a rectangle of the partner image replaces the same rectangle of the base image.
 *
 * <p>Both images are H×W×C of the same shape, 8 bits per channel. λ is drawn from Beta(alpha,
 * alpha). The label weight of the base is its visible share, as in the authors' code, or with
 * {@link Lambda#AS_DRAWN} the λ that was drawn.
 *
 * <p>In a recipe: {@code mix: {cutmix: {alpha: 1.0}}}; in code: {@code new CutMix(1.0).plan(base,
 * partner, draws).apply(base, partner)}.
 *
 * <p>Draws, in order: λ, then the box.
 *
 * @param alpha concentration of the Beta distribution, positive; the paper uses 1, which makes λ
 *     uniform
 * @see <a href="https://arxiv.org/abs/1905.04899">Yun et al., CutMix, ICCV 2019, §3.1</a>
 */
public record CutMix(double alpha, Lambda rule, Boxes boxes) implements Mix {

  static final OperationType<Mix> ENTRY =
      OperationType.of(
          "cutmix",
          CutMix.class,
          Plan.class,
          List.of("alpha", "correct-lambda", "min-max"),
          given ->
              new CutMix(
                  given.number("alpha", 1.0),
                  given.flag("correct-lambda", true) ? Lambda.BY_AREA : Lambda.AS_DRAWN,
                  given.has("min-max")
                      ? new SideShares(Range.of("min-max", given.numbers("min-max", List.of())))
                      : new Centered()),
          CutMix::values);

  private Map<String, ?> values() {
    boolean byArea = rule == Lambda.BY_AREA;
    return boxes instanceof SideShares shares
        ? Map.of(
            "alpha", alpha,
            "correct-lambda", byArea,
            "min-max", List.of(shares.range().min(), shares.range().max()))
        : Map.of("alpha", alpha, "correct-lambda", byArea);
  }

  /** Which λ weights the labels. */
  public enum Lambda {
    /** The visible share of the base. */
    BY_AREA,
    /** The drawn λ, even if the box was clipped; timm's {@code correct_lam=False}. */
    AS_DRAWN
  }

  /** How the rectangle is drawn. */
  public sealed interface Boxes extends Serializable permits Centered, SideShares {

    /** A rectangle inside an image of {@code size}. */
    Box draw(Size size, double lambda, Draws draws);
  }

  /**
   * √(1−λ) of each side, around a uniformly drawn pixel, clipped to the image.
   *
   * <p>Draws, in order: center row, center column.
   */
  public record Centered() implements Boxes {

    @Override
    public Box draw(Size size, double lambda, Draws draws) {
      double share = Math.sqrt(1.0 - lambda);
      int row = draws.below(size.height());
      int column = draws.below(size.width());
      int height = (int) (share * size.height());
      int width = (int) (share * size.width());
      return Box.centeredAt(row, column, height, width).clippedTo(size);
    }
  }

  /**
   * A rectangle inside the image whose sides are uniform shares of the image's sides, independent
   * of λ; timm's {@code cutmix_minmax}.
   *
   * <p>Draws, in order: height, width, top, left.
   */
  public record SideShares(Range range) implements Boxes {

    public SideShares {
      Require.that(
          range.min() >= 0 && range.max() <= 1,
          () -> "min-max must be between 0 and 1, was (" + range.min() + ", " + range.max() + ")");
    }

    @Override
    public Box draw(Size size, double lambda, Draws draws) {
      int height = side(size, size.height(), draws);
      int width = side(size, size.width(), draws);
      int top = draws.below(size.height() - height);
      int left = draws.below(size.width() - width);
      return new Box(top, left, height, width);
    }

    private int side(Size size, int whole, Draws draws) {
      int low = (int) (whole * range.min());
      int high = (int) (whole * range.max());
      if (low >= high) {
        throw new DataException(
            "cannot draw a box with sides from %2$s to %3$s of those of an image of %1$s; widen min-max"
                .formatted(size, range.min(), range.max()));
      }
      return low + draws.below(high - low);
    }
  }

  public CutMix {
    Mixing.requireAlpha(alpha);
    Require.that(
        rule == Lambda.BY_AREA || boxes instanceof Centered,
        "correct-lambda must be true with min-max, which does not use lambda, was false");
  }

  /** As in the paper: centered boxes, labels by area. */
  public CutMix(double alpha) {
    this(alpha, Lambda.BY_AREA, new Centered());
  }

  /** Of {@link SideShares}, which ignore λ, the method becomes one of {@link Centered} boxes. */
  @Override
  public CutMix withDrawnLambda() {
    return new CutMix(alpha, rule, new Centered());
  }

  @Override
  public Plan plan(Image base, Image partner, Draws draws) {
    Size size = Size.common(base, partner);
    double drawn = draws.lambda(alpha);
    return new Plan(size, boxes.draw(size, drawn, draws), drawn, rule);
  }

  /** The partner is visible in {@code box}, in pixels, inside images of {@code size}. */
  public record Plan(Size size, Box box, double lambdaDrawn, Lambda rule) implements MixPlan {

    @Override
    public Image apply(Image base, Image partner) {
      size.requireOf(base, partner);
      return base.withPatch(box, partner);
    }

    @Override
    public List<Box> boxes() {
      return List.of(box);
    }

    @Override
    public double lambda() {
      return switch (rule) {
        case BY_AREA -> 1.0 - (double) box.area() / size.area();
        case AS_DRAWN -> lambdaDrawn;
      };
    }
  }
}
