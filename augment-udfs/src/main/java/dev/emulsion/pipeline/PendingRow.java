package dev.emulsion.pipeline;

import dev.emulsion.attention.AttentionResult;
import dev.emulsion.image.Image;
import dev.emulsion.mix.MixPlan;
import java.util.List;
import java.util.Optional;

/**
 * A mixed image whose label may still wait for attention.
 *
 * @param partner empty where nothing was mixed
 * @param mix the plan, without the attention
 * @param image the mixture
 * @param attentions that the label depends on: of base and partner, of the mixture, or none
 */
public record PendingRow(
    MixInput base,
    Optional<MixInput> partner,
    int variant,
    MixPlan mix,
    Image image,
    List<PendingAttention> attentions) {

  /** A row that shows the base as it is. */
  static PendingRow unmixed(MixInput base, int variant, MixPlan mix) {
    return new PendingRow(base, Optional.empty(), variant, mix, base.image(), List.of());
  }

  /** Whether no attention is still to be computed. */
  public boolean isComplete() {
    return attentions.stream().noneMatch(PendingAttention::isOpen);
  }

  /** The results of all {@link #attentions}; empty unless every one of them has a result. */
  List<AttentionResult> attentionResults() {
    List<AttentionResult> results =
        attentions.stream().flatMap(attention -> attention.result().stream()).toList();
    return results.size() == attentions.size() ? results : List.of();
  }
}
