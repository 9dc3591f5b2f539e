package dev.emulsion.transform;

import dev.emulsion.image.Image;
import java.util.Optional;

/**
 * The pictures that stand beside a sample, for the steps that join it with them.
 *
 * @param generated made of the sample by a generative model
 * @param picture from a set that all samples share, such as fractals
 */
public record Companions(Optional<Generated> generated, Optional<Picture> picture) {

  public static final Companions NONE = new Companions(Optional.empty(), Optional.empty());

  /**
   * A picture that a generative model made of a sample.
   *
   * @param prompt what the model was asked for
   * @param variant which of the pictures of one prompt, from 0
   */
  public record Generated(String prompt, int variant, Image image) {}

  /**
   * A picture of a set.
   *
   * @param id its name in the set
   */
  public record Picture(String id, Image image) {}
}
