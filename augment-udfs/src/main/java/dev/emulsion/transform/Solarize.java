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
 * Inverts samples of {@code threshold} or more, as Pillow's {@code ImageOps.solarize}.
 *
 * <p>Draws: whether to apply.
 *
 * @param threshold 0 to 256, fractions allowed; 256 changes nothing
 */
public record Solarize(double threshold, double p) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "solarize",
          Solarize.class,
          Plan.class,
          List.of("threshold", "p"),
          given -> new Solarize(given.number("threshold", 128), given.number("p", 0.5)),
          operation -> Map.of("threshold", operation.threshold(), "p", operation.p()));

  public Solarize {
    Require.that(
        threshold >= 0 && threshold <= 256,
        "threshold must be between 0 and 256, was " + threshold);
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    return draws.chance(p) ? new Plan(threshold) : new NoOp();
  }

  /** Inverts samples of {@code threshold} or more. */
  public record Plan(double threshold) implements TransformPlan {

    @Override
    public Image apply(Image image) {
      return LookupTable.of(sample -> sample < threshold ? sample : 255 - sample).map(image);
    }
  }
}
