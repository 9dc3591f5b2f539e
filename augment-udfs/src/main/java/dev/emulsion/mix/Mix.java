package dev.emulsion.mix;

import dev.emulsion.image.Image;
import dev.emulsion.random.Draws;
import java.io.Serializable;

/** A way to mix two images of one shape: a record of validated parameters. */
public interface Mix extends Serializable {

  /** Chooses how {@code partner} goes into {@code base}; both are only looked at. */
  MixPlan plan(Image base, Image partner, Draws draws);
}
