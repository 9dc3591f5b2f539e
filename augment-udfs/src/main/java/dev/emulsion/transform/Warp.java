package dev.emulsion.transform;

import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import java.util.List;
import java.util.Optional;

/** A plan that paints by an affine map: rotations, shears and shifts. */
interface Warp extends TransformPlan {

  Filter filter();

  /** What shows where the map leads outside. */
  List<Integer> fill();

  /** From the result to an image of {@code before}. */
  AffineMap map(Size before);

  @Override
  default Image apply(Image image) {
    return image.warp(map(image.size()), sizeAfter(image.size()), filter(), fill());
  }

  @Override
  default Optional<AffineMap> mapping(Size before) {
    return Optional.of(map(before));
  }
}
