package dev.emulsion.transform;

import dev.emulsion.image.Image;

/** What one {@link Transform} will do to one image: a small value that survives JSON. */
public sealed interface TransformPlan
    permits Untouched,
        Resize.Plan,
        CenterCrop.Plan,
        RandomCrop.Plan,
        RandomResizedCrop.Plan,
        SimpleRandomCrop.Plan,
        HorizontalFlip.Plan,
        VerticalFlip.Plan,
        Pad.Plan {

  /** Paints: a pure function of the plan and {@code image}. */
  Image apply(Image image);
}
