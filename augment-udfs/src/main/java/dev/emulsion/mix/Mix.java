package dev.emulsion.mix;

import dev.emulsion.attention.AttentionResult;
import dev.emulsion.image.Image;
import dev.emulsion.random.Draws;
import java.io.Serializable;
import java.util.List;

/** A way to mix two images of one shape: a record of validated parameters. */
public sealed interface Mix extends Serializable
    permits MixUp, CutMix, SaliencyMix, TokenMix, TransMix, MixPro {

  /**
   * Chooses how to mix {@code partner} into {@code base}; neither is modified.
   *
   * @throws dev.emulsion.DataException if their shapes differ or are too small for the operation
   */
  MixPlan plan(Image base, Image partner, Draws draws);

  /**
   * As {@link #plan(Image, Image, Draws)}, with precomputed maps of both images, warped as the
   * images were.
   *
   * @param known the maps of base and partner, in this order
   */
  default MixPlan plan(Image base, Image partner, List<AttentionResult> known, Draws draws) {
    return plan(base, partner, draws);
  }

  /**
   * The same method with a λ that is drawn and that decides how much of each image is visible, for
   * pairs whose λ is given: where λ is constant, or the draws ignore it, this is another method.
   */
  default Mix withDrawnLambda() {
    return this;
  }

  /** Whether planning needs precomputed maps. */
  default boolean needsMaps() {
    return false;
  }

  /** The images whose attention its plans may need. */
  default AttentionTarget attentionTarget() {
    return AttentionTarget.NOWHERE;
  }

  /** Whether its plans need logits, not only attention. */
  default boolean needsLogits() {
    return false;
  }
}
