package dev.emulsion.attention;

import java.util.Optional;

/**
 * The attention of one image, with the model's logits if there are any.
 *
 * @param attention how much each cell matters
 * @param logits one per class of the model, before the softmax; read only; empty for a map alone
 */
public record AttentionResult(AttentionGrid attention, Optional<float[]> logits) {

  /** A map alone. */
  public AttentionResult(AttentionGrid attention) {
    this(attention, Optional.empty());
  }
}
