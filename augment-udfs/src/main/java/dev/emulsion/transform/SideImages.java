package dev.emulsion.transform;

import dev.emulsion.image.Image;
import java.util.Optional;

/**
 * The images that stand beside a sample, for the steps that join it with them.
 *
 * @param generated made of the sample by a generative model
 * @param mixingImage from a set that all samples share, such as fractals
 */
public record SideImages(Optional<Generated> generated, Optional<MixingImage> mixingImage) {

  public static final SideImages NONE = new SideImages(Optional.empty(), Optional.empty());

  /**
   * An image that a generative model made of a sample.
   *
   * @param prompt what the model was asked for
   * @param index which of the images of one prompt, from 0
   */
  public record Generated(String prompt, int index, Image image) {}

  /**
   * An image of a set.
   *
   * @param id its name in the set
   */
  public record MixingImage(String id, Image image) {}
}
