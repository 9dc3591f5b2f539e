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

  List<TransformPlan> steps();

  /**
   * Plans {@code operations}, the first for an image of {@code shape}, each later one for the size
   * that the one before it results in.
   */
  static List<TransformPlan> plan(List<Transform> operations, Shape shape, Draws draws) {
    List<TransformPlan> steps = new ArrayList<>();
    Shape next = shape;
    for (Transform operation : operations) {
      TransformPlan step = operation.plan(next, draws);
      steps.add(step);
      next = new Shape(step.sizeAfter(next.size()), shape.channels());
    }
    return List.copyOf(steps);
  }

  @Override
  default Image apply(Image image) {
    Image painted = image;
    for (TransformPlan step : steps()) {
      painted = step.apply(painted);
    }
    return painted;
  }

  @Override
  default Size sizeAfter(Size before) {
    Size size = before;
    for (TransformPlan step : steps()) {
      size = step.sizeAfter(size);
    }
    return size;
  }

  @Override
  default Optional<AffineMap> mapping(Size before) {
    AffineMap map = AffineMap.IDENTITY;
    Size size = before;
    for (TransformPlan step : steps()) {
      Optional<AffineMap> next = step.mapping(size);
      if (next.isEmpty()) {
        return next;
      }
      map = map.then(next.get());
      size = step.sizeAfter(size);
    }
    return Optional.of(map);
  }
}
