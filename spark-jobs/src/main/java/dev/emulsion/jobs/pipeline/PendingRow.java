package dev.emulsion.jobs.pipeline;

import dev.emulsion.image.Image;
import dev.emulsion.jobs.pipeline.SamplePipeline.MixInput;
import dev.emulsion.mix.MixPlan;
import java.util.List;
import java.util.Optional;

/**
 * An output that is painted, and whose label perhaps waits for what must be seen.
 *
 * @param partner empty where nothing was mixed
 * @param attentions of base and partner, or of the mixture, or none, as the source of attention has
 *     it
 */
public record PendingRow(
    MixInput base,
    Optional<MixInput> partner,
    int variant,
    MixPlan mix,
    Image image,
    List<PendingAttention> attentions) {

  /** Whether all that it waits for was seen. */
  boolean isSettled() {
    return attentions.stream().noneMatch(PendingAttention::isOpen);
  }
}
