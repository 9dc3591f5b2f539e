package dev.emulsion.transform;

import dev.emulsion.image.Border;
import dev.emulsion.image.Image;
import dev.emulsion.image.Sides;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.Optional;

/** Adds pixels around the image, as torchvision's {@code Pad}. Draws nothing. */
public record Pad(Sides padding, Border border) implements Transform {

  @Override
  public Plan plan(Image image, Draws draws) {
    return new Plan(padding, border);
  }

  @Override
  public Optional<Size> sizeAfter(Optional<Size> before) {
    return before.map(padding::around);
  }

  /** {@code padding} around any image. */
  public record Plan(Sides padding, Border border) implements TransformPlan {

    @Override
    public Image apply(Image image) {
      return image.pad(padding, border);
    }
  }
}
