package dev.emulsion.pipeline;

import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.transform.OperationPlan;
import dev.emulsion.transform.SideImages;

/** Transforms a generated image as the sample it was made from was transformed. */
public final class GeneratedAlignment {

  private GeneratedAlignment() {}

  /**
   * The generated image after the operations that precede the blend: it is resized to the sample's
   * original size and transformed by the same plans, as if it were further channels of the sample's
   * image. Unchanged if the blend comes first.
   *
   * @param sample the sample's image before the blend
   */
  public static Image align(Image generated, TransformedImage sample) {
    if (sample.plans().isEmpty()) {
      return generated;
    }
    Image aligned = generated.resize(sample.originalSize(), Filter.BICUBIC);
    for (OperationPlan plan : sample.plans()) {
      aligned = plan.apply(aligned, SideImages.NONE);
    }
    return aligned;
  }
}
