package dev.emulsion.jobs.pairing;

import dev.emulsion.jobs.census.Census;
import dev.emulsion.recipe.PairingConfig.OnNoPartner;
import dev.emulsion.recipe.Recipe;
import java.io.Serializable;

/**
 * How bases are paired.
 *
 * @param pairs whether bases get partners at all
 * @param variants rows per member of a base; variant k is transformed with draws of its own and
 *     mixed with the k-th partner, which is, too
 * @param onNoPartner what happens to a base for which no sample qualifies
 */
public record PairingRules(
    boolean pairs, PartnerRule partners, int variants, OnNoPartner onNoPartner)
    implements Serializable {

  /** The rules of a recipe, for the samples that {@code census} counted. */
  public static PairingRules of(Recipe recipe, Census census) {
    return new PairingRules(
        recipe.mix().needsPartner(),
        new PartnerRule(recipe.pairing().labels(), census.counts()),
        recipe.pairing().variants(),
        recipe.pairing().onNoPartner());
  }
}
