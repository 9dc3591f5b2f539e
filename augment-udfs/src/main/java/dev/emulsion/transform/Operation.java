package dev.emulsion.transform;

import dev.emulsion.image.Size;
import java.io.Serializable;
import java.util.Optional;

/** One entry of a recipe's {@code transform} list. Its plans are {@link OperationPlan}s. */
public interface Operation extends Serializable {

  /**
   * The size of the result for every draw, given the size of the input; empty if it depends on the
   * image or on a draw. The recipe loader uses it to check that the images of a pair have one size.
   */
  default Optional<Size> sizeAfter(Optional<Size> before) {
    return before;
  }

  /** The largest number of operations that one image undergoes by this one; those of a list add. */
  default long maxOperations() {
    return 1;
  }
}
