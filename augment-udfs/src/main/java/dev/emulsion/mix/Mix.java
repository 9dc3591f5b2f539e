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
   * Chooses how {@code partner} goes into {@code base}; both are only looked at.
   *
   * @throws dev.emulsion.DataException if their shapes differ, or are too small for the operation
   */
  MixPlan plan(Image base, Image partner, Draws draws);

  /**
   * The same, where maps of both were made beforehand and moved as the images were.
   *
   * @param known of base and partner, in this order
   */
  default MixPlan plan(Image base, Image partner, List<AttentionResult> known, Draws draws) {
    return plan(base, partner, draws);
  }

  /** Whether it chooses by maps that were made beforehand. */
  default boolean needsMaps() {
    return false;
  }

  /** Where its plans may ask to look. */
  default AttentionTarget attentionTarget() {
    return AttentionTarget.NOWHERE;
  }

  /** Whether its plans need the logits of what they look at, not only a map. */
  default boolean needsLogits() {
    return false;
  }
}
