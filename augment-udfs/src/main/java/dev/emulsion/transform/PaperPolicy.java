package dev.emulsion.transform;

import static dev.emulsion.transform.TimmOperation.*;

import dev.emulsion.Require;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * RandAugment's 14 operations as in the paper, with the arguments of its reference code,
 * TensorFlow's {@code autoaugment.py}: shifts in pixels, magnitudes without an upper bound.
 *
 * <p>Draws, in order, for each of {@code n}: which operation; the draws of that operation.
 *
 * @param magnitude 0 or more; 10 is full strength
 */
public record PaperPolicy(int n, double magnitude) implements RandAugment.Policy {

  /** Nearest on gray. */
  static final Sampling SAMPLING = new Sampling(Interpolation.NEAREST, List.of(128));

  /** The operations after {@code Identity}, which is first in the list. */
  private static final List<TimmOperation> OPERATIONS =
      List.of(
          AUTO_CONTRAST,
          EQUALIZE,
          ROTATE,
          SOLARIZE,
          COLOR,
          POSTERIZE,
          CONTRAST,
          BRIGHTNESS,
          SHARPNESS,
          SHEAR_X,
          SHEAR_Y,
          TRANSLATE_X,
          TRANSLATE_Y);

  public PaperPolicy {
    Require.within("n", 1, RandAugment.MAX_N, n, RandAugment.WHY_N);
    Require.that(
        magnitude >= 0 && magnitude <= 1000,
        "magnitude must be between 0 and 1000, was " + magnitude);
  }

  @Override
  public Map<String, ?> values() {
    return Map.of("definition", RandAugment.Definition.PAPER, "n", n, "magnitude", magnitude);
  }

  @Override
  public List<TransformPlan> plan(Size size, Draws draws, Sampling sampling) {
    List<TransformPlan> plans = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int index = draws.below(OPERATIONS.size() + 1);
      plans.add(
          index == 0
              ? new NoOp()
              : OPERATIONS.get(index - 1).plan(magnitude / 10, draws, sampling, size));
    }
    return plans;
  }
}
