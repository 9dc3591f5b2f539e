package dev.emulsion.blend;

import dev.emulsion.image.Image;
import dev.emulsion.image.Luma;

/** Side images for images that an earlier operation made gray. */
final class Gray {

  private Gray() {}

  /** {@code sideImage} with one channel if {@code image} has one. */
  static Image asIn(Image image, Image sideImage) {
    return image.channels() == 1 && sideImage.channels() > 1 ? Luma.gray(sideImage, 1) : sideImage;
  }
}
