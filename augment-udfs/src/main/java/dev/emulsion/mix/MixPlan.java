package dev.emulsion.mix;

import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.label.LabelPair;
import dev.emulsion.label.SoftLabel;
import java.util.List;

/**
 * The drawn parameters of mixing one pair: a small value that survives JSON and knows the label.
 * Each operation has its own type of plan, a record in its file; {@link Unmixed} is shared.
 *
 * <p>A new plan holds every draw, so the image can be rendered. If the method weights labels by
 * attention, {@link #attentionTarget} names the images to compute it for, and {@link
 * #withAttention} completes the plan with the resulting numbers; replaying it then needs no model.
 * Until then the label follows the area.
 */
public interface MixPlan {

  /** Renders the mixture: a pure function of the plan and the two images. */
  Image apply(Image base, Image partner);

  /** The base's label weight, by visible area or by attention, in [0, 1]. */
  double lambda();

  /** The base's weight as drawn, before any correction by area. */
  double lambdaDrawn();

  /**
   * The boxes, in pixels and without overlap, that show the partner alone; empty if images are
   * blended.
   */
  default List<Box> boxes() {
    return List.of();
  }

  /** The images whose attention must be known before the label. */
  default AttentionTarget attentionTarget() {
    return AttentionTarget.NOWHERE;
  }

  /**
   * This plan completed with attention. Shares are rounded to multiples of 1/1024 first: the last
   * bits of a model's output, which vary with batches and threads, then change a label only if a
   * share is on the border between two multiples.
   *
   * @param source where the results come from
   * @param attentionResults of base and partner, in this order; or of the mixture alone if the
   *     target is {@link AttentionTarget#AT_MIXTURE}
   * @throws dev.emulsion.DataException if the method cannot use the results
   */
  default MixPlan withAttention(
      AttentionSource source, List<AttentionResult> attentionResults, LabelPair labels) {
    throw new IllegalStateException(this + " does not use attention");
  }

  /** What determined the label weights. */
  default AttentionSource source() {
    return AttentionSource.AREA;
  }

  /** The label of the mixture. */
  default SoftLabel label(LabelPair labels) {
    return labels.mixed(lambda());
  }
}
