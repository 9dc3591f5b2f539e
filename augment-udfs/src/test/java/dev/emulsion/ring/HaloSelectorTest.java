package dev.emulsion.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.random.RingKey;
import dev.emulsion.recipe.PairingConfig.Labels;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HaloSelectorTest {

  @Test
  void anyKeepsTheFirstSamples() {
    assertThat(labels(new HaloSelector(Labels.ANY, 2).select(stretch(0, 0, 1, 2))))
        .containsExactly(0, 0);
  }

  @Test
  void differentKeepsSamplesThatSomeClassStillNeeds() {
    // class 0 needs two samples of other classes: the 1 and the first 2. Two 0s are enough for all
    // other classes. At the last 2, every class has two samples of other classes.
    HaloSelector selector = new HaloSelector(Labels.DIFFERENT, 2);
    assertThat(labels(selector.select(stretch(0, 0, 0, 0, 0, 1, 2, 2))))
        .containsExactly(0, 0, 1, 2);
  }

  @Test
  void differentKeepsDepthSamplesOfARunOfOneClass() {
    List<RingSample> kept = new HaloSelector(Labels.DIFFERENT, 3).select(stretch(5, 5, 5, 5, 5, 5));
    assertThat(labels(kept)).containsExactly(5, 5, 5);
  }

  @Test
  void saturatedMeansThatNoLaterSampleIsKept() {
    HaloSelector selector = new HaloSelector(Labels.DIFFERENT, 2);
    assertThat(selector.isSaturated(stretch(0, 0, 1))).isFalse(); // class 0 has one partner only
    assertThat(selector.isSaturated(stretch(0, 0, 1, 1))).isTrue();
    assertThat(new HaloSelector(Labels.ANY, 2).isSaturated(stretch(0))).isFalse();
    assertThat(new HaloSelector(Labels.ANY, 2).isSaturated(stretch(0, 0))).isTrue();
  }

  @Test
  void selectionsOfPartsMergeToTheSelectionOfTheWhole() {
    for (int pattern = 0; pattern < 2187; pattern++) {
      List<RingSample> whole = stretch(digits(pattern));
      List<RingSample> odd = new ArrayList<>();
      List<RingSample> even = new ArrayList<>();
      for (int i = 0; i < whole.size(); i++) {
        (i % 2 == 0 ? even : odd).add(whole.get(i));
      }
      HaloSelector selector = new HaloSelector(Labels.DIFFERENT, 2);
      List<RingSample> merged = new ArrayList<>(selector.select(odd));
      merged.addAll(selector.select(even));
      merged.sort(null);
      assertThat(selector.select(merged)).as("%d", pattern).isEqualTo(selector.select(whole));
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
