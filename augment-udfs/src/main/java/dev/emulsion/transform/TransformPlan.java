package dev.emulsion.transform;

import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import java.util.Optional;

/**
 * What one {@link Transform} will do to one image: a small value that survives JSON. Each operation
 * has one type of plan, a record in its file, named in its {@link dev.emulsion.Entry}; {@link
 * Untouched} is shared.
 */
public interface TransformPlan {

  /** Paints: a pure function of the plan and {@code image}. */
  Image apply(Image image);

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
