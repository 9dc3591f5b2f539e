package dev.emulsion.jobs.pipeline;

import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.transform.TransformPlan;
import java.util.List;

/** How a generated image is transformed together with the image that it was made of. */
public final class GeneratedAlignment {

  private GeneratedAlignment() {}

  /**
   * Nothing is done where the blend stands first; else the image is stretched to the image's size
   * and goes through the same plans, as if it were further channels of the image.
   *
   * @param image size of the image before any transform
   * @param before what was done to the image before the blend
   */
  public static Image align(Image generated, Size image, List<TransformPlan> before) {
    if (before.isEmpty()) {
      return generated;
    }
    Image followed = generated.resize(image, Filter.BICUBIC);
    for (TransformPlan plan : before) {
      followed = plan.apply(followed);
    }
    return followed;
  }
}
