package dev.emulsion.transform;

import dev.emulsion.image.Size;
import java.io.Serializable;
import java.util.Optional;

/** One entry of a recipe's {@code transform} list. Its plans are {@link OperationPlan}s. */
public interface Operation extends Serializable {

  /**
   * The size that results whatever is drawn, given the size that comes in; empty where it depends
   * on the image or on a draw. Recipes are checked with it: images of a pair have one size.
   */
  default Optional<Size> sizeAfter(Optional<Size> before) {
    return before;
  }
}
