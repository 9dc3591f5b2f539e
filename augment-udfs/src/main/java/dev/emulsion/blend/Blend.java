package dev.emulsion.blend;

import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import dev.emulsion.transform.Operation;
import dev.emulsion.transform.OperationPlan;
import dev.emulsion.transform.SideImages;
import java.util.Optional;

/**
 * A way to join a sample's image with its companions: a record of validated parameters. {@link
 * #plan} makes every random choice but which companions there are; the plan paints.
 */
public sealed interface Blend extends Operation permits DiffuseMix, PixMix {

  /**
   * Chooses how an image of {@code shape} is joined with {@code companions}.
   *
   * @throws IllegalArgumentException if a companion that the blend needs is not there
   */
  BlendPlan plan(Shape shape, SideImages sideImages, Draws draws);

  /** Whether it joins images that were generated from the sample. */
  boolean needsGenerated();

  /** Whether it joins an image of a set. */
  boolean needsMixingImage();

  /**
   * What is done, in its place, to the image of a sample that is to be joined with nothing, so that
   * it fits beside those that are.
   */
  OperationPlan withoutSideImages();

  /** The size to which it brings images of a set, whatever is drawn; empty if that depends. */
  Optional<Size> mixingImageSize();
}
