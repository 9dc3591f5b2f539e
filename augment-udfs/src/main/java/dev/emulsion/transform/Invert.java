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
 * Replaces every sample s by 255 − s, as Pillow's {@code ImageOps.invert}.
 *
 * <p>Draws: whether to apply.
 */
public record Invert(double p) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "invert",
          Invert.class,
          Plan.class,
          List.of("p"),
          given -> new Invert(given.number("p", 0.5)),
          operation -> Map.of("p", operation.p()));

  public Invert {
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    return draws.chance(p) ? new Plan() : new NoOp();
  }

  /** Inverts every sample. */
  public record Plan() implements TransformPlan {

    private static final LookupTable NEGATIVE = LookupTable.of(sample -> 255 - sample);

    @Override
    public Image apply(Image image) {
      return NEGATIVE.map(image);
    }
  }
}
