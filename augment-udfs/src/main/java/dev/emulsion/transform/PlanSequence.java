package dev.emulsion.transform;

import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Image;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A plan of other plans, each painting on what the one before it painted. */
public interface PlanSequence extends TransformPlan {

  List<TransformPlan> operations();

  /**
   * Plans {@code operations}, the first for an image of {@code shape}, each later one for the size
   * that the one before it results in.
   */
  static List<TransformPlan> plan(List<Transform> operations, Shape shape, Draws draws) {
    List<TransformPlan> plans = new ArrayList<>();
    Shape next = shape;
    for (Transform operation : operations) {
      TransformPlan plan = operation.plan(next, draws);
      plans.add(plan);
      next = new Shape(plan.sizeAfter(next.size()), shape.channels());
    }
    return List.copyOf(plans);
  }

  @Override
  default Image apply(Image image) {
    Image painted = image;
    for (TransformPlan operation : operations()) {
      painted = operation.apply(painted);
    }
    return painted;
  }

  @Override
  default Size sizeAfter(Size before) {
    Size size = before;
    for (TransformPlan operation : operations()) {
      size = operation.sizeAfter(size);
    }
    return size;
  }

  @Override
  default Optional<AffineMap> mapping(Size before) {
    AffineMap map = AffineMap.IDENTITY;
    Size size = before;
    for (TransformPlan operation : operations()) {
      Optional<AffineMap> next = operation.mapping(size);
      if (next.isEmpty()) {
        return next;
      }
      map = map.then(next.get());
      size = operation.sizeAfter(size);
    }
    return Optional.of(map);
  }
}
