package dev.emulsion.transform;

import dev.emulsion.OperationType;
import dev.emulsion.Require;
import dev.emulsion.image.Image;
import dev.emulsion.image.Luma;
import dev.emulsion.image.Shape;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;

/**
 * Replaces every pixel by its luma, as torchvision's {@code Grayscale}.
 *
 * <p>Draws: whether to apply.
 *
 * @param channels of the result: 1, or 3 equal ones; alpha is dropped
 * @param p must be 1 with one channel, since all images of a dataset have the same number of
 *     channels
 */
public record Grayscale(int channels, double p) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "grayscale",
          Grayscale.class,
          Plan.class,
          List.of("channels", "p"),
          given -> new Grayscale(given.integer("channels", 3), given.number("p", 1.0)),
          operation -> Map.of("channels", operation.channels(), "p", operation.p()));

  public Grayscale {
    Require.that(channels == 1 || channels == 3, "channels must be 1 or 3, was " + channels);
    Require.that(
        channels == 3 || p == 1,
        "p must be 1 with channels 1, or images would differ in channels; was " + p);
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    return draws.chance(p) ? new Plan(channels) : new NoOp();
  }

  /** Gray with {@code channels} equal channels. */
  public record Plan(int channels) implements TransformPlan {

    @Override
    public Image apply(Image image) {
      return Luma.gray(image, channels);
    }
  }
}
