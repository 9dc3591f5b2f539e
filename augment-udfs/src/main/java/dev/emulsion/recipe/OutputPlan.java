package dev.emulsion.recipe;

import dev.emulsion.mix.MixPlan;
import dev.emulsion.transform.Step;
import java.util.List;

/**
 * Every random choice of one output. With the encoded images it gives the output's pixels.
 *
 * @param base what the transforms did to the base, in the order of the recipe
 * @param partner the same for the partner; empty if there was none
 */
public record OutputPlan(List<Step> base, List<Step> partner, MixPlan mix) {

  public OutputPlan {
    base = List.copyOf(base);
    partner = List.copyOf(partner);
  }
}
