package dev.emulsion.blend;

import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import dev.emulsion.transform.Operation;
import dev.emulsion.transform.OperationPlan;
import dev.emulsion.transform.SideImages;
import java.util.Optional;

/**
 * A way to combine a sample's image with side images: a record of validated parameters. {@link
 * #plan} makes every random choice except which side images to use; the plan renders the result.
 */
public sealed interface Blend extends Operation permits DiffuseMix, PixMix {

  /**
   * Chooses how to combine an image of {@code shape} with {@code sideImages}.
   *
   * @throws IllegalArgumentException if a side image that the blend needs is missing
   */
  BlendPlan plan(Shape shape, SideImages sideImages, Draws draws);

  /** Whether it needs an image generated from the sample. */
  boolean needsGenerated();

  /** Whether it needs an image of the mixing set. */
  boolean needsMixingImage();

  /**
   * The plan for a sample without side images, whose result has the same size as results with side
   * images.
   */
  OperationPlan withoutSideImages();

  /** The size to which it resizes images of the mixing set; empty if that depends on the draws. */
  Optional<Size> mixingImageSize();
}
