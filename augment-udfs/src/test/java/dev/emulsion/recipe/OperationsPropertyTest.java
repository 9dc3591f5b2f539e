package dev.emulsion.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.DataException;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Size;
import dev.emulsion.mix.Untouched;
import dev.emulsion.random.SeededDraws;
import dev.emulsion.transform.Transform;
import dev.emulsion.transform.TransformPlan;
import dev.emulsion.transform.Transforms;
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

/** What holds for every operation on one image, whatever its keys, the picture and the draws. */
class OperationsPropertyTest {

  @Property
  void theResultHasThePromisedSizeAndBands(
      @ForAll("operations") String text, @ForAll("pictures") Image picture, @ForAll long seed) {
    Transform transform = transform(text);
    TransformPlan plan = plan(transform, picture, seed);
    Image painted = plan.apply(picture);
    assertThat(plan.sizeAfter(picture.size())).isEqualTo(painted.size());
    for (Optional<Size> before : List.of(Optional.of(picture.size()), Optional.<Size>empty())) {
      assertThat(transform.sizeAfter(before).orElse(painted.size())).isEqualTo(painted.size());
    }
    if (!text.replace("random-grayscale", "").contains("grayscale")) {
      assertThat(painted.bands()).isEqualTo(picture.bands());
    }
  }

  @Property
  void aPlanThatIsReadBackPaintsWhatTheFirstRunPainted(
      @ForAll("operations") String text, @ForAll("pictures") Image picture, @ForAll long seed) {
    TransformPlan plan = plan(transform(text), picture, seed);
    Image first = plan.apply(Images.copy(picture));
    OutputPlan read =
        Plans.read(Plans.write(new OutputPlan(List.of(plan), List.of(), new Untouched())));
    assertThat(read.base()).containsExactly(plan);
    assertThat(read.base().get(0).apply(picture)).isEqualTo(first);
    assertThat(plan(transform(text), picture, seed)).isEqualTo(plan);
  }

  @Property
  void whatIsNeverAppliedChangesNothing(
      @ForAll("neverApplied") String text, @ForAll("pictures") Image picture, @ForAll long seed) {
    TransformPlan plan = plan(transform(text), picture, seed);
    assertThat(plan).isEqualTo(new dev.emulsion.transform.Untouched());
    assertThat(plan.apply(picture)).isEqualTo(picture);
    assertThat(transform(text).sizeAfter(Optional.of(picture.size()))).contains(picture.size());
  }

  @Test
  void everyKeyOfEveryOperationIsTried() {
    Set<String> keys = new TreeSet<>();
    Transforms.all()
        .forEach(entry -> entry.keys().forEach(key -> keys.add(entry.name() + "." + key)));
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

  private static Transform transform(String text) {
    return RecipeLoader.parse(
            "r", "transform: [{" + text + "}]", List.of("input.path=in", "output.path=out"))
        .transform()
        .get(0);
  }

  /** A picture that is too small for the operation is left out. */
  private static TransformPlan plan(Transform transform, Image picture, long seed) {
    try {
      return transform.plan(picture, new SeededDraws(seed));
    } catch (DataException tooSmall) {
      Assume.that(false);
      throw tooSmall;
    }
  }
}
