package dev.emulsion.recipe;

import dev.emulsion.blend.BlendPlan;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.mix.Mixes;
import dev.emulsion.mix.Unmixed;
import dev.emulsion.transform.OperationPlan;
import java.util.List;

/**
 * The drawn parameters of one output row. With the encoded images they determine its pixels.
 *
 * @param base plans of the transforms of the base image, in the order of the recipe
 * @param partner plans of the transforms of the partner image; empty if there is no partner
 */
public record OutputPlan(List<OperationPlan> base, List<OperationPlan> partner, MixPlan mix) {

  public OutputPlan {
    base = List.copyOf(base);
    partner = List.copyOf(partner);
  }

  /**
   * The value of the {@code method} column: the name of the mix; for rows without a mix that of the
   * blend; else {@code none}.
   */
  public String method() {
    return mix instanceof Unmixed
        ? base.stream()
            .filter(BlendPlan.class::isInstance)
            .map(Plans::nameOf)
            .findFirst()
            .orElseGet(() -> Mixes.nameOf(mix))
        : Mixes.nameOf(mix);
  }
}
