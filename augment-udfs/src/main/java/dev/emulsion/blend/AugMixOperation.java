package dev.emulsion.blend;

import dev.emulsion.image.Filter;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import dev.emulsion.transform.AutoContrast;
import dev.emulsion.transform.Brightness;
import dev.emulsion.transform.Color;
import dev.emulsion.transform.Contrast;
import dev.emulsion.transform.Equalize;
import dev.emulsion.transform.Posterize;
import dev.emulsion.transform.Rotation;
import dev.emulsion.transform.Sharpness;
import dev.emulsion.transform.Shear;
import dev.emulsion.transform.Solarize;
import dev.emulsion.transform.TransformPlan;
import dev.emulsion.transform.Translate;
import java.util.List;

/**
 * The operations of AugMix as in its authors' code, which PixMix uses too: strengths are
 * continuous, except that degrees, bits, thresholds and pixels lose their fraction; geometric
 * operations are bilinear on black.
 *
 * <p>Draws, in order: the level, from 0.1 to the severity, if the operation has one; its sign, if
 * the operation is geometric.
 *
 * @see <a href="https://arxiv.org/abs/1912.02781">Hendrycks et al., AugMix, ICLR 2020, §3</a>
 */
enum AugMixOperation {
  AUTO_CONTRAST((severity, size, draws) -> new AutoContrast.Plan()),
  EQUALIZE((severity, size, draws) -> new Equalize.Plan()),
  POSTERIZE((severity, size, draws) -> new Posterize.Plan(4 - whole(4, severity, draws))),
  ROTATE(
      (severity, size, draws) ->
          geometric(Rotation.Plan::aboutCenter, signed(whole(30, severity, draws), draws))),
  SOLARIZE((severity, size, draws) -> new Solarize.Plan(256 - whole(256, severity, draws))),
  SHEAR_X(
      (severity, size, draws) ->
          geometric(Shear.PlanX::new, signed(strength(0.3, severity, draws), draws))),
  SHEAR_Y(
      (severity, size, draws) ->
          geometric(Shear.PlanY::new, signed(strength(0.3, severity, draws), draws))),
  TRANSLATE_X(
      (severity, size, draws) ->
          geometric(
              Translate.PlanX::new, signed(whole(size.width() / 3.0, severity, draws), draws))),
  TRANSLATE_Y(
      (severity, size, draws) ->
          geometric(
              Translate.PlanY::new, signed(whole(size.height() / 3.0, severity, draws), draws))),
  COLOR((severity, size, draws) -> new Color.Plan(factor(severity, draws))),
  CONTRAST((severity, size, draws) -> new Contrast.Plan(factor(severity, draws))),
  BRIGHTNESS((severity, size, draws) -> new Brightness.Plan(factor(severity, draws))),
  SHARPNESS((severity, size, draws) -> new Sharpness.Plan(factor(severity, draws)));

  static final List<AugMixOperation> ALL = List.of(values());

  /** Without those that overlap the corruptions of ImageNet-C. */
  static final List<AugMixOperation> USUAL = ALL.subList(0, COLOR.ordinal());

  /** The severity of full strength. */
  static final int MAX = 10;

  private static final double MIN_LEVEL = 0.1;
  private static final List<Integer> BLACK = List.of(0);

  @FunctionalInterface
  private interface Planner {
    TransformPlan plan(int severity, Size size, Draws draws);
  }

  @FunctionalInterface
  private interface Geometric {
    TransformPlan of(double strength, Filter filter, List<Integer> fill);
  }

  private final Planner planner;

  AugMixOperation(Planner planner) {
    this.planner = planner;
  }

  /** The plan for an image of {@code size}. */
  TransformPlan plan(int severity, Size size, Draws draws) {
    return planner.plan(severity, size, draws);
  }

  private static TransformPlan geometric(Geometric plan, double strength) {
    return plan.of(strength, Filter.BILINEAR, BLACK);
  }

  private static double strength(double max, int severity, Draws draws) {
    return draws.uniform(MIN_LEVEL, severity) * max / MAX;
  }

  private static int whole(double max, int severity, Draws draws) {
    return (int) strength(max, severity, draws);
  }

  private static double signed(double strength, Draws draws) {
    return draws.uniform() > 0.5 ? -strength : strength;
  }

  private static double factor(int severity, Draws draws) {
    return strength(1.8, severity, draws) + 0.1;
  }
}
