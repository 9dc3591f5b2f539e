package dev.emulsion.mix;

import dev.emulsion.image.Image;
import dev.emulsion.random.Draws;
import java.io.Serializable;

/** A way to mix two images of one shape: a record of validated parameters. */
public sealed interface Mix extends Serializable
    permits MixUp, CutMix, SaliencyMix, TokenMix, TransMix, MixPro {

  /**
   * Chooses how {@code partner} goes into {@code base}; both are only looked at.
   *
   * @throws dev.emulsion.DataException if their shapes differ, or are too small for the operation
   */
  MixPlan plan(Image base, Image partner, Draws draws);

  /** Where its plans may ask to look. */
  default Looks looks() {
    return Looks.NOWHERE;
  }

  /** Whether its plans need the logits of what they look at, not only a map. */
  default boolean needsLogits() {
    return false;
  }
}
