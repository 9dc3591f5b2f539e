package dev.emulsion.blend;

import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import dev.emulsion.transform.Companions;
import dev.emulsion.transform.Operation;
import dev.emulsion.transform.Step;
import java.util.Optional;

/**
 * A way to join a sample's picture with its companions: a record of validated parameters. {@link
 * #plan} makes every random choice but which companions there are; the plan paints.
 */
public sealed interface Blend extends Operation permits DiffuseMix, PixMix {

  /**
   * Chooses how {@code image} is joined with {@code companions}.
   *
   * @param image only its size and its number of bands count
   * @throws IllegalArgumentException if a companion that the blend needs is not there
   */
  BlendPlan plan(Image image, Companions companions, Draws draws);

  /** Whether it joins pictures that were generated from the sample. */
  boolean needsGenerated();

  /** Whether it joins a picture of a set. */
  boolean needsPicture();

  /**
   * What is done, in its place, to the picture of a sample that is to be joined with nothing, so
   * that it fits beside those that are.
   */
  Step alone();

  /** The size to which it brings pictures of a set, whatever is drawn; empty if that depends. */
  Optional<Size> pictureSize();
}
