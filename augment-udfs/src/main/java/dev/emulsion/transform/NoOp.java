package dev.emulsion.transform;

import dev.emulsion.image.Image;

/** Leaves the image unchanged: the operation was not drawn. */
public record NoOp() implements TransformPlan {

  @Override
  public Image apply(Image image) {
    return image;
  }
}
