package dev.emulsion.jobs;

import dev.emulsion.image.Image;
import dev.emulsion.jobs.Augmenter.Ready;
import dev.emulsion.mix.MixPlan;
import java.util.List;
import java.util.Optional;

/**
 * An output that is painted, and whose label perhaps waits for what must be seen.
 *
 * @param partner empty where nothing was mixed
 * @param sights of base and partner, or of the mixture, or none, as the source of attention has it
 */
record Draft(
    Ready base,
    Optional<Ready> partner,
    int variant,
    MixPlan mix,
    Image image,
    List<Sight> sights) {

  /** Whether all that it waits for was seen. */
  boolean isSettled() {
    return sights.stream().noneMatch(Sight::isOpen);
  }
}
