package dev.emulsion.mix;

import dev.emulsion.OperationType;
import dev.emulsion.Require;
import dev.emulsion.Weighted;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.image.Image;
import dev.emulsion.random.Draws;
import java.io.Serializable;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The {@code mix} section of a recipe: no method, one, or a weighted choice.
 *
 * <p>Draws, in order: whether to mix, which method (only if there are several), the draws of the
 * method.
 *
 * @param p probability of mixing a pair
 * @param choose the methods and their weights; empty for no mixing
 */
public record Mixing(double p, List<Weighted<Mix>> choose) implements Serializable {

  private static final double MAX_ALPHA = 1_000_000;

  public Mixing {
    Require.share("p", p);
    choose = List.copyOf(choose);
  }

  /** No mixing: every output is its base. */
  public static Mixing none() {
    return new Mixing(0, List.of());
  }

  /** Requires the concentration of a Beta distribution of λ to be positive and sensible. */
  static void requireAlpha(double alpha) {
    Require.positive("alpha", MAX_ALPHA, alpha, "from there on every λ is nearly 1/2");
  }

  /** Whether any output can need a partner. */
  public boolean needsPartner() {
    return p > 0 && !choose.isEmpty();
  }

  /** Whether labels can depend on attention. */
  public boolean needsAttention() {
    return needsPartner()
        && choose.stream()
            .anyMatch(m -> m.operation().attentionTarget() != AttentionTarget.NOWHERE);
  }

  /** Whether labels can depend on a model's logits for the mixture. */
  public boolean needsLogits() {
    return needsPartner() && choose.stream().anyMatch(m -> m.operation().needsLogits());
  }

  /** Whether mixing can need precomputed maps. */
  public boolean needsMaps() {
    return needsPartner() && choose.stream().anyMatch(m -> m.operation().needsMaps());
  }

  /**
   * Plans one pair.
   *
   * @param known precomputed maps: none, or those of base and partner, in this order
   */
  public MixPlan plan(Image base, Image partner, List<AttentionResult> known, Draws draws) {
    return plan(base, partner, known, GivenMix.NOTHING, draws);
  }

  /**
   * As {@link #plan(Image, Image, List, Draws)}, for a pair whose λ or method is given instead of
   * drawn. What is given is not drawn, and {@code p} still decides whether the pair is mixed.
   *
   * @throws IllegalArgumentException if the given method is not among {@link #methods}
   */
  public MixPlan plan(
      Image base, Image partner, List<AttentionResult> known, GivenMix given, Draws draws) {
    if (!needsPartner() || !draws.chance(p)) {
      return new Unmixed();
    }
    List<Weighted<Mix>> eligible = given.method().map(this::named).orElse(choose);
    Mix method = eligible.get(method(eligible, draws)).operation();
    Mix used = given.lambda().isPresent() ? method.withDrawnLambda() : method;
    Draws rest = given.lambda().<Draws>map(it -> new GivenLambda(it, draws)).orElse(draws);
    return known.isEmpty() ? used.plan(base, partner, rest) : used.plan(base, partner, known, rest);
  }

  /** The names of all methods that may be chosen, sorted. */
  public SortedSet<String> methods() {
    SortedSet<String> names = new TreeSet<>();
    choose.forEach(method -> names.add(name(method)));
    return names;
  }

  private List<Weighted<Mix>> named(String method) {
    Require.that(
        methods().contains(method),
        () -> "method must be one of " + String.join(", ", methods()) + ", was " + method);
    return choose.stream().filter(it -> name(it).equals(method)).toList();
  }

  private static String name(Weighted<Mix> method) {
    return OperationType.of(method.operation(), Mixes.all()).name();
  }

  /** Plans one pair without precomputed maps. */
  public MixPlan plan(Image base, Image partner, Draws draws) {
    return plan(base, partner, List.of(), draws);
  }

  private static int method(List<Weighted<Mix>> eligible, Draws draws) {
    return eligible.size() == 1 ? 0 : draws.choice(Weighted.weights(eligible));
  }
}
