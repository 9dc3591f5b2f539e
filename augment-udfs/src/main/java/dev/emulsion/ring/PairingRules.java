package dev.emulsion.ring;

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

  /**
   * The rules of a recipe.
   *
   * @param counts samples of each class in the whole input
   */
  public static PairingRules of(Recipe recipe, long[] counts) {
    return new PairingRules(
        recipe.mix().needsPartner(),
        new PartnerRule(recipe.pairing().labels(), counts),
        recipe.pairing().variants(),
        recipe.pairing().onNoPartner());
  }
}
