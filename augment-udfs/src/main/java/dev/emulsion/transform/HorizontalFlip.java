package dev.emulsion.transform;

import dev.emulsion.OperationType;
import dev.emulsion.Require;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Image;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Mirrors the image left to right with probability {@code p}, as torchvision's {@code
 * RandomHorizontalFlip}.
 *
 * <p>Draws: whether to apply.
 */
public record HorizontalFlip(double p) implements Transform {

  static final OperationType<Transform> ENTRY =
      OperationType.of(
          "horizontal-flip",
          HorizontalFlip.class,
          Plan.class,
          List.of("p"),
          given -> new HorizontalFlip(given.number("p", 0.5)),
          flip -> Map.of("p", flip.p()));

  public HorizontalFlip {
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Shape shape, Draws draws) {
    return draws.chance(p) ? new Plan() : new NoOp();
  }

  /** Mirrors the image left to right. */
  public record Plan() implements TransformPlan {

    @Override
    public Image apply(Image image) {
      return image.flipHorizontal();
    }

    @Override
    public Optional<AffineMap> mapping(Size before) {
      return Optional.of(AffineMap.mirrorX(before));
    }
  }
}
