package dev.emulsion.jobs.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.random.RingKey;
import dev.emulsion.recipe.PairingConfig.Labels;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HaloSelectorTest {

  @Test
  void anyKeepsTheFirst() {
    assertThat(labels(new HaloSelector(Labels.ANY, 2).select(stretch(0, 0, 1, 2))))
        .containsExactly(0, 0);
  }

  @Test
  void differentKeepsWhatSomeClassStillNeeds() {
    // class 0 needs two samples unlike itself: the 1 and the 2. Of the run of 0s two are enough,
    // for all other classes; the last 2 comes when every class has met two unlike itself.
    HaloSelector haloSelector = new HaloSelector(Labels.DIFFERENT, 2);
    assertThat(labels(haloSelector.select(stretch(0, 0, 0, 0, 0, 1, 2, 2))))
        .containsExactly(0, 0, 1, 2);
  }

  @Test
  void differentCostsTheDepthOnARunOfOneClass() {
    List<RingSample> kept = new HaloSelector(Labels.DIFFERENT, 3).select(stretch(5, 5, 5, 5, 5, 5));
    assertThat(labels(kept)).containsExactly(5, 5, 5);
  }

  @Test
  void saturatedMeansNothingThatFollowsIsKept() {
    HaloSelector haloSelector = new HaloSelector(Labels.DIFFERENT, 2);
    assertThat(haloSelector.isSaturated(stretch(0, 0, 1))).isFalse(); // class 0 has met one only
    assertThat(haloSelector.isSaturated(stretch(0, 0, 1, 1))).isTrue();
    assertThat(new HaloSelector(Labels.ANY, 2).isSaturated(stretch(0))).isFalse();
    assertThat(new HaloSelector(Labels.ANY, 2).isSaturated(stretch(0, 0))).isTrue();
  }

  @Test
  void headsOfPartsMergeToTheHeadsOfTheWhole() {
    for (int pattern = 0; pattern < 2187; pattern++) {
      List<RingSample> whole = stretch(digits(pattern));
      List<RingSample> odd = new ArrayList<>();
      List<RingSample> even = new ArrayList<>();
      for (int i = 0; i < whole.size(); i++) {
        (i % 2 == 0 ? even : odd).add(whole.get(i));
      }
      HaloSelector haloSelector = new HaloSelector(Labels.DIFFERENT, 2);
      List<RingSample> merged = new ArrayList<>(haloSelector.select(odd));
      merged.addAll(haloSelector.select(even));
      merged.sort(null);
      assertThat(haloSelector.select(merged))
          .as("%d", pattern)
          .isEqualTo(haloSelector.select(whole));
    }
  }

  /** The seven ternary digits of a number: every sequence of three classes. */
  private static int[] digits(int number) {
    int[] digits = new int[7];
    for (int i = 0; i < digits.length; i++) {
      digits[i] = number % 3;
      number /= 3;
    }
    return digits;
  }

  /** Samples of these classes, in ring order. */
  static List<RingSample> stretch(int... labels) {
    List<RingSample> samples = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      samples.add(new RingSample(new RingKey(i, 0), "s" + i, labels[i]));
    }
    return samples;
  }

  private static int[] labels(List<RingSample> samples) {
    return samples.stream().mapToInt(RingSample::label).toArray();
  }
}
