package dev.emulsion.blend;

import dev.emulsion.image.Image;
import dev.emulsion.image.Luma;

/** Companions of images that an earlier operation made gray. */
final class Gray {

  private Gray() {}

  /** {@code companion} with one channel if {@code image} has one. */
  static Image asIn(Image image, Image companion) {
    return image.channels() == 1 && companion.channels() > 1 ? Luma.gray(companion, 1) : companion;
  }
}
