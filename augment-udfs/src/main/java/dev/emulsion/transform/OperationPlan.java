package dev.emulsion.transform;

import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import java.util.Optional;

/** What one {@link Operation} does to the image of a sample: a small value that survives JSON. */
public interface OperationPlan {

  /**
   * Paints: a pure function of the plan and the images.
   *
   * @param sideImages what stands beside the sample; most steps take no notice
   */
  Image apply(Image image, SideImages sideImages);

  /** The size that an image of {@code before} has afterward. */
  default Size sizeAfter(Size before) {
    return before;
  }

  /**
   * Where the points of the result lie in an image of {@code before}, so that boxes, masks and key
   * points can follow. The identity where only colors change; empty where no one map tells it.
   */
  default Optional<AffineMap> mapping(Size before) {
    return Optional.of(AffineMap.IDENTITY);
  }
}
