package dev.emulsion.transform;

import dev.emulsion.Arguments;
import dev.emulsion.OperationType;
import dev.emulsion.Range;
import dev.emulsion.Require;
import dev.emulsion.image.Image;
import dev.emulsion.image.Shape;
import dev.emulsion.image.filter.ToneBuffer;
import dev.emulsion.random.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;

/**
 * Changes brightness, contrast, saturation and hue in random order, as torchvision's {@code
 * ColorJitter}. A range that is just the neutral value (1, or 0 for hue) disables a change.
 *
 * <p>Draws, in order: whether to apply; three integers that order all four; the factors of the
 * enabled changes, in the order brightness, contrast, saturation, hue.
 *
 * @param hue in [-0.5, 0.5]
 */
public record ColorJitter(Range brightness, Range contrast, Range saturation, Range hue, double p)
    implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "color-jitter",
          ColorJitter.class,
          Plan.class,
          List.of("brightness", "contrast", "saturation", "hue", "p"),
          given ->
              new ColorJitter(
                  around(1, "brightness", 0.4, given),
                  around(1, "contrast", 0.4, given),
                  around(1, "saturation", 0.4, given),
                  around(0, "hue", 0, given),
                  given.number("p", 1.0)),
          jitter ->
              Map.of(
                  "brightness", StrengthArguments.values(jitter.brightness()),
                  "contrast", StrengthArguments.values(jitter.contrast()),
                  "saturation", StrengthArguments.values(jitter.saturation()),
                  "hue", StrengthArguments.values(jitter.hue()),
                  "p", jitter.p()));

  /**
   * The key {@code name}: two ends, or one number, the distance from {@code neutral} on both sides.
   */
  private static Range around(double neutral, String name, double fallback, Arguments given) {
    List<Double> numbers = given.numbers(name, List.of(fallback));
    if (numbers.size() != 1) {
      return Range.of(name, numbers);
    }
    double reach = numbers.get(0);
    Require.that(reach >= 0, name + " must not be negative, was " + reach);
    return new Range(Math.max(neutral == 0 ? 0 - reach : 0, neutral - reach), neutral + reach);
  }

  public ColorJitter {
    StrengthArguments.requireFactor("brightness", brightness);
    StrengthArguments.requireFactor("contrast", contrast);
    StrengthArguments.requireFactor("saturation", saturation);
    StrengthArguments.requireHue("hue", hue);
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    if (!draws.chance(p)) {
      return new NoOp();
    }
    int[] order = {0, 1, 2, 3};
    for (int i = 0; i < order.length - 1; i++) {
      int other = i + draws.below(order.length - i);
      int index = order[other];
      order[other] = order[i];
      order[i] = index;
    }
    List<List<TonePlan>> changes =
        List.of(
            change(brightness, 1, Brightness.Plan::new, draws),
            change(contrast, 1, Contrast.Plan::new, draws),
            change(saturation, 1, Color.Plan::new, draws),
            change(hue, 0, Hue.Plan::new, draws));
    List<TonePlan> plans = new ArrayList<>();
    for (int index : order) {
      plans.addAll(changes.get(index));
    }
    return new Plan(plans);
  }

  /** The change by a drawn factor; empty if it is disabled. */
  private static List<TonePlan> change(
      Range range, double neutral, DoubleFunction<TonePlan> plan, Draws draws) {
    boolean disabled = range.min() == neutral && range.max() == neutral;
    return disabled ? List.of() : List.of(plan.apply(StrengthArguments.draw(range, draws)));
  }

  /** The changes, in order. */
  public record Plan(List<TonePlan> operations) implements TransformPlan {

    public Plan {
      operations = List.copyOf(operations);
    }

    @Override
    public Image apply(Image image) {
      ToneBuffer tones = ToneBuffer.of(image);
      for (TonePlan operation : operations) {
        tones = operation.apply(tones);
      }
      return tones.image();
    }
  }
}
