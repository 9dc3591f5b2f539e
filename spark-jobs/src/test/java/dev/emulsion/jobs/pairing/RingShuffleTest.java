package dev.emulsion.jobs.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.recipe.PairingConfig.Labels;
import dev.emulsion.ring.Lane;
import dev.emulsion.ring.ListedPair;
import dev.emulsion.ring.RingLayout;
import dev.emulsion.ring.RingPartitioner;
import dev.emulsion.ring.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class RingShuffleTest {

  private static final RingLayout LAYOUT =
      new RingLayout(1, 0, new RingPartitioner(Labels.ANY, 1, new long[] {20}));

  @Test
  void basesAreSortedByRingKeyAndTheHaloAfterThemByLaneAndRank() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ids.add("s" + i);
    }
    ids.sort(Comparator.comparing(LAYOUT::key));
    List<byte[]> sorted = new ArrayList<>();
    for (String id : ids) {
      sorted.add(LAYOUT.sortKey(Target.base(new Lane(0, 0)), id));
    }
    for (Lane lane : List.of(new Lane(0, 0), new Lane(0, 1), new Lane(1, 0))) {
      for (int rank : new int[] {1, 2, 300}) {
        sorted.add(LAYOUT.sortKey(new Target(lane, rank), "s0"));
      }
    }
    // Spark compares binary values as unsigned bytes
    assertThat(sorted).isSortedAccordingTo(Arrays::compareUnsigned);
    assertThat(sorted.stream().map(Arrays::toString).distinct()).hasSameSizeAs(sorted);
  }

  @Test
  void partnersOfATableFollowTheirBaseByRank() {
    Lane lane = new Lane(0, 0);
    List<byte[]> sorted = new ArrayList<>();
    List<String> ids = new ArrayList<>(List.of("s0", "s1", "s2", "s3"));
    ids.sort(Comparator.comparing(LAYOUT::key));
    for (String base : ids) {
      sorted.add(LAYOUT.sortKey(Target.base(lane), base));
      for (int rank : new int[] {1, 2, 300}) {
        ListedPair pair = ListedPair.of(LAYOUT.key(base), -1, 0);
        sorted.add(LAYOUT.sortKey(new Target(lane, rank, pair), "partner"));
      }
    }
    assertThat(sorted).isSortedAccordingTo(Arrays::compareUnsigned);
    assertThat(sorted.stream().map(Arrays::toString).distinct()).hasSameSizeAs(sorted);
  }
}
