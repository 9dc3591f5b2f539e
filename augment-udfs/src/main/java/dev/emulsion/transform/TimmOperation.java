package dev.emulsion.transform;

import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.function.DoubleFunction;

/**
 * timm's RandAugment operations and how a magnitude becomes their argument: {@code q} is a tenth of
 * the magnitude. Signed arguments are negated half of the time, which draws one uniform number;
 * geometric operations then draw the filter if it is random.
 *
 * @see <a href="https://github.com/huggingface/pytorch-image-models">timm, data/auto_augment.py</a>
 */
public enum TimmOperation {
  AUTO_CONTRAST(q -> new AutoContrast.Plan()),
  EQUALIZE(q -> new Equalize.Plan()),
  INVERT(q -> new Invert.Plan()),
  ROTATE(
      (q, draws, sampling, size) ->
          sampling.plan(Rotation.Plan::aboutCenter, signed(q * 30, draws), draws)),
  POSTERIZE(q -> posterize((int) (q * 4))),
  POSTERIZE_INCREASING(q -> posterize(4 - (int) (q * 4))),
  POSTERIZE_ORIGINAL(q -> posterize(4 + (int) (q * 4))),
  SOLARIZE(q -> new Solarize.Plan(Math.min(256, (int) (q * 256)))),
  SOLARIZE_INCREASING(q -> new Solarize.Plan(256 - Math.min(256, (int) (q * 256)))),
  SOLARIZE_ADD(q -> new SolarizeAdd.Plan(Math.min(128, (int) (q * 110)), 128)),
  COLOR(q -> new Color.Plan(factor(q))),
  COLOR_INCREASING((q, draws, sampling, size) -> new Color.Plan(increasing(q, draws))),
  CONTRAST(q -> new Contrast.Plan(factor(q))),
  CONTRAST_INCREASING((q, draws, sampling, size) -> new Contrast.Plan(increasing(q, draws))),
  BRIGHTNESS(q -> new Brightness.Plan(factor(q))),
  BRIGHTNESS_INCREASING((q, draws, sampling, size) -> new Brightness.Plan(increasing(q, draws))),
  SHARPNESS(q -> new Sharpness.Plan(factor(q))),
  SHARPNESS_INCREASING((q, draws, sampling, size) -> new Sharpness.Plan(increasing(q, draws))),
  SHEAR_X(
      (q, draws, sampling, size) -> sampling.plan(Shear.PlanX::new, signed(q * 0.3, draws), draws)),
  SHEAR_Y(
      (q, draws, sampling, size) -> sampling.plan(Shear.PlanY::new, signed(q * 0.3, draws), draws)),
  TRANSLATE_X(
      (q, draws, sampling, size) ->
          sampling.plan(Translate.PlanX::new, signed(q * 100, draws), draws)),
  TRANSLATE_Y(
      (q, draws, sampling, size) ->
          sampling.plan(Translate.PlanY::new, signed(q * 100, draws), draws)),
  TRANSLATE_X_REL(
      (q, draws, sampling, size) ->
          sampling.plan(Translate.PlanX::new, signed(q * 0.45, draws) * size.width(), draws)),
  TRANSLATE_Y_REL(
      (q, draws, sampling, size) ->
          sampling.plan(Translate.PlanY::new, signed(q * 0.45, draws) * size.height(), draws)),
  DESATURATE(q -> new Color.Plan(1 - between(0.5, 1, q))),
  GAUSSIAN_BLUR(q -> blur(between(0.1, 2, q))),
  /** Draws sigma. */
  GAUSSIAN_BLUR_RAND(
      (q, draws, sampling, size) -> blur(draws.uniform(0.1, 2.0 * between(0, 1, q))));

  @FunctionalInterface
  private interface Planner {
    TransformPlan plan(double q, Draws draws, Sampling sampling, Size size);
  }

  private final Planner planner;

  TimmOperation(Planner planner) {
    this.planner = planner;
  }

  /** An operation that draws nothing. */
  TimmOperation(DoubleFunction<TransformPlan> planner) {
    this((q, draws, sampling, size) -> planner.apply(q));
  }

  /** The plan for an image of {@code size}. */
  public TransformPlan plan(double q, Draws draws, Sampling sampling, Size size) {
    return planner.plan(q, draws, sampling, size);
  }

  private static double signed(double value, Draws draws) {
    return draws.uniform() > 0.5 ? -value : value;
  }

  private static double factor(double q) {
    return q * 1.8 + 0.1;
  }

  private static double increasing(double q, Draws draws) {
    return Math.max(0.1, 1.0 + signed(q * 0.9, draws));
  }

  private static double between(double low, double high, double q) {
    return Math.max(low, Math.min(high, low + (high - low) * q));
  }

  /** Fewer than 0 bits mean 0, more than 8 mean 8. */
  private static TransformPlan posterize(int bits) {
    return new Posterize.Plan(Math.max(0, Math.min(8, bits)));
  }

  private static TransformPlan blur(double sigma) {
    return new GaussianBlur.Plan(sigma, GaussianBlur.Method.PILLOW, GaussianBlur.DEFAULT_KERNEL);
  }
}
