package dev.emulsion.blend;

import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import dev.emulsion.transform.Operation;
import dev.emulsion.transform.OperationPlan;
import dev.emulsion.transform.SideImages;
import java.util.Optional;

/**
 * An operation that combines a sample's image with side images: a record of validated parameters.
 * {@link #plan} makes every random choice except which side images there are; the plan renders.
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

  /** The plan for a sample without side images, which gives it the same size as blended ones. */
  OperationPlan withoutSideImages();

  /**
   * The size to which images of the mixing set are resized; empty if it depends on draws or on the
   * sample.
   */
  Optional<Size> mixingImageSize();
}
