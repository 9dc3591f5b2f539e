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
 * Gray: the luma of every pixel, as torchvision's {@code Grayscale}.
 *
 * <p>Draws: whether to.
 *
 * @param channels 3 equal ones, or 1; alpha is dropped. With 1, {@code p} is 1: images of a dataset
 *     have equally many channels
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
        channels == 3 || p == 1, "p must be 1 with channels 1, which not all would have, was " + p);
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    return draws.chance(p) ? new Plan(channels) : new NoOp();
  }

  /** Gray, in {@code channels} equal channels. */
  public record Plan(int channels) implements TransformPlan {

    @Override
    public Image apply(Image image) {
      return Luma.gray(image, channels);
    }
  }
}
