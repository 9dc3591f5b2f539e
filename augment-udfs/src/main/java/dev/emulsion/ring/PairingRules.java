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
 * @param source of the partners
 */
public record PairingRules(
    boolean pairs, PartnerRule partners, int variants, OnNoPartner onNoPartner, Source source)
    implements Serializable {

  /** Where partners come from, which decides what is said of a base without one. */
  public enum Source {
    RING("no sample qualifies as its partner", "relax pairing.labels"),
    TABLE(
        "pairing.table has no pair of it whose partner can be read",
        "add a row with this base_id and a readable partner");

    private final String dropped;
    private final String remedy;

    Source(String dropped, String remedy) {
      this.dropped = dropped;
      this.remedy = remedy;
    }

    /** Why a base is quarantined. */
    public String dropped() {
      return dropped;
    }

    /** Why the run stops at a base. */
    public String failed(String base) {
      String rule =
          this == RING
              ? "no sample qualifies as partner of " + base
              : "pairing.table has no pair of " + base + " whose partner can be read";
      return rule + "; " + remedy + ", or set pairing.on-no-partner to keep or drop";
    }
  }

  /** Pairs of the ring. */
  public PairingRules(boolean pairs, PartnerRule partners, int variants, OnNoPartner onNoPartner) {
    this(pairs, partners, variants, onNoPartner, Source.RING);
  }

  /**
   * The rules of a recipe without groups.
   *
   * @param counts samples of each class in the whole input
   */
  public static PairingRules of(Recipe recipe, long[] counts) {
    return of(recipe, new long[][] {counts});
  }

  /**
   * The rules of a recipe.
   *
   * @param counts for each group the samples of each class
   */
  public static PairingRules of(Recipe recipe, long[][] counts) {
    return new PairingRules(
        recipe.mix().needsPartner(),
        new PartnerRule(recipe.pairing().labels(), counts),
        recipe.pairing().variants(),
        recipe.pairing().onNoPartner(),
        recipe.pairing().table().isPresent() ? Source.TABLE : Source.RING);
  }
}
