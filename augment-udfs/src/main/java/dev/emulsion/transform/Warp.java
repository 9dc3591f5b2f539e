package dev.emulsion.transform;

import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import java.util.List;
import java.util.Optional;

/** A plan that applies an affine map: rotations, shears and shifts. */
interface Warp extends TransformPlan {

  /** Makes the plan of an operation with one strength, such as an angle or a shift. */
  @FunctionalInterface
  interface Factory {
    Warp of(double strength, Filter filter, List<Integer> fill);
  }

  Filter filter();

  /** The color of pixels that the map takes from outside the image. */
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
