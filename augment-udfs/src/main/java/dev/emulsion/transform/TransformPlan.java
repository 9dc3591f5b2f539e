package dev.emulsion.transform;

import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;

/**
 * The drawn parameters of one {@link Transform} on one image: a small value that survives JSON.
 * Each entry of {@link Transforms} has its own type of plan, a record in the operation's file;
 * {@link NoOp} is shared.
 */
public interface TransformPlan extends OperationPlan {

  /** Renders the result: a pure function of the plan and {@code image}. */
  Image apply(Image image);

  /** The part of an image of size {@code before} that the result depends on. */
  default Box reads(Size before) {
    return Box.whole(before);
  }

  /**
   * The plan with the same result for the pixels of a part of the image alone.
   *
   * @param part inside the image, and has what the plan {@link #reads}
   */
  default TransformPlan within(Box part) {
    return this; // it reads the whole image, so the part is the whole image
  }

  @Override
  default Image apply(Image image, SideImages sideImages) {
    return apply(image);
  }
}
