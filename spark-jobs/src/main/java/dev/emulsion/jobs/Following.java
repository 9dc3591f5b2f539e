package dev.emulsion.jobs;

import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.transform.TransformPlan;
import java.util.List;

/** How a generated picture is transformed together with the photo that it was made of. */
final class Following {

  private Following() {}

  /**
   * Nothing is done where the blend stands first; else the picture is stretched to the photo's size
   * and goes through the same plans, as if it were further bands of the photo.
   *
   * @param photo size of the photo before any transform
   * @param before what was done to the photo before the blend
   */
  static Image alike(Image generated, Size photo, List<TransformPlan> before) {
    if (before.isEmpty()) {
      return generated;
    }
    Image followed = generated.resize(photo, Filter.BICUBIC);
    for (TransformPlan plan : before) {
      followed = plan.apply(followed);
    }
    return followed;
  }
}
