package dev.emulsion.transform;

import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;

/**
 * The operations of torchvision's RandAugment, TrivialAugmentWide and AugMix, in torchvision's
 * order, with the magnitude of each bin. Magnitudes are float32 and linear in the bin.
 *
 * @see <a href="https://github.com/pytorch/vision">torchvision, transforms/autoaugment.py</a>
 */
public enum TorchvisionOperation {
  IDENTITY(new NoOp()),
  SHEAR_X((space, size) -> space.shear, warp(Shear.PlanX::new, TorchvisionOperation::slope)),
  SHEAR_Y((space, size) -> space.shear, warp(Shear.PlanY::new, TorchvisionOperation::slope)),
  TRANSLATE_X(
      (space, size) -> space.shift(size.width()),
      warp(Translate.PlanX::new, Translate.Convention.TORCHVISION::pixels)),
  TRANSLATE_Y(
      (space, size) -> space.shift(size.height()),
      warp(Translate.PlanY::new, Translate.Convention.TORCHVISION::pixels)),
  ROTATE((space, size) -> space.degrees, warp(Rotation.Plan::aboutCenter, degrees -> degrees)),
  BRIGHTNESS((space, size) -> space.change, tone(Brightness.Plan::new)),
  COLOR((space, size) -> space.change, tone(Color.Plan::new)),
  CONTRAST((space, size) -> space.change, tone(Contrast.Plan::new)),
  SHARPNESS((space, size) -> space.change, tone(Sharpness.Plan::new)),
  POSTERIZE(
      (space, bin, bins) ->
          space.bits - (int) Math.rint(bin / (float) ((bins - 1) / space.bitsLost)),
      bits -> new Posterize.Plan((int) bits)),
  SOLARIZE((space, bin, bins) -> linear(255, 0, bin, bins), Solarize.Plan::new),
  AUTO_CONTRAST(new AutoContrast.Plan()),
  EQUALIZE(new Equalize.Plan());

  /** Which range of magnitudes the bins span. */
  public enum Space {
    RAND_AUGMENT(0.3, 30, 0.9, 8, 4) {
      @Override
      double shift(int side) {
        return 150.0 / 331.0 * side;
      }
    },
    TRIVIAL_AUGMENT_WIDE(0.99, 135, 0.99, 8, 6) {
      @Override
      double shift(int side) {
        return 32;
      }
    },
    AUG_MIX(0.3, 30, 0.9, 4, 4) {
      @Override
      double shift(int side) {
        return side / 3.0;
      }
    };

    private final double shear;
    private final double degrees;

    /** How far the factors of brightness, color, contrast and sharpness go from 1, up or down. */
    private final double change;

    /** Bits that posterizing keeps at magnitude 0. */
    private final int bits;

    /** Bits that it loses at full strength. */
    private final double bitsLost;

    Space(double shear, double degrees, double change, int bits, double bitsLost) {
      this.shear = shear;
      this.degrees = degrees;
      this.change = change;
      this.bits = bits;
      this.bitsLost = bitsLost;
    }

    /** The largest shift, in pixels, along a side of {@code side} pixels. */
    abstract double shift(int side);
  }

  private enum Sign {
    NO_MAGNITUDE,
    POSITIVE,
    /** Negated half of the time. */
    EITHER
  }

  @FunctionalInterface
  private interface Magnitude {
    double of(Space space, int bin, int bins, Size size);
  }

  @FunctionalInterface
  private interface PositiveMagnitude {
    double of(Space space, int bin, int bins);
  }

  /** The magnitude of the last bin; that of the first is 0. */
  @FunctionalInterface
  private interface FullStrength {
    double of(Space space, Size size);
  }

  @FunctionalInterface
  private interface Planner {
    TransformPlan plan(double magnitude, Draws draws, Sampling sampling);
  }

  private final Sign sign;
  private final Magnitude magnitude;
  private final Planner planner;

  TorchvisionOperation(Sign sign, Magnitude magnitude, Planner planner) {
    this.sign = sign;
    this.magnitude = magnitude;
    this.planner = planner;
  }

  TorchvisionOperation(TransformPlan plan) {
    this(Sign.NO_MAGNITUDE, (space, bin, bins, size) -> 0, (magnitude, draws, sampling) -> plan);
  }

  TorchvisionOperation(PositiveMagnitude magnitude, DoubleFunction<TransformPlan> plan) {
    this(
        Sign.POSITIVE,
        (space, bin, bins, size) -> magnitude.of(space, bin, bins),
        (drawn, draws, sampling) -> plan.apply(drawn));
  }

  TorchvisionOperation(FullStrength full, Planner planner) {
    this(
        Sign.EITHER,
        (space, bin, bins, size) -> linear(0, full.of(space, size), bin, bins),
        planner);
  }

  private static Planner tone(DoubleFunction<TransformPlan> plan) {
    return (magnitude, draws, sampling) -> plan.apply(1 + magnitude);
  }

  private static Planner warp(Warp.Factory plan, DoubleUnaryOperator strength) {
    return (magnitude, draws, sampling) ->
        sampling.plan(plan, strength.applyAsDouble(magnitude), draws);
  }

  public boolean hasMagnitude() {
    return sign != Sign.NO_MAGNITUDE;
  }

  public boolean isSigned() {
    return sign == Sign.EITHER;
  }

  /** The magnitude of a bin, 0 to {@code bins - 1}, for an image of {@code size}. */
  public double magnitude(Space space, int bin, int bins, Size size) {
    return magnitude.of(space, bin, bins, size);
  }

  /** The plan; draws the filter if the operation is geometric and the filter is random. */
  public TransformPlan plan(double magnitude, Draws draws, Sampling sampling) {
    return planner.plan(magnitude, draws, sampling);
  }

  /** The plan at a bin; draws the sign of a signed operation first. */
  TransformPlan planAt(Space space, int bin, int bins, Size size, Draws draws, Sampling sampling) {
    double strength = magnitude(space, bin, bins, size);
    return plan(isSigned() && draws.below(2) == 1 ? -strength : strength, draws, sampling);
  }

  /**
   * As {@code torch.linspace}: from the nearer end, with a step in single precision. Each value is
   * rounded once, as its fused instructions do; the products and sums here are exact in doubles.
   */
  private static double linear(double start, double end, int bin, int bins) {
    float first = (float) start;
    float last = (float) end;
    float step = (last - first) / (bins - 1);
    return (float)
        (bin < bins / 2 ? first + (double) step * bin : last - (double) step * (bins - 1 - bin));
  }

  /** torchvision converts the slope to an angle in degrees and back. */
  private static double slope(double magnitude) {
    return StrictMath.tan(Math.toRadians(Math.toDegrees(StrictMath.atan(magnitude))));
  }
}
