package dev.emulsion.recipe;

import dev.emulsion.blend.BlendPlan;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.mix.Mixes;
import dev.emulsion.mix.Unmixed;
import dev.emulsion.transform.OperationPlan;
import java.util.List;

/**
 * Every random choice of one output. With the encoded images it gives the output's pixels.
 *
 * @param base what the transforms did to the base, in the order of the recipe
 * @param partner the same for the partner; empty if there was none
 */
public record OutputPlan(List<OperationPlan> base, List<OperationPlan> partner, MixPlan mix) {

  public OutputPlan {
    base = List.copyOf(base);
    partner = List.copyOf(partner);
  }

  /**
   * What made the row, as the {@code method} column says: the mixing of a pair; where there was
   * none, the blend of the base with its companions; else {@code none}.
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
