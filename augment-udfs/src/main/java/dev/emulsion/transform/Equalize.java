package dev.emulsion.transform;

import dev.emulsion.OperationType;
import dev.emulsion.Require;
import dev.emulsion.image.Image;
import dev.emulsion.image.Shape;
import dev.emulsion.image.filter.Histogram;
import dev.emulsion.image.filter.LookupTable;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;

/**
 * Equalizes the histogram of each channel, as Pillow's {@code ImageOps.equalize}.
 *
 * <p>Draws: whether to apply.
 */
public record Equalize(double p) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "equalize",
          Equalize.class,
          Plan.class,
          List.of("p"),
          given -> new Equalize(given.number("p", 0.5)),
          operation -> Map.of("p", operation.p()));

  public Equalize {
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    return draws.chance(p) ? new Plan() : new NoOp();
  }

  /** Equalizes each channel. */
  public record Plan() implements TransformPlan {

    @Override
    public Image apply(Image image) {
      return Histogram.map(image, Plan::table);
    }

    private static LookupTable table(Histogram channel) {
      int[] counts = channel.counts();
      // without the last sample, which always maps to 255
      int step = (channel.total() - counts[channel.last()]) / 255;
      int[] below = new int[counts.length];
      for (int sample = 1; sample < below.length; sample++) {
        below[sample] = below[sample - 1] + counts[sample - 1];
      }
      return LookupTable.of(
          sample -> step == 0 ? sample : Math.min(255, (step / 2 + below[sample]) / step));
    }
  }
}
