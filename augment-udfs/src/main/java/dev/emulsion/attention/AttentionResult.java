package dev.emulsion.attention;

import java.util.Optional;

/**
 * What a model says of one image.
 *
 * @param attention where it looks
 * @param logits one per class of the model, before the soft-max; read only, and absent where only
 *     the map is known
 */
public record AttentionResult(AttentionGrid attention, Optional<float[]> logits) {

  /** A map alone. */
  public AttentionResult(AttentionGrid attention) {
    this(attention, Optional.empty());
  }
}
