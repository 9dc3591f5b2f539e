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
 * Makes the image gray with probability {@code p}, keeping its number of channels, as torchvision's
 * {@code RandomGrayscale}.
 *
 * <p>Draws: whether to apply.
 */
public record RandomGrayscale(double p) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "random-grayscale",
          RandomGrayscale.class,
          Plan.class,
          List.of("p"),
          given -> new RandomGrayscale(given.number("p", 0.1)),
          operation -> Map.of("p", operation.p()));

  public RandomGrayscale {
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    return draws.chance(p) ? new Plan() : new NoOp();
  }

  /** Replaces every pixel by its luma. */
  public record Plan() implements TransformPlan {

    @Override
    public Image apply(Image image) {
      return Luma.gray(image);
    }
  }
}
