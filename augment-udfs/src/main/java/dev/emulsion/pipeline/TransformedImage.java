package dev.emulsion.pipeline;

import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.transform.OperationPlan;
import java.util.List;

/**
 * The image of a sample after some operations of the recipe.
 *
 * @param id of the sample
 * @param originalSize size of the image as it was decoded
 * @param plans of the operations that were applied, in order
 */
public record TransformedImage(
    String id, Size originalSize, Image image, List<OperationPlan> plans) {

  public TransformedImage {
    plans = List.copyOf(plans);
  }

  /** An image to which no operation was applied yet. */
  public static TransformedImage original(String id, Image image) {
    return new TransformedImage(id, image.size(), image, List.of());
  }
}
