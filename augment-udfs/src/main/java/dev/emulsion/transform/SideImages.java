package dev.emulsion.transform;

import dev.emulsion.image.Image;
import java.util.Optional;

/**
 * The images that a {@code Blend} combines with a sample.
 *
 * @param generated made from the sample by a generative model
 * @param mixingImage from the mixing set, which all samples share
 */
public record SideImages(Optional<Generated> generated, Optional<MixingImage> mixingImage) {

  public static final SideImages NONE = new SideImages(Optional.empty(), Optional.empty());

  /** An image that a generative model made from a sample. */
  public record Generated(GeneratedKey key, Image image) {}

  /**
   * An image of the mixing set.
   *
   * @param id its name in the set
   */
  public record MixingImage(String id, Image image) {}
}
