package dev.emulsion.blend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.GivenArguments;
import dev.emulsion.OperationType;
import dev.emulsion.Serialized;
import dev.emulsion.blend.BlendPlan.Stage;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Size;
import dev.emulsion.mix.Unmixed;
import dev.emulsion.random.SeededDraws;
import dev.emulsion.recipe.OutputPlan;
import dev.emulsion.recipe.Plans;
import dev.emulsion.transform.GeneratedKey;
import dev.emulsion.transform.OperationPlan;
import dev.emulsion.transform.SideImages;
import dev.emulsion.transform.SideImages.Generated;
import dev.emulsion.transform.SideImages.MixingImage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every blend, over the registry. */
class EveryBlendTest {

  private static final GeneratedKey KEY = new GeneratedKey("1.jpg", "a \"sketch\" with crayon", 2);

  private static final List<Image> IMAGES =
      List.of(
          Images.noise(13, 9, 3, 1),
          Images.noise(8, 8, 3, 2),
          Images.noise(9, 21, 3, 3),
          Images.noise(12, 10, 1, 4),
          Images.noise(1, 1, 3, 5),
          Images.noise(1, 17, 3, 6));

  static Stream<OperationType<Blend>> entries() {
    return Blends.all().stream();
  }

  /** At its defaults, but small where it knows a size: an odd one, and a strip that fits. */
  private static Blend example(OperationType<Blend> entry) {
    Map<String, Object> given =
        new HashMap<>(Map.of("size", List.of(7, 5), "seam-width", 4, "image-size", 8));
    given.keySet().retainAll(entry.keys());
    return entry.factory().apply(new GivenArguments(given));
  }

  /** Images of other sizes than any image's. */
  private static SideImages sideImages(Image image) {
    return new SideImages(
        Optional.of(new Generated(KEY, noise(10, 14, image, 7))),
        Optional.of(new MixingImage("fractal-7", noise(11, 6, image, 8))));
  }

  private static Image noise(int height, int width, Image image, long seed) {
    return Images.noise(height, width, image.channels(), seed);
  }

  private static SideImages copy(SideImages sideImages) {
    return new SideImages(
        sideImages.generated().map(one -> new Generated(one.key(), Images.copy(one.image()))),
        sideImages.mixingImage().map(one -> new MixingImage(one.id(), Images.copy(one.image()))));
  }

