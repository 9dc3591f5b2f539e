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
 * Keeps the {@code bits} highest bits of every sample, as Pillow's {@code ImageOps.posterize}.
 *
 * <p>Draws: whether to apply.
 *
 * @param bits 0 to 8; 8 changes nothing, 0 gives black
 */
public record Posterize(int bits, double p) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "posterize",
          Posterize.class,
          Plan.class,
          List.of("bits", "p"),
          given -> new Posterize(given.integer("bits", 4), given.number("p", 0.5)),
          operation -> Map.of("bits", operation.bits(), "p", operation.p()));

  public Posterize {
    Require.that(bits >= 0 && bits <= 8, "bits must be between 0 and 8, was " + bits);
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    return draws.chance(p) ? new Plan(bits) : new NoOp();
  }

  /** Keeps the {@code bits} highest bits. */
  public record Plan(int bits) implements TransformPlan {

    @Override
    public Image apply(Image image) {
      int mask = 256 - (1 << 8 - bits);
      return LookupTable.of(sample -> sample & mask).map(image);
    }
  }
}
