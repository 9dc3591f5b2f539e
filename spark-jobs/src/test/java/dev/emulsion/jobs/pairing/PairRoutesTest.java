package dev.emulsion.jobs.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.recipe.PairingConfig.Labels;
import dev.emulsion.ring.ListedPair;
import dev.emulsion.ring.RingLayout;
import dev.emulsion.ring.RingPartitioner;
import dev.emulsion.ring.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PairRoutesTest {

  private static final int BUCKETS = 16;
  private static final RingLayout LAYOUT =
      new RingLayout(3, 1, new RingPartitioner(Labels.ANY, BUCKETS, new long[] {1000}));

  @Test
  void everyPairSendsItsPartnerToTheLaneOfItsBase() {
    Map<String, List<Target>> expected = new TreeMap<>();
    List<byte[]> entries = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      String base = "s" + i;
      String partner = "s" + i * i % 1000; // some are partners of many, others of none
      ListedPair pair = ListedPair.of(LAYOUT.key(base), i, i % 3);
      entries.add(PairRoutes.entry(partner, i % 5, pair));
      expected
          .computeIfAbsent(partner, p -> new ArrayList<>())
          .add(new Target(LAYOUT.lane(base, 0), i % 5 + 1, pair));
    }
    PairRoutes routes = PairRoutes.of(entries);
    for (int i = 0; i < 1000; i++) {
      assertThat(routes.targets("s" + i, LAYOUT))
          .containsExactlyInAnyOrderElementsOf(expected.getOrDefault("s" + i, List.of()));
    }
    assertThat(routes.targets("no sample", LAYOUT)).isEmpty();
    assertThat(routes.size()).isEqualTo(1000);
    assertThat(routes.bytes()).isEqualTo(1000 * 39);
  }

  @Test
  void noPairsSendNothing() {
    PairRoutes routes = PairRoutes.of(List.of());
    assertThat(routes.targets("s0", LAYOUT)).isEmpty();
    assertThat(routes.size()).isZero();
  }

  @Test
  void theOrderInWhichPairsAreCollectedDoesNotMatter() {
    List<byte[]> entries = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      entries.add(PairRoutes.entry("p", i, ListedPair.of(LAYOUT.key("s" + i), 0, 0)));
    }
    List<Target> targets = PairRoutes.of(entries).targets("p", LAYOUT);
    List<byte[]> reversed = new ArrayList<>(entries);
    reversed.sort(Comparator.comparingInt(entries::indexOf).reversed());
    assertThat(PairRoutes.of(reversed).targets("p", LAYOUT)).isEqualTo(targets);
  }
}
