package dev.emulsion.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.ScriptedDraws;
import dev.emulsion.random.SeededDraws;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandAugmentTest {

  private static final Shape SHAPE = new Shape(10, 20, 3);
  private static final List<Integer> MEAN = List.of(124, 116, 104);

  @Test
  void timmDrawsOperationsFirstAndThenEachInTurn() {
    RandAugment augment = timm("rand-m9-mstd0.5-inc1");
    // shear-x and color; shear: yes, 9 + 0.5·1 = 9.5, negative; color: not this time
    ScriptedDraws draws = ScriptedDraws.of(11, 7, 0.5, 1, 0.6, 0.51);
    RandAugment.Plan plan = augment.plan(SHAPE, draws);
    assertThat(draws.questions())
        .containsExactly("below 15", "below 15", "uniform", "normal", "uniform", "uniform");
    assertThat(plan.operations())
        .containsExactly(new Shear.PlanX(-(0.95 * 0.3), Filter.BICUBIC, MEAN));
  }

  @Test
  void noiseIsCutToTheUpperEnd() {
    ScriptedDraws draws = ScriptedDraws.of(3, 0.1, 4, 0.1);
    // 9 + 0.5·4 = 11 counts as 10: 30 degrees
    assertThat(timm("rand-m9-n1-mstd0.5").plan(SHAPE, draws).operations())
        .containsExactly(
            new Rotation.Plan(30, Rotation.Canvas.KEEP, List.of(), Filter.BICUBIC, MEAN));
  }

  @Test
  void aProbabilityOfOneIsNotDrawn() {
    ScriptedDraws draws = ScriptedDraws.of(2);
    assertThat(timm("rand-m9-n1-p1").plan(SHAPE, draws).operations())
        .containsExactly(new Invert.Plan());
  }

  @ParameterizedTest
  @CsvSource({"rand-m9-inc0, INCREASING", "rand-m9-inc1, INCREASING", "rand-m9, PLAIN"})
  void incWithAnyNumberTurnsTheGrowingOperationsOn(String config, TimmConfig.OperationSet set) {
    assertThat(TimmConfig.of(config).set()).isEqualTo(set);
  }

  @Test
  void weightedSetsDoNotRepeatAnOperation() {
    RandAugment augment = timm("rand-m5-n15-p1.0-tweights");
    RandAugment.Plan plan = augment.plan(SHAPE, new SeededDraws(3));
    // 15 operations of 15: each once
    assertThat(plan.operations()).hasSize(15);
    assertThat(plan.operations().stream().map(TransformPlan::getClass).distinct()).hasSize(15);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rind-m9|config must begin with rand-, was rind-m9",
        "rand-m9.5|config must have a whole number in m9.5, was rand-m9.5",
        "rand-p0.5.5|config must have a number in p0.5.5, was rand-p0.5.5",
        "rand-m9-inc|config must consist of sections such as m9, n2, p0.5, mstd0.5, mmax10, inc1"
            + " and tweights, t3a or t3aw, was rand-m9-inc with inc",
        "rand-w0|config must consist of sections such as m9, n2, p0.5, mstd0.5, mmax10, inc1 and"
            + " tweights, t3a or t3aw, was rand-w0 with w0",
        "rand-t4|config must name one of the sets tweights, t3a and t3aw, was rand-t4 with t4",
        "rand-mstd1e999|mstd must be between 0 and 1000, was Infinity: above 100 magnitudes are"
            + " uniform",
        "rand-p1.5|p must be between 0 and 1, was 1.5",
        "rand-n0|n must be at least 1, was 0",
        "rand-mmax0|mmax must be at least 1, was 0",
        "rand-n16-tweights|n must be at most the number of operations, 15, was 16"
      })
  void aWrongConfigIsRejected(String config, String message) {
    assertThatThrownBy(() -> TimmConfig.of(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void keysOfAnotherDefinitionAreRejected() {
    rejects(
        Map.of("definition", "paper", "config", "rand-m9"),
        "config must be given with definition timm only; set n and magnitude instead");
    rejects(
        Map.of("n", 3),
        "n and magnitude must not be given with definition timm; set them in config, as in"
            + " rand-m9-mstd0.5-inc1");
    rejects(Map.of("bins", 3), "bins must be given with definition torchvision only");
    rejects(
        Map.of("definition", "torchvision", "magnitude", 31),
        "magnitude must be from 0 to bins - 1, 30, was 31");
    rejects(
        Map.of("definition", "paper", "magnitude", -1),
        "magnitude must be between 0 and 1000, was -1.0");
  }

  private static void rejects(Map<String, Object> given, String message) {
    assertThatThrownBy(
            () -> RandAugment.ENTRY.factory().apply(new dev.emulsion.GivenArguments(given)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void thePaperHasIdentityAndMagnitudesBeyondTen() {
    RandAugment augment = new RandAugment(new PaperPolicy(3, 20), PaperPolicy.SAMPLING);
    ScriptedDraws draws = ScriptedDraws.of(0, 13, 0.1, 5);
    // 2·100 pixels; 2·1.8 + 0.1
    assertThat(augment.plan(SHAPE, draws).operations())
        .containsExactly(
            new NoOp(),
            new Translate.PlanY(200, Filter.NEAREST, List.of(128)),
            new Color.Plan(3.7));
  }

  @Test
  void trivialAugmentDrawsOperationBinAndSign() {
    ScriptedDraws draws = ScriptedDraws.of(5, 30, 1);
    assertThat(new TrivialAugmentWide(31, Sampling.TORCHVISION).plan(SHAPE, draws).operations())
        .containsExactly(
            new Rotation.Plan(-135, Rotation.Canvas.KEEP, List.of(), Filter.NEAREST, List.of(0)));
    assertThat(draws.questions()).containsExactly("below 14", "below 31", "below 2");
    assertThat(
            new TrivialAugmentWide(31, Sampling.TORCHVISION)
                .plan(SHAPE, ScriptedDraws.of(10, 30))
                .operations())
        .containsExactly(new Posterize.Plan(2));
  }

  @Test
  void torchvisionsMagnitudesAreRoundedOnce() {
    // 0.9f - 10 · 0.03f is 0.8999999762 - 0.2999999933 = 0.5999999829, between the neighboring
    // floats 0.5999999642 and 0.6000000238, nearer the first; rounding the product gives the other
    assertThat(
            TorchvisionOperation.BRIGHTNESS.magnitude(
                TorchvisionOperation.Space.RAND_AUGMENT, 20, 31, new Size(10, 20)))
        .isEqualTo(0.59999996423721313);
  }

  @Test
  void threeAugmentIsGraySolarizedOrBlurred() {
    assertThat(new ThreeAugment().plan(SHAPE, ScriptedDraws.of(0)).operations())
        .containsExactly(new RandomGrayscale.Plan());
    assertThat(new ThreeAugment().plan(SHAPE, ScriptedDraws.of(1)).operations())
        .containsExactly(new Solarize.Plan(128));
    ScriptedDraws draws = ScriptedDraws.of(2, 1.5);
    assertThat(
            ((GaussianBlur.Plan) new ThreeAugment().plan(SHAPE, draws).operations().get(0)).sigma())
        .isEqualTo(1.5);
    assertThat(draws.questions()).containsExactly("below 3", "uniform 0.1 2.0");
  }

  @Test
  void augMixWeighsTheImageAndItsChains() {
    AugMix mix = new AugMix(3, 2, 1, 1, Sampling.TORCHVISION);
    // half the image; the first chain 0.4 of the other half; both equalize, which has no bin
    ScriptedDraws draws = ScriptedDraws.of(0.5, 0.4, 8, 8);
    AugMix.Plan plan = mix.plan(SHAPE, draws);
    assertThat(draws.questions())
        .containsExactly("beta 1.0 1.0", "beta 1.0 1.0", "below 13", "below 13");
    assertThat(plan.own()).isEqualTo(0.5);
    assertThat(plan.chains()).extracting(AugMix.Chain::weight).containsExactly(0.2, 0.3);
    Image flat = Images.flat(2, 2, 100, 0, 255);
    var inverted = new AugMix.Chain(0.5, List.of(new Invert.Plan()));
    // half of 100 and half of 155 is 127.5, of which the fraction is dropped
    assertThat(new AugMix.Plan(0.5, List.of(inverted)).apply(flat))
        .isEqualTo(Images.flat(2, 2, 127, 127, 127));
  }

  @Property
  void weightsOfAugMixSumToOne(
      @ForAll @IntRange(min = 1, max = 6) int width, @ForAll @IntRange(max = 1000) int seed) {
    AugMix.Plan plan =
        new AugMix(3, width, 0, 1, Sampling.DEFAULT).plan(SHAPE, new SeededDraws(seed));
    double sum = plan.own() + plan.chains().stream().mapToDouble(AugMix.Chain::weight).sum();
    assertThat(sum).isCloseTo(1, within(1e-12));
  }

  /** How far a step of timm's growing set is from doing nothing. */
  private static double strength(TransformPlan plan) {
    if (plan instanceof Rotation.Plan rotation) {
      return Math.abs(rotation.degrees());
    } else if (plan instanceof Shear.PlanX shear) {
      return Math.abs(shear.shear());
    } else if (plan instanceof Shear.PlanY shear) {
      return Math.abs(shear.shear());
    } else if (plan instanceof Translate.PlanX shift) {
      return Math.abs(shift.pixels());
    } else if (plan instanceof Translate.PlanY shift) {
      return Math.abs(shift.pixels());
    } else if (plan instanceof Posterize.Plan posterize) {
      return 8 - posterize.bits();
    } else if (plan instanceof Solarize.Plan solarize) {
      return 256 - solarize.threshold();
    } else if (plan instanceof SolarizeAdd.Plan solarize) {
      return solarize.add();
    } else if (plan instanceof Color.Plan color) {
      return Math.abs(1 - color.factor());
    } else if (plan instanceof Contrast.Plan contrast) {
      return Math.abs(1 - contrast.factor());
    } else if (plan instanceof Brightness.Plan brightness) {
      return Math.abs(1 - brightness.factor());
    } else if (plan instanceof Sharpness.Plan sharpness) {
      return Math.abs(1 - sharpness.factor());
    }
    return 0; // auto-contrast, equalize and invert have one strength
  }

  @Property
  void theGrowingSetGrowsWithTheMagnitude(
      @ForAll @DoubleRange(min = 0, max = 10) double one,
      @ForAll @DoubleRange(min = 0, max = 10) double other,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double sign) {
    double weak = Math.min(one, other);
    double strong = Math.max(one, other);
    for (var choice : TimmConfig.OperationSet.INCREASING.operations()) {
      TimmOperation operation = choice.operation();
      assertThat(strength(plan(operation, weak, sign)))
          .as("%s at %s and %s", operation, weak, strong)
          .isLessThanOrEqualTo(strength(plan(operation, strong, sign)));
    }
    assertThat(strength(plan(TimmOperation.ROTATE, 10, sign))).isEqualTo(30);
  }

  /** The plain set's arguments grow, which weakens posterize and turns the factors about at 5. */
  @Property
  void thePlainSetsArgumentsGrowWithTheMagnitude(
      @ForAll @DoubleRange(min = 0, max = 10) double one,
      @ForAll @DoubleRange(min = 0, max = 10) double other) {
    double weak = Math.min(one, other);
    double strong = Math.max(one, other);
    for (var choice : TimmConfig.OperationSet.PLAIN.operations()) {
      TimmOperation operation = choice.operation();
      assertThat(argument(plan(operation, weak, 0.25)))
          .as("%s at %s and %s", operation, weak, strong)
          .isLessThanOrEqualTo(argument(plan(operation, strong, 0.25)));
    }
    assertThat(argument(plan(TimmOperation.POSTERIZE, 10, 0.25))).isEqualTo(4);
    assertThat(argument(plan(TimmOperation.COLOR, 5, 0.25))).isEqualTo(1);
  }

  private static double argument(TransformPlan plan) {
    if (plan instanceof Posterize.Plan posterize) {
      return posterize.bits();
    } else if (plan instanceof Solarize.Plan solarize) {
      return solarize.threshold();
    } else if (plan instanceof Color.Plan color) {
      return color.factor();
    } else if (plan instanceof Contrast.Plan contrast) {
      return contrast.factor();
    } else if (plan instanceof Brightness.Plan brightness) {
      return brightness.factor();
    } else if (plan instanceof Sharpness.Plan sharpness) {
      return sharpness.factor();
    }
    return strength(plan);
  }

  @Property
  void torchvisionsOperationsGrowWithTheBin(
      @ForAll TorchvisionOperation.Space space,
      @ForAll TorchvisionOperation operation,
      @ForAll @IntRange(min = 2, max = 50) int bins,
      @ForAll @IntRange(min = 8, max = 500) int side,
      @ForAll boolean negative) {
    double before = 0;
    for (int bin = 0; bin < bins; bin++) {
      double magnitude = operation.magnitude(space, bin, bins, Size.square(side));
      boolean turned = negative && operation.isSigned();
      TransformPlan plan =
          operation.plan(turned ? -magnitude : magnitude, ScriptedDraws.of(), Sampling.DEFAULT);
      assertThat(strength(plan)).as("bin %d", bin).isGreaterThanOrEqualTo(before);
      before = strength(plan);
    }
    assertThat(before > 0).isEqualTo(operation.hasMagnitude());
  }

  private static TransformPlan plan(TimmOperation operation, double magnitude, double sign) {
    return operation.plan(
        magnitude / 10, ScriptedDraws.of(sign), Sampling.DEFAULT, new Size(10, 20));
  }

  @Property(tries = 100)
  void aConfigIsWrittenAsATextThatGivesItBack(
      @ForAll @IntRange(max = 30) int magnitude,
      @ForAll @IntRange(min = 1, max = 3) int n,
      @ForAll @DoubleRange(max = 1) double p,
      @ForAll @DoubleRange(max = 200) double noise,
      @ForAll @IntRange(min = 1, max = 30) int max,
      @ForAll TimmConfig.OperationSet set) {
    TimmConfig config = new TimmConfig(magnitude, n, p, noise, max, set);
    assertThat(TimmConfig.of(config.text())).isEqualTo(config);
  }

  private static RandAugment timm(String config) {
    return new RandAugment(TimmConfig.of(config), Sampling.DEFAULT);
  }
}
