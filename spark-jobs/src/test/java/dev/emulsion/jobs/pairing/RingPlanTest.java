package dev.emulsion.jobs.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.util.List;
import org.junit.jupiter.api.Test;

class RingPlanTest {

  @Test
  void aHaloHasOneSamplePerVariantAndSparesForUnreadableOnes() {
    // (10,000 / 200 + 64) / 16 buckets = 7 spares
    assertThat(RingPlan.haloDepth(variants(1), 10_000, 16)).isEqualTo(1 + 7);
    assertThat(RingPlan.haloDepth(variants(5), 10_000, 16)).isEqualTo(5 + 7);
  }

  @Test
  void aHaloHasAtLeastThreeAndAtMost64Spares() {
    // (100 / 200 + 64) / 64 buckets = 1; (10,000,000 / 200 + 64) / 16 buckets = 3129
    assertThat(RingPlan.haloDepth(variants(1), 100, 64)).isEqualTo(1 + 3);
    assertThat(RingPlan.haloDepth(variants(1), 10_000_000, 16)).isEqualTo(1 + 64);
  }

  private static Recipe variants(int variants) {
    return RecipeLoader.parse(
        "halo.yaml",
        "input: {path: in}\noutput: {path: out}\n",
        List.of("pairing.variants=" + variants));
  }
}
