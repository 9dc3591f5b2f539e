package dev.emulsion.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emulsion.Serialized;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LabelTest {

  private static final int CLASSES = 6;

  @Test
  void everyClassOfSeveralHasTheWholeWeightOfOne() {
    assertThat(new Label.Multi(3, 1).soft(4, 0).dense()).containsExactly(0, 1, 0, 1);
    // 0.2 / 4 everywhere, and 1 - 0.2 more at each class
    assertThat(new Label.Multi(3, 1).soft(4, 0.2).dense())
        .containsExactly(0.05f, 0.85f, 0.05f, 0.85f);
  }

  @Test
  void smoothingTakesItsShareOfEveryWeight() {
    assertThat(new Label.Distribution(0.5f, 0, 2, 0).soft(4, 0.5).dense())
        .containsExactly(0.375f, 0.125f, 1.125f, 0.125f);
    assertThat(new Label.Distribution(0.5f, 0, 2, 0).soft(4, 0).indices()).containsExactly(0, 2);
  }

  @Test
  void overlappingClassesKeepTheirWeightWhenMixed() {
    SoftLabel mixed =
        new Label.Multi(0, 2).soft(4, 0).mixedWith(new Label.Multi(2, 3).soft(4, 0), 0.75);
    assertThat(mixed.dense()).containsExactly(0.75f, 0, 1, 0.25f);
  }

  @Test
  void theMainClassIsTheOnlyOneTheLowestOrTheHeaviest() {
    assertThat(new Label.Single(4).main()).isEqualTo(4);
    assertThat(new Label.Multi(5, 2, 3).main()).isEqualTo(2);
    assertThat(new Label.Distribution(0.1f, 0.4f, 0.1f, 0.4f).main()).isEqualTo(1);
  }

  @Test
  void aSampleIsCountedInEachOfSeveralClassesElseInItsMainOne() {
    assertThat(new Label.Single(4).classes()).containsExactly(4);
    assertThat(new Label.Multi(5, 2, 5).classes()).containsExactly(2, 5);
    assertThat(new Label.Distribution(0.1f, 0.9f).classes()).containsExactly(1);
  }

  @Test
  void callersCannotReachInside() {
    int[] indices = {1, 2};
    Label.Multi multi = new Label.Multi(indices);
    indices[0] = 9;
    multi.classes()[0] = 9;
    assertThat(multi).isEqualTo(new Label.Multi(1, 2)).hasToString("[1, 2]");
    float[] weights = {0.5f, 0.25f};
    Label.Distribution distribution = new Label.Distribution(weights);
    weights[0] = 9;
    distribution.weights()[0] = 9;
    assertThat(distribution)
        .isEqualTo(new Label.Distribution(0.5f, 0.25f))
        .hasToString("[0.5, 0.25]");
  }

  @Test
  void labelsSurviveSerialization() throws Exception {
    for (Label label :
        List.of(new Label.Single(3), new Label.Multi(1, 2), new Label.Distribution(0.5f, 0.5f))) {
      assertThat(Serialized.copy(label)).isEqualTo(label).hasSameHashCodeAs(label);
    }
  }

  @Test
  void rejectionsStateRuleAndValue() {
    assertThatThrownBy(() -> new Label.Single(-1)).hasMessage("label must be at least 0, was -1");
    assertThatThrownBy(() -> new Label.Multi())
        .hasMessage("number of labels must be at least 1, was 0");
    assertThatThrownBy(() -> new Label.Multi(2, -3)).hasMessage("label must be at least 0, was -3");
    assertThatThrownBy(() -> new Label.Multi(2, 5).soft(5, 0))
        .hasMessage("label must be between 0 and 4, was 5");
    assertThatThrownBy(() -> new Label.Distribution(1, Float.NaN))
        .hasMessage("weights must be finite and not negative, was NaN for class 1");
    assertThatThrownBy(() -> new Label.Distribution(Float.POSITIVE_INFINITY))
        .hasMessage("weights must be finite and not negative, was Infinity for class 0");
    assertThatThrownBy(() -> new Label.Distribution(1, -0.5f))
        .hasMessage("weights must be finite and not negative, was -0.5 for class 1");
    assertThatThrownBy(() -> new Label.Distribution(0, 0))
        .hasMessage("at least one weight must be positive, was [0.0, 0.0]");
    assertThatThrownBy(() -> new Label.Distribution(1, 1).soft(3, 0))
        .hasMessage("weights must have one number per class, 3, had 2");
  }

  @Property
  void mixingIsLinearInEveryClass(
      @ForAll("labels") Label base,
      @ForAll("labels") Label partner,
      @ForAll @DoubleRange(max = 1) double lambda,
      @ForAll @DoubleRange(max = 1) double smoothing) {
    float[] one = base.soft(CLASSES, smoothing).dense();
    float[] other = partner.soft(CLASSES, smoothing).dense();
    float[] mixed =
        base.soft(CLASSES, smoothing).mixedWith(partner.soft(CLASSES, smoothing), lambda).dense();
    for (int k = 0; k < CLASSES; k++) {
      assertThat(mixed[k]).isEqualTo(one[k] * (float) lambda + other[k] * (float) (1 - lambda));
    }
  }

  @Property
  void smoothingAndMixingKeepTheMass(
      @ForAll("labels") Label base,
      @ForAll("labels") Label partner,
      @ForAll @DoubleRange(max = 1) double lambda,
      @ForAll @DoubleRange(max = 1) double smoothing) {
    // what is off weighs s/K, so that K classes share s whatever the label's own mass
    double ofBase = (1 - smoothing) * base.mass() + smoothing;
    double ofPartner = (1 - smoothing) * partner.mass() + smoothing;
    assertThat(mass(base.soft(CLASSES, smoothing))).isCloseTo(ofBase, within(1e-5));
    SoftLabel mixed =
        base.soft(CLASSES, smoothing).mixedWith(partner.soft(CLASSES, smoothing), lambda);
    assertThat(mass(mixed)).isCloseTo(lambda * ofBase + (1 - lambda) * ofPartner, within(1e-5));
  }

  @Property
  void oneClassIsTheSameInEveryForm(
      @ForAll @IntRange(max = CLASSES - 1) int index,
      @ForAll @DoubleRange(max = 1) double smoothing) {
    float[] oneHot = new float[CLASSES];
    oneHot[index] = 1;
    SoftLabel single = new Label.Single(index).soft(CLASSES, smoothing);
    assertThat(new Label.Multi(index).soft(CLASSES, smoothing)).isEqualTo(single);
    assertThat(new Label.Distribution(oneHot).soft(CLASSES, smoothing)).isEqualTo(single);
  }

  @Provide
  Arbitrary<Label> labels() {
    Arbitrary<Integer> index = Arbitraries.integers().between(0, CLASSES - 1);
    Arbitrary<Float> weight = Arbitraries.floats().between(0, 3);
    return Arbitraries.oneOf(
        index.map(Label.Single::new),
        index.array(Integer[].class).ofMinSize(1).ofMaxSize(8).map(LabelTest::multi),
        weight
            .list()
            .ofSize(CLASSES)
            .filter(weights -> weights.stream().anyMatch(w -> w > 0))
            .map(LabelTest::distribution));
  }

  private static Label multi(Integer[] indices) {
    return new Label.Multi(List.of(indices).stream().mapToInt(n -> n).toArray());
  }

  private static Label distribution(List<Float> boxed) {
    float[] weights = new float[boxed.size()];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = boxed.get(k);
    }
    return new Label.Distribution(weights);
  }

  private static double mass(SoftLabel label) {
    double sum = 0;
    for (float weight : label.weights()) {
      sum += weight;
    }
    return sum;
  }
}
