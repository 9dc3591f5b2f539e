package dev.emulsion.mix;

import dev.emulsion.image.Image;

/** Leaves the base unchanged: mixing was not drawn, or there was no partner. */
public record Unmixed() implements MixPlan {

  @Override
  public Image apply(Image base, Image partner) {
    return base;
  }

  @Override
  public double lambda() {
    return 1.0;
  }

  @Override
  public double lambdaDrawn() {
    return 1.0;
  }
}
