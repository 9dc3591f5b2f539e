package dev.emulsion.transform;

import dev.emulsion.image.Image;

/**
 * What one {@link Transform} will do to one image: a small value that survives JSON. Each operation
 * has one type of plan, a record in its file, named in its {@link dev.emulsion.OperationType};
 * {@link NoOp} is shared.
 */
public interface TransformPlan extends OperationPlan {

  /** Paints: a pure function of the plan and {@code image}. */
  Image apply(Image image);

  @Override
  default Image apply(Image image, SideImages sideImages) {
    return apply(image);
  }
}
