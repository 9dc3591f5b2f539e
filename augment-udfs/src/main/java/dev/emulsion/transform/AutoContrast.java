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
 * Stretches each channel so that its darkest sample becomes 0 and its brightest 255, as Pillow's
 * {@code ImageOps.autocontrast} without a cutoff.
 *
 * <p>Draws: whether to apply.
 */
public record AutoContrast(double p) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "auto-contrast",
          AutoContrast.class,
          Plan.class,
          List.of("p"),
          given -> new AutoContrast(given.number("p", 0.5)),
          operation -> Map.of("p", operation.p()));

  public AutoContrast {
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    return draws.chance(p) ? new Plan() : new NoOp();
  }

  /** Stretches each channel. */
  public record Plan() implements TransformPlan {

    @Override
    public Image apply(Image image) {
      return Histogram.map(image, Plan::table);
    }

    private static LookupTable table(Histogram channel) {
      int low = channel.first();
      int high = channel.last();
      if (low == high) {
        return LookupTable.of(sample -> sample);
      }
      double scale = 255.0 / (high - low);
      double offset = -low * scale;
      // in this form, since (sample - low) * scale rounds differently
      return LookupTable.of(sample -> (int) Math.min(255, Math.max(0, sample * scale + offset)));
    }
  }
}
