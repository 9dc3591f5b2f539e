package dev.emulsion.mix;

import dev.emulsion.Require;
import dev.emulsion.Weighted;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.image.Image;
import dev.emulsion.random.Draws;
import java.io.Serializable;
import java.util.List;

/**
 * The {@code mix} section of a recipe: none, one or a weighted choice of methods.
 *
 * <p>Draws, in order: whether to mix at all, which method (only if there are several), then the
 * method's own.
 *
 * @param p probability that a pair is mixed at all
 * @param choose the methods and their weights; empty for no mixing
 */
public record Mixing(double p, List<Weighted<Mix>> choose) implements Serializable {

  public Mixing {
    Require.share("p", p);
    choose = List.copyOf(choose);
  }

  /** No mixing: every output is its base. */
  public static Mixing none() {
    return new Mixing(0, List.of());
  }

  /** Whether a partner can ever be needed. */
  public boolean needsPartner() {
    return p > 0 && !choose.isEmpty();
  }

  /** Whether labels can depend on what is seen of images. */
  public boolean needsAttention() {
    return needsPartner()
        && choose.stream().anyMatch(m -> m.operation().attentionTarget() != AttentionTarget.NOWHERE);
  }

  /** Whether labels can depend on a model's logits of the mixture. */
  public boolean needsLogits() {
    return needsPartner() && choose.stream().anyMatch(m -> m.operation().needsLogits());
  }

  /** Whether pairs can be mixed only by maps that were made beforehand. */
  public boolean needsMaps() {
    return needsPartner() && choose.stream().anyMatch(m -> m.operation().needsMaps());
  }

  /**
   * Decides for one pair.
   *
   * @param known maps of base and partner that were made beforehand; none, or both in this order
   */
  public MixPlan plan(Image base, Image partner, List<AttentionResult> known, Draws draws) {
    if (!needsPartner() || !draws.chance(p)) {
      return new Unmixed();
    }
    Mix method = choose.get(method(draws)).operation();
    return known.isEmpty()
        ? method.plan(base, partner, draws)
        : method.plan(base, partner, known, draws);
  }

  /** Decides for one pair of which no maps are known. */
  public MixPlan plan(Image base, Image partner, Draws draws) {
    return plan(base, partner, List.of(), draws);
  }

  private int method(Draws draws) {
    return choose.size() == 1 ? 0 : draws.choice(Weighted.weights(choose));
  }
}
