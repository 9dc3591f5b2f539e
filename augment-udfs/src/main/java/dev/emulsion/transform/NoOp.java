package dev.emulsion.transform;

import dev.emulsion.image.Image;

/** The image as it is: the operation was not drawn. */
public record NoOp() implements TransformPlan {

  @Override
  public Image apply(Image image) {
    return image;
  }
}
