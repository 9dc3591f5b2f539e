package dev.emulsion.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emulsion.DataException;
import dev.emulsion.GivenArguments;
import dev.emulsion.OperationType;
import dev.emulsion.Serialized;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.label.Label;
import dev.emulsion.label.LabelPair;
import dev.emulsion.label.SoftLabel;
import dev.emulsion.random.SeededDraws;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every way to mix two images, over the registry. */
class EveryMixTest {

  private static final Image BASE = Images.noise(11, 14, 3, 1);
  private static final Image PARTNER = Images.noise(11, 14, 3, 2);

  static Stream<OperationType<Mix>> entries() {
    return Mixes.all().stream();
  }

  /** With cells that fit several times into the images here; else its defaults. */
  private static Mix made(OperationType<Mix> entry) {
    Map<String, Object> given =
        entry.name().equals("mixpro") ? Map.of("cell", 4, "patch", 2) : Map.of();
    return entry.factory().apply(new GivenArguments(given));
  }

  private static MixPlan plan(OperationType<Mix> entry, Image base, Image partner, long seed) {
    return made(entry).plan(base, partner, new SeededDraws(seed));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void samePlanTwiceGivesEqualBytes(OperationType<Mix> entry) {
    MixPlan plan = plan(entry, BASE, PARTNER, 1);
    assertThat(plan.apply(BASE, PARTNER))
        .isEqualTo(plan.apply(Images.copy(BASE), Images.copy(PARTNER)));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void equalDrawsGiveEqualPlans(OperationType<Mix> entry) {
    assertThat(plan(entry, BASE, PARTNER, 3)).isEqualTo(plan(entry, BASE, PARTNER, 3));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void inputsAreNotModified(OperationType<Mix> entry) {
    Image base = Images.copy(BASE);
    Image partner = Images.copy(PARTNER);
    plan(entry, base, partner, 2).apply(base, partner);
    assertThat(base).isEqualTo(BASE);
    assertThat(partner).isEqualTo(PARTNER);
  }

  @ParameterizedTest
  @MethodSource("entries")
  void shapeIsKept(OperationType<Mix> entry) {
    for (int side : new int[] {1, 2, 7}) {
      Image base = Images.noise(side, side + 1, 1, 1);
      Image partner = Images.noise(side, side + 1, 1, 2);
      Image mixed = plan(entry, base, partner, 4).apply(base, partner);
      assertThat(mixed.toString()).isEqualTo(base.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void lambdaIsAShareAndTheLabelSumsToOne(OperationType<Mix> entry) {
    for (long seed = 0; seed < 100; seed++) {
      MixPlan plan = plan(entry, BASE, PARTNER, seed);
      assertThat(plan.lambda()).isBetween(0.0, 1.0);
      assertThat(plan.lambdaDrawn()).isBetween(0.0, 1.0);
      SoftLabel label = plan.label(new LabelPair(new Label.Single(2), new Label.Single(4), 5, 0.1));
      double sum = 0;
      for (float weight : label.weights()) {
        sum += weight;
      }
      assertThat(sum).isCloseTo(1, within(1e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void lambdaIsTheVisibleShareOfTheBase(OperationType<Mix> entry) {
    // black over white: the mean of the result is what of white shows
    Image black = Images.black(16, 16);
    Image white = Images.white(16, 16);
    for (long seed = 0; seed < 50; seed++) {
      MixPlan plan = plan(entry, black, white, seed);
      double sum = 0;
      for (byte sample : plan.apply(black, white).samples()) {
        sum += sample & 0xFF;
      }
      // half a level is what rounding to 8 bits may cost
      assertThat(sum / (16 * 16 * 3 * 255)).isCloseTo(1 - plan.lambda(), within(0.5 / 255 + 1e-9));
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void someSeedChangesTheImage(OperationType<Mix> entry) {
    assertThat(LongStream.range(0, 20).boxed())
        .anyMatch(seed -> !plan(entry, BASE, PARTNER, seed).apply(BASE, PARTNER).equals(BASE));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void imagesOfDifferentShapesAreRejected(OperationType<Mix> entry) {
    assertThatThrownBy(() -> plan(entry, BASE, Images.noise(14, 11, 3, 1), 1))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "cannot mix 11×14×3 with 14×11×3: sizes differ; add a transform that sets the size,"
                + " such as random-resized-crop");
    assertThatThrownBy(() -> plan(entry, BASE, Images.noise(11, 14, 1, 1), 1))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("cannot mix 11×14×3 with 11×14×1");
  }

  @ParameterizedTest
  @MethodSource("entries")
  void planHasTheNameOfItsOperation(OperationType<Mix> entry) {
    assertThat(Mixes.nameOf(plan(entry, BASE, PARTNER, 1))).isEqualTo(entry.name());
  }

  @ParameterizedTest
  @MethodSource("entries")
  void plansNeedAttentionAtMostWhereTheirOperationSays(OperationType<Mix> entry) {
    var labels = new LabelPair(new Label.Single(0), new Label.Single(1), 2, 0);
    for (long seed = 0; seed < 20; seed++) {
      MixPlan plan = plan(entry, BASE, PARTNER, seed);
      assertThat(plan.attentionTarget())
          .isIn(AttentionTarget.NOWHERE, made(entry).attentionTarget());
      assertThat(plan.source()).isEqualTo(AttentionSource.AREA);
      if (made(entry).attentionTarget() == AttentionTarget.NOWHERE) {
        assertThatThrownBy(() -> plan.withAttention(AttentionSource.INLINE, List.of(), labels))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageEndingWith(" does not use attention");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void operationsAreSerializable(OperationType<Mix> entry) throws Exception {
    Mix mix = made(entry);
    assertThat(Serialized.copy(mix)).isEqualTo(mix);
  }

  @Test
  void registryListsEveryOperation() {
    assertThat(Mixes.all().stream().<Object>map(OperationType::type))
        .containsExactlyInAnyOrderElementsOf(Arrays.asList(Mix.class.getPermittedSubclasses()));
    assertThat(Mixes.all()).extracting(OperationType::name).doesNotHaveDuplicates();
  }

  @Test
  void everyTypeOfPlanIsNestedInItsOperationAndHasItsName() {
    assertThat(Mixes.all())
        .allSatisfy(entry -> assertThat(entry.plan().getEnclosingClass()).isEqualTo(entry.type()))
        .allSatisfy(
            entry -> assertThat(Mixes.planNames().get(entry.plan())).isEqualTo(entry.name()));
    assertThat(Mixes.planNames()).hasSize(Mixes.all().size() + 1);
    assertThat(Mixes.nameOf(new Unmixed())).isEqualTo("none");
  }
}