  private static BlendPlan plan(OperationType<Blend> entry, Image image, long seed) {
    return example(entry).plan(image.shape(), sideImages(image), new SeededDraws(seed));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void samePlanTwiceGivesEqualBytes(OperationType<Blend> entry) {
    for (Image image : IMAGES) {
      for (long seed = 0; seed < 20; seed++) {
        OperationPlan plan = plan(entry, image, seed);
        SideImages sideImages = sideImages(image);
        assertThat(plan.apply(image, sideImages))
            .isEqualTo(plan.apply(Images.copy(image), copy(sideImages)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void equalDrawsGiveEqualPlans(OperationType<Blend> entry) {
    for (Image image : IMAGES) {
      assertThat(plan(entry, image, 5)).isEqualTo(plan(entry, image, 5));
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void plansSurviveJson(OperationType<Blend> entry) {
    for (Image image : IMAGES) {
      for (long seed = 0; seed < 20; seed++) {
        OperationPlan plan = plan(entry, image, seed);
        var whole = new OutputPlan(List.of(plan), List.of(plan, plan), new Unmixed());
        OutputPlan read = Plans.read(Plans.write(whole));
        assertThat(read).isEqualTo(whole);
        assertThat(read.base().get(0).apply(image, sideImages(image)))
            .isEqualTo(plan.apply(image, sideImages(image)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void inputsAreNotModified(OperationType<Blend> entry) {
    for (Image image : IMAGES) {
      Image before = Images.copy(image);
      SideImages sideImages = sideImages(image);
      SideImages companionsBefore = copy(sideImages);
      for (long seed = 0; seed < 20; seed++) {
        example(entry)
            .plan(image.shape(), sideImages, new SeededDraws(seed))
            .apply(image, sideImages);
      }
      assertThat(image).isEqualTo(before);
      assertThat(sideImages).isEqualTo(companionsBefore);
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void resultHasThePromisedSizeAndTheChannelsOfTheImage(OperationType<Blend> entry) {
    Blend blend = example(entry);
    for (Image image : IMAGES) {
      Optional<Size> promised = blend.sizeAfter(Optional.of(image.size()));
      Optional<Size> always = blend.sizeAfter(Optional.empty());
      Image alone = blend.withoutSideImages().apply(image, SideImages.NONE);
      assertThat(promised).contains(alone.size());
      assertThat(blend.withoutSideImages().sizeAfter(image.size())).isEqualTo(alone.size());
      for (long seed = 0; seed < 20; seed++) {
        OperationPlan plan = plan(entry, image, seed);
        Image result = plan.apply(image, sideImages(image));
        assertThat(result.channels()).isEqualTo(image.channels());
        assertThat(plan.sizeAfter(image.size())).isEqualTo(result.size());
        assertThat(promised).contains(result.size());
        always.ifPresent(size -> assertThat(result.size()).isEqualTo(size));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void someSeedShowsMoreThanTheImageAlone(OperationType<Blend> entry) {
    for (Image image : IMAGES) {
      Image alone = example(entry).withoutSideImages().apply(image, SideImages.NONE);
      assertThat(LongStream.range(0, 40).boxed())
          .anyMatch(
              seed -> !plan(entry, image, seed).apply(image, sideImages(image)).equals(alone));
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void theStagesBeginWithWhatComesInAndEndWithTheResult(OperationType<Blend> entry) {
    Image image = IMAGES.get(0);
    SideImages sideImages = sideImages(image);
    for (long seed = 0; seed < 20; seed++) {
      BlendPlan plan = plan(entry, image, seed);
      List<Stage> stages = plan.stages(image, sideImages);
      assertThat(stages.get(0).isMade()).isFalse();
      Stage last = stages.get(stages.size() - 1);
      assertThat(last.isMade()).isTrue();
      assertThat(last.name()).isEqualTo("result");
      assertThat(last.image()).isEqualTo(plan.apply(image, sideImages));
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void plansNameTheCompanionsThatTheyNeed(OperationType<Blend> entry) {
    Blend blend = example(entry);
    BlendPlan plan = plan(entry, IMAGES.get(0), 1);
    assertThat(plan.generatedKey(KEY.source()))
        .isEqualTo(blend.needsGenerated() ? Optional.of(KEY) : Optional.empty());
    assertThat(plan.mixingImageName())
        .isEqualTo(blend.needsMixingImage() ? Optional.of("fractal-7") : Optional.empty());
  }

  @ParameterizedTest
  @MethodSource("entries")
  void whatItNeedsMustBeThere(OperationType<Blend> entry) {
    Image image = IMAGES.get(0);
    Blend blend = example(entry);
    SideImages all = sideImages(image);
    var noGenerated = new SideImages(Optional.empty(), all.mixingImage());
    var noImage = new SideImages(all.generated(), Optional.empty());
    if (blend.needsGenerated()) {
      assertThatThrownBy(() -> blend.plan(image.shape(), noGenerated, new SeededDraws(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(entry.name() + " needs a generated image");
    } else {
      assertThat(blend.plan(image.shape(), noGenerated, new SeededDraws(1)))
          .isEqualTo(blend.plan(image.shape(), all, new SeededDraws(1)));
    }
    if (blend.needsMixingImage()) {
      assertThatThrownBy(() -> blend.plan(image.shape(), noImage, new SeededDraws(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(entry.name() + " needs an image of the mixing set");
    } else {
      assertThat(blend.plan(image.shape(), noImage, new SeededDraws(1)))
          .isEqualTo(blend.plan(image.shape(), all, new SeededDraws(1)));
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void imagesOfASetMayHaveTheSizeThatItBringsThemTo(OperationType<Blend> entry) {
    Image image = IMAGES.get(0);
    Blend blend = example(entry);
    blend
        .mixingImageSize()
        .ifPresent(
            size -> {
              SideImages raw = sideImages(image);
              MixingImage ofSet = raw.mixingImage().orElseThrow();
              Image fitted = ofSet.image().resize(size, Filter.BICUBIC);
              var ready =
                  new SideImages(raw.generated(), Optional.of(new MixingImage(ofSet.id(), fitted)));
              OperationPlan plan = blend.plan(image.shape(), raw, new SeededDraws(3));
              assertThat(plan.apply(image, ready)).isEqualTo(plan.apply(image, raw));
            });
  }

  @ParameterizedTest
  @MethodSource("entries")
  void operationsAreSerializable(OperationType<Blend> entry) throws Exception {
    Blend blend = example(entry);
    assertThat(Serialized.copy(blend)).isEqualTo(blend);
  }

  @Test
  void registryListsEveryBlendOnce() {
    assertThat(Blends.all().stream().<Object>map(OperationType::type))
        .containsExactlyInAnyOrderElementsOf(Arrays.asList(Blend.class.getPermittedSubclasses()));
    assertThat(Blends.all()).extracting(OperationType::name).doesNotHaveDuplicates();
  }

  @Test
  void everyTypeOfPlanIsNestedInItsOperationAndHasItsName() {
    assertThat(Blends.all())
        .allSatisfy(entry -> assertThat(entry.plan().getEnclosingClass()).isEqualTo(entry.type()))
        .allSatisfy(
            entry -> assertThat(Blends.planNames().get(entry.plan())).isEqualTo(entry.name()));
    assertThat(Blends.planNames()).hasSize(Blends.all().size());
  }
}
