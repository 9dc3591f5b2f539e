package dev.emulsion.transform;

import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A plan of other plans, each painting on what the one before it painted. */
public interface PlanSequence extends TransformPlan {

  List<TransformPlan> steps();

  /** Plans {@code operations} for {@code image}, one after the other, without painting any. */
  static List<TransformPlan> plan(List<Transform> operations, Image image, Draws draws) {
    List<TransformPlan> steps = new ArrayList<>();
    Image next = image;
    for (Transform operation : operations) {
      TransformPlan step = operation.plan(next, draws);
      steps.add(step);
      next = blank(next, step.sizeAfter(next.size()));
    }
    return List.copyOf(steps);
  }

  /** An image to plan with: planning looks at nothing but size and channels. */
  private static Image blank(Image image, Size size) {
    int channels = image.channels();
    return size.equals(image.size())
        ? image
        : Image.of(
            size.height(),
            size.width(),
            channels,
            new byte[Math.toIntExact(size.area() * channels)]);
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
