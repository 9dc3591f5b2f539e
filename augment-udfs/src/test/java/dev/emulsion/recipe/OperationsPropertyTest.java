package dev.emulsion.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.DataException;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Size;
import dev.emulsion.mix.Unmixed;
import dev.emulsion.random.SeededDraws;
import dev.emulsion.transform.Operation;
import dev.emulsion.transform.OperationPlan;
import dev.emulsion.transform.SideImages;
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

/** Properties of every transform and blend, for random keys, images and draws. */
class OperationsPropertyTest {

  @Property
  void theResultHasThePromisedSizeAndChannels(
      @ForAll("operations") String text, @ForAll("images") Image image, @ForAll long seed) {
    Operation operation = RandomOperations.operation(text);
    OperationPlan plan = plan(text, image, seed);
    Image result = plan.apply(image, RandomOperations.sideImages(image));
    assertThat(plan.sizeAfter(image.size())).isEqualTo(result.size());
    for (Optional<Size> before : List.of(Optional.of(image.size()), Optional.<Size>empty())) {
      assertThat(operation.sizeAfter(before).orElse(result.size())).isEqualTo(result.size());
    }
    if (!text.replace("random-grayscale", "").contains("grayscale")) {
      assertThat(result.channels()).isEqualTo(image.channels());
    }
  }

  @Property
  void aPlanReadFromJsonRendersTheSameImage(
      @ForAll("operations") String text, @ForAll("images") Image image, @ForAll long seed) {
    OperationPlan plan = plan(text, image, seed);
    SideImages sideImages = RandomOperations.sideImages(image);
    Image first = plan.apply(Images.copy(image), sideImages);
    OutputPlan read =
        Plans.read(Plans.write(new OutputPlan(List.of(plan), List.of(), new Unmixed())));
    assertThat(read.base()).containsExactly(plan);
    assertThat(read.base().get(0).apply(image, sideImages)).isEqualTo(first);
    assertThat(plan(text, image, seed)).isEqualTo(plan);
  }

  @Property
  void anOperationThatIsNeverAppliedChangesNothing(
      @ForAll("neverApplied") String text, @ForAll("images") Image image, @ForAll long seed) {
    OperationPlan plan = plan(text, image, seed);
    assertThat(plan).isEqualTo(new dev.emulsion.transform.NoOp());
    assertThat(plan.apply(image, SideImages.NONE)).isEqualTo(image);
    assertThat(RandomOperations.operation(text).sizeAfter(Optional.of(image.size())))
        .contains(image.size());
  }

  @Test
  void everyKeyOfEveryOperationIsTried() {
    Set<String> keys = new TreeSet<>();
    Operations.TRANSFORMS.forEach(
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
  Arbitrary<Image> images() {
    Arbitrary<Integer> side = Arbitraries.integers().between(1, 40);
    return Combinators.combine(
            side, side, Arbitraries.integers().between(1, 4), Arbitraries.longs().between(0, 99))
        .as(Images::noise);
  }

  /** The plan; a case whose image is too small for the operation is skipped. */
  private static OperationPlan plan(String text, Image image, long seed) {
    try {
      return RandomOperations.plan(
          RandomOperations.operation(text),
          image,
          RandomOperations.sideImages(image),
          new SeededDraws(seed));
    } catch (DataException tooSmall) {
      Assume.that(false);
      throw tooSmall;
    }
  }
}
