package dev.emulsion.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.DataException;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Size;
import dev.emulsion.mix.Untouched;
import dev.emulsion.random.SeededDraws;
import dev.emulsion.transform.Companions;
import dev.emulsion.transform.Operation;
import dev.emulsion.transform.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What holds for every operation of the list, whatever its keys, the picture and the draws. */
class OperationsPropertyTest {

  @Property
  void theResultHasThePromisedSizeAndBands(
      @ForAll("operations") String text, @ForAll("pictures") Image picture, @ForAll long seed) {
    Operation operation = RandomOperations.operation(text);
    Step plan = plan(text, picture, seed);
    Image painted = plan.apply(picture, RandomOperations.companions(picture));
    assertThat(plan.sizeAfter(picture.size())).isEqualTo(painted.size());
    for (Optional<Size> before : List.of(Optional.of(picture.size()), Optional.<Size>empty())) {
      assertThat(operation.sizeAfter(before).orElse(painted.size())).isEqualTo(painted.size());
    }
    if (!text.replace("random-grayscale", "").contains("grayscale")) {
      assertThat(painted.bands()).isEqualTo(picture.bands());
    }
  }

  @Property
  void aPlanThatIsReadBackPaintsWhatTheFirstRunPainted(
      @ForAll("operations") String text, @ForAll("pictures") Image picture, @ForAll long seed) {
    Step plan = plan(text, picture, seed);
    Companions companions = RandomOperations.companions(picture);
    Image first = plan.apply(Images.copy(picture), companions);
    OutputPlan read =
        Plans.read(Plans.write(new OutputPlan(List.of(plan), List.of(), new Untouched())));
    assertThat(read.base()).containsExactly(plan);
    assertThat(read.base().get(0).apply(picture, companions)).isEqualTo(first);
    assertThat(plan(text, picture, seed)).isEqualTo(plan);
  }

  @Property
  void whatIsNeverAppliedChangesNothing(
      @ForAll("neverApplied") String text, @ForAll("pictures") Image picture, @ForAll long seed) {
    Step plan = plan(text, picture, seed);
    assertThat(plan).isEqualTo(new dev.emulsion.transform.Untouched());
    assertThat(plan.apply(picture, Companions.NONE)).isEqualTo(picture);
    assertThat(RandomOperations.operation(text).sizeAfter(Optional.of(picture.size())))
        .contains(picture.size());
  }

  @Test
  void everyKeyOfEveryOperationIsTried() {
    Set<String> keys = new TreeSet<>();
    Operations.STEPS.forEach(
        entry -> entry.keys().forEach(key -> keys.add(entry.name() + "." + key)));
    assertThat(RandomOperations.keys()).isEqualTo(keys);
  }

  @Provide
  Arbitrary<String> operations() {
    return RandomOperations.any();
  }

  @Provide
  Arbitrary<String> neverApplied() {
    return RandomOperations.withProbability(0);
  }

  @Provide
  Arbitrary<Image> pictures() {
    Arbitrary<Integer> side = Arbitraries.integers().between(1, 40);
    return Combinators.combine(
            side, side, Arbitraries.integers().between(1, 4), Arbitraries.longs().between(0, 99))
        .as(Images::noise);
  }

  /** A picture that is too small for the operation is left out. */
  private static Step plan(String text, Image picture, long seed) {
    try {
      return RandomOperations.plan(
          RandomOperations.operation(text),
          picture,
          RandomOperations.companions(picture),
          new SeededDraws(seed));
    } catch (DataException tooSmall) {
      Assume.that(false);
      throw tooSmall;
    }
  }
}
