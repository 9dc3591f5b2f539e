package dev.emulsion.blend;

import dev.emulsion.image.Image;
import dev.emulsion.image.Luma;

/** Companions of photos that an earlier operation made gray. */
final class Gray {

  private Gray() {}

  /** {@code companion} with one band if {@code photo} has one. */
  static Image asIn(Image photo, Image companion) {
    return photo.bands() == 1 && companion.bands() > 1 ? Luma.gray(companion, 1) : companion;
  }
}
