package dev.emulsion.mix;

import dev.emulsion.image.Image;

/** How one pair will be mixed: a small value that survives JSON and knows the label weight. */
public sealed interface MixPlan permits Untouched, MixUp.Plan, CutMix.Plan {

  /** Paints: a pure function of the plan and the two images. */
  Image apply(Image base, Image partner);

  /** The base's weight in the label, from the pixels really shown, in [0, 1]. */
  double lambda();

  /** The base's weight as it was drawn, before any correction by area. */
  double lambdaDrawn();
}
