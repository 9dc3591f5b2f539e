package dev.emulsion.transform;

import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import java.util.Optional;

/** What one {@link Operation} does to the picture of a sample: a small value that survives JSON. */
public interface Step {

  /**
   * Paints: a pure function of the plan and the pictures.
   *
   * @param companions what stands beside the sample; most steps take no notice
   */
  Image apply(Image image, Companions companions);

  /** The size that an image of {@code before} has afterwards. */
  default Size sizeAfter(Size before) {
    return before;
  }

  /**
   * Where the points of the result lie in an image of {@code before}, so that boxes, masks and key
   * points can follow. The identity where only colours change; empty where no one map tells it.
   */
  default Optional<AffineMap> mapping(Size before) {
    return Optional.of(AffineMap.IDENTITY);
  }
}
