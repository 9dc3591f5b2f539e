package dev.emulsion.transform;

import dev.emulsion.Require;
import dev.emulsion.image.Image;
import dev.emulsion.random.Draws;

/**
 * Mirrors the image left to right, with probability {@code p}.
 *
 * <p>Draws: whether to.
 */
public record HorizontalFlip(double p) implements Transform {

  public HorizontalFlip {
    Require.share("p", p);
  }

  @Override
  public TransformPlan plan(Image image, Draws draws) {
    return draws.chance(p) ? new Plan() : new Untouched();
  }

  /** Mirrored. */
  public record Plan() implements TransformPlan {

    @Override
    public Image apply(Image image) {
      return image.flipHorizontal();
    }
  }
}
