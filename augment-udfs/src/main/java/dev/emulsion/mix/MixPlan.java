package dev.emulsion.mix;

import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.label.LabelPair;
import dev.emulsion.label.SoftLabel;
import java.util.List;

/**
 * How one pair will be mixed: a small value that survives JSON and knows the label. Each operation
 * has one type of plan, a record in its file, named in its {@link dev.emulsion.OperationType};
 * {@link Unmixed} is shared.
 *
 * <p>A fresh plan holds every draw, so that the image can be painted. Where a method weighs the
 * labels by what a model sees, the plan {@link #attentionTarget} at images and {@link
 * #withAttention} completes it with numbers; then it needs no model any more. Until then the area
 * decides.
 */
public interface MixPlan {

  /** Paints: a pure function of the plan and the two images. */
  Image apply(Image base, Image partner);

  /** The base's weight among the two labels, from what is really shown, or seen, in [0, 1]. */
  double lambda();

  /** The base's weight as it was drawn, before any correction by area. */
  double lambdaDrawn();

  /** Where the partner shows alone, without overlap, in pixels; empty where both shine through. */
  default List<Box> boxes() {
    return List.of();
  }

  /** Where to look before the label is known. */
  default AttentionTarget attentionTarget() {
    return AttentionTarget.NOWHERE;
  }

  /**
   * This plan with what was seen. Shares are rounded to multiples of 1/1024 before they are used: a
   * model's last bits, which depend on batches and threads, reach a label only where a share lies
   * at the border of two such steps.
   *
   * @param source what told the insights
   * @param attentionResults of base and partner, in this order; or of the mixture alone, where the
   *     plan looks {@link AttentionTarget#AT_MIXTURE}
   * @throws dev.emulsion.DataException if they do not fit the method
   */
  default MixPlan withAttention(
      AttentionSource source, List<AttentionResult> attentionResults, LabelPair labels) {
    throw new IllegalStateException(this + " looks nowhere");
  }

  /** What decided the weights of the labels. */
  default AttentionSource source() {
    return AttentionSource.AREA;
  }

  /** The label of the mixture. */
  default SoftLabel label(LabelPair labels) {
    return labels.mixed(lambda());
  }
}
