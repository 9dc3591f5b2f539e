package dev.emulsion.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.random.RingKey;
import dev.emulsion.recipe.PairingConfig.Labels;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneHeadsTest {

  @Test
  void theFirstSamplesOfEveryLaneAreKeptInRingOrder() {
    LaneHeads heads = new LaneHeads(new HaloSelector(Labels.ANY, 2));
    Lane lane = new Lane(0, 0);
    Lane other = new Lane(0, 1);
    // 5·i mod 301 visits each of 1 to 300 once, in scattered order
    for (int i = 1; i < 301; i++) {
      heads.add(lane, sample(5 * i % 301));
    }
    heads.add(other, sample(7));
    assertThat(heads.heads()).containsOnlyKeys(lane, other);
    assertThat(heads.heads().get(lane)).containsExactly(sample(1), sample(2));
    assertThat(heads.heads().get(other)).isEqualTo(List.of(sample(7)));
  }

  private static RingSample sample(int place) {
    return new RingSample(new RingKey(place, 0), "s" + place, 0);
  }
}
