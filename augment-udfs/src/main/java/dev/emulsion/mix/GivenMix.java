package dev.emulsion.mix;

import dev.emulsion.Require;
import java.util.Optional;

/**
 * What is given of the mixing of one pair, and therefore not drawn.
 *
 * @param lambda the base's weight, in [0, 1]
 * @param method name of a method in recipes, such as {@code cutmix}
 */
public record GivenMix(Optional<Double> lambda, Optional<String> method) {

  /** Everything is drawn. */
  public static final GivenMix NOTHING = new GivenMix(Optional.empty(), Optional.empty());

  public GivenMix {
    lambda.ifPresent(it -> Require.share("lambda", it));
  }
}
