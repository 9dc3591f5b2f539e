package dev.emulsion.mix;

import dev.emulsion.image.Image;

/**
 * How one pair will be mixed: a small value that survives JSON and knows the label weight. Each
 * operation has one type of plan, a record in its file, named in its {@link dev.emulsion.Entry};
 * {@link Untouched} is shared.
 */
public interface MixPlan {

  /** Paints: a pure function of the plan and the two images. */
  Image apply(Image base, Image partner);

  /** The base's weight in the label, from the pixels really shown, in [0, 1]. */
  double lambda();

  /** The base's weight as it was drawn, before any correction by area. */
  double lambdaDrawn();
}
