package dev.emulsion.transform;

import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import java.util.Optional;

/** The drawn parameters of one {@link Operation} on one image: a small value that survives JSON. */
public interface OperationPlan {

  /**
   * Renders the result: a pure function of the plan and the images.
   *
   * @param sideImages of the sample; only blends use them
   */
  Image apply(Image image, SideImages sideImages);

  /** The size of the result for an image of {@code before}. */
  default Size sizeAfter(Size before) {
    return before;
  }

  /**
   * The position in an image of {@code before} of each point of the result, so that boxes, masks
   * and key points can be transformed alike. The identity if only colors change; empty if no single
   * affine map describes it.
   */
  default Optional<AffineMap> mapping(Size before) {
    return Optional.of(AffineMap.IDENTITY);
  }
}
