package dev.emulsion.transform;

import dev.emulsion.Require;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * RandAugment as in torchvision.
 *
 * <p>Draws, in order, for each of {@code n}: which operation; its sign if it has one.
 *
 * @param magnitude the index of a bin, 0 to {@code bins - 1}
 * @param bins 2 or more; the last is full strength
 */
public record TorchvisionPolicy(int n, int magnitude, int bins) implements RandAugment.Policy {

  /** Bound of {@code bins}. */
  static final int MAX_BINS = 10_000;

  public TorchvisionPolicy {
    Require.within("n", 1, RandAugment.MAX_N, n, RandAugment.WHY_N);
    Require.within("bins", 2, MAX_BINS, bins, "finer steps make no difference");
    Require.that(
        magnitude >= 0 && magnitude < bins,
        "magnitude must be from 0 to bins - 1, " + (bins - 1) + ", was " + magnitude);
  }

  @Override
  public Map<String, ?> values() {
    return Map.of(
        "definition",
        RandAugment.Definition.TORCHVISION,
        "n",
        n,
        "magnitude",
        magnitude,
        "bins",
        bins);
  }

  @Override
  public List<TransformPlan> plan(Size size, Draws draws, Sampling sampling) {
    TorchvisionOperation[] operations = TorchvisionOperation.values();
    List<TransformPlan> plans = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      TorchvisionOperation operation = operations[draws.below(operations.length)];
      plans.add(
          operation.planAt(
              TorchvisionOperation.Space.RAND_AUGMENT, magnitude, bins, size, draws, sampling));
    }
    return plans;
  }
}
