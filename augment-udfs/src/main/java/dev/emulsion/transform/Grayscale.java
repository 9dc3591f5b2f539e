package dev.emulsion.transform;

import dev.emulsion.Entry;
import dev.emulsion.Require;
import dev.emulsion.image.Image;
import dev.emulsion.image.Luma;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;

/**
 * Gray: the luma of every pixel, as torchvision's {@code Grayscale}.
 *
 * <p>Draws: whether to.
 *
 * @param bands 3 equal ones, or 1; alpha is dropped. With 1, {@code p} is 1: pictures of a dataset
 *     have equally many bands
 */
public record Grayscale(int bands, double p) implements Transform {

  static final Entry<Transform> ENTRY =
      Entry.of(
          "grayscale",
          Grayscale.class,
          Plan.class,
          List.of("bands", "p"),
          given -> new Grayscale(given.integer("bands", 3), given.number("p", 1.0)),
          operation -> Map.of("bands", operation.bands(), "p", operation.p()));

  public Grayscale {
    Require.that(bands == 1 || bands == 3, "bands must be 1 or 3, was " + bands);
    Require.that(
        bands == 3 || p == 1, "p must be 1 with bands 1, which not all would have, was " + p);
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Image image, Draws draws) {
    return draws.chance(p) ? new Plan(bands) : new Untouched();
  }

  /** Gray, in {@code bands} equal bands. */
  public record Plan(int bands) implements TransformPlan {

    @Override
    public Image apply(Image image) {
      return Luma.gray(image, bands);
    }
  }
}
