package dev.emulsion.transform;

import dev.emulsion.Entry;
import dev.emulsion.Require;
import dev.emulsion.image.Histogram;
import dev.emulsion.image.Image;
import dev.emulsion.image.Table;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;

/**
 * Stretches each band so that its darkest sample becomes 0 and its brightest 255, as Pillow's
 * {@code ImageOps.autocontrast} without a cutoff.
 *
 * <p>Draws: whether to.
 */
public record AutoContrast(double p) implements Transform {

  static final Entry<Transform> ENTRY =
      Entry.of(
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
  public TransformPlan plan(Image image, Draws draws) {
    return draws.chance(p) ? new Plan() : new Untouched();
  }

  /** With stretched bands. */
  public record Plan() implements TransformPlan {

    @Override
    public Image apply(Image image) {
      return Histogram.map(image, Plan::table);
    }

    private static Table table(Histogram band) {
      int low = band.first();
      int high = band.last();
      if (low == high) {
        return Table.of(sample -> sample);
      }
      double scale = 255.0 / (high - low);
      double offset = -low * scale;
      // product and sum in this form: (sample - low) * scale rounds otherwise
      return Table.of(sample -> (int) Math.min(255, Math.max(0, sample * scale + offset)));
    }
  }
}
