package dev.emulsion.pipeline;

import dev.emulsion.image.Image;
import dev.emulsion.label.Label;
import dev.emulsion.random.SampleKey;
import dev.emulsion.transform.OperationPlan;
import java.util.List;

/**
 * A transformed image that is ready to be mixed.
 *
 * @param id of the sample
 * @param name of what the image was made from: the sample's id, or the name of a generated image
 * @param key of the name; it keys the draws of the rows
 * @param plans of the operations that were applied, in order
 * @param attention of the image by itself
 */
public record MixInput(
    String id,
    String name,
    SampleKey key,
    Label label,
    Image image,
    List<OperationPlan> plans,
    PendingAttention attention) {

  static MixInput of(
      EncodedSample sample, String name, TransformedImage image, PendingAttention attention) {
    return new MixInput(
        sample.id(),
        name,
        SampleKey.of(name),
        sample.label(),
        image.image(),
        image.plans(),
        attention);
  }
}
