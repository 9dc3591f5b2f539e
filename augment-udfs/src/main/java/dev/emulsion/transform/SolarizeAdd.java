package dev.emulsion.transform;

import dev.emulsion.OperationType;
import dev.emulsion.Require;
import dev.emulsion.image.Image;
import dev.emulsion.image.Shape;
import dev.emulsion.image.filter.LookupTable;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;

/**
 * Adds {@code add} to samples below {@code threshold}, as TensorFlow's {@code autoaugment.py}.
 *
 * <p>Draws: whether to apply.
 *
 * @param add 0 to 255
 * @param threshold 0 to 256
 */
public record SolarizeAdd(int add, int threshold, double p) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "solarize-add",
          SolarizeAdd.class,
          Plan.class,
          List.of("add", "threshold", "p"),
          given ->
              new SolarizeAdd(
                  given.integer("add", 110),
                  given.integer("threshold", 128),
                  given.number("p", 0.5)),
          operation ->
              Map.of(
                  "add", operation.add(), "threshold", operation.threshold(), "p", operation.p()));

  public SolarizeAdd {
    Require.that(add >= 0 && add <= 255, "add must be between 0 and 255, was " + add);
    Require.that(
        threshold >= 0 && threshold <= 256,
        "threshold must be between 0 and 256, was " + threshold);
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    return draws.chance(p) ? new Plan(add, threshold) : new NoOp();
  }

  /** Adds {@code add} to samples below {@code threshold}. */
  public record Plan(int add, int threshold) implements TransformPlan {

    @Override
    public Image apply(Image image) {
      return LookupTable.of(sample -> sample < threshold ? Math.min(255, sample + add) : sample)
          .map(image);
    }
  }
}
