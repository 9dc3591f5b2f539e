package dev.emulsion.transform;

import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A plan made of plans, each applied to the result of the one before. */
public interface PlanSequence extends TransformPlan {

  List<TransformPlan> operations();

  /** Plans {@code operations}, each for the shape that results from the one before. */
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
    Image result = image;
    for (TransformPlan operation : operations()) {
      result = operation.apply(result);
    }
    return result;
  }

  @Override
  default Box reads(Size before) {
    return operations().isEmpty() ? Box.whole(before) : operations().get(0).reads(before);
  }

  @Override
  default TransformPlan within(Box part) {
    List<TransformPlan> plans = new ArrayList<>(operations());
    if (!plans.isEmpty()) {
      plans.set(0, plans.get(0).within(part));
    }
    return new Sequence.Plan(plans);
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
