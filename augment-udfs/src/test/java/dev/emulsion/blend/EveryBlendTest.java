package dev.emulsion.blend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.Entry;
import dev.emulsion.GivenParameters;
import dev.emulsion.Serialized;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Size;
import dev.emulsion.mix.Untouched;
import dev.emulsion.random.SeededDraws;
import dev.emulsion.recipe.OutputPlan;
import dev.emulsion.recipe.Plans;
import dev.emulsion.transform.Companions;
import dev.emulsion.transform.Companions.Generated;
import dev.emulsion.transform.Companions.Picture;
import dev.emulsion.transform.Step;
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

  private static final List<Image> PHOTOS =
      List.of(
          Images.noise(13, 9, 3, 1),
          Images.noise(8, 8, 3, 2),
          Images.noise(9, 21, 3, 3),
          Images.noise(12, 10, 1, 4),
          Images.noise(1, 1, 3, 5),
          Images.noise(1, 17, 3, 6));

  static Stream<Entry<Blend>> entries() {
    return Blends.all().stream();
  }

  /** At its defaults, but small where it knows a size: an odd one, and a strip that fits. */
  private static Blend example(Entry<Blend> entry) {
    Map<String, Object> given =
        new HashMap<>(Map.of("size", List.of(7, 5), "seam-width", 4, "picture-size", 8));
    given.keySet().retainAll(entry.keys());
    return entry.factory().apply(new GivenParameters(given));
  }

  /** Pictures of other sizes than any photo's. */
  private static Companions companions(Image photo) {
    return new Companions(
        Optional.of(new Generated("a \"sketch\" with crayon", 2, noise(10, 14, photo, 7))),
        Optional.of(new Picture("fractal-7", noise(11, 6, photo, 8))));
  }

  private static Image noise(int height, int width, Image photo, long seed) {
    return Images.noise(height, width, photo.bands(), seed);
  }

  private static Companions copy(Companions companions) {
    return new Companions(
        companions
            .generated()
            .map(one -> new Generated(one.prompt(), one.variant(), Images.copy(one.image()))),
        companions.picture().map(one -> new Picture(one.id(), Images.copy(one.image()))));
  }

  private static Step plan(Entry<Blend> entry, Image photo, long seed) {
    return example(entry).plan(photo, companions(photo), new SeededDraws(seed));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void samePlanTwiceGivesEqualBytes(Entry<Blend> entry) {
    for (Image photo : PHOTOS) {
      for (long seed = 0; seed < 20; seed++) {
        Step plan = plan(entry, photo, seed);
        Companions companions = companions(photo);
        assertThat(plan.apply(photo, companions))
            .isEqualTo(plan.apply(Images.copy(photo), copy(companions)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void equalDrawsGiveEqualPlans(Entry<Blend> entry) {
    for (Image photo : PHOTOS) {
      assertThat(plan(entry, photo, 5)).isEqualTo(plan(entry, photo, 5));
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void plansSurviveJson(Entry<Blend> entry) {
    for (Image photo : PHOTOS) {
      for (long seed = 0; seed < 20; seed++) {
        Step plan = plan(entry, photo, seed);
        var whole = new OutputPlan(List.of(plan), List.of(plan, plan), new Untouched());
        OutputPlan read = Plans.read(Plans.write(whole));
        assertThat(read).isEqualTo(whole);
        assertThat(read.base().get(0).apply(photo, companions(photo)))
            .isEqualTo(plan.apply(photo, companions(photo)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void inputsAreLeftAsTheyWere(Entry<Blend> entry) {
    for (Image photo : PHOTOS) {
      Image before = Images.copy(photo);
      Companions companions = companions(photo);
      Companions companionsBefore = copy(companions);
      for (long seed = 0; seed < 20; seed++) {
        example(entry).plan(photo, companions, new SeededDraws(seed)).apply(photo, companions);
      }
      assertThat(photo).isEqualTo(before);
      assertThat(companions).isEqualTo(companionsBefore);
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void resultHasThePromisedSizeAndTheBandsOfThePhoto(Entry<Blend> entry) {
    Blend blend = example(entry);
    for (Image photo : PHOTOS) {
      Optional<Size> promised = blend.sizeAfter(Optional.of(photo.size()));
      Optional<Size> always = blend.sizeAfter(Optional.empty());
      Image alone = blend.alone().apply(photo, Companions.NONE);
      assertThat(promised).contains(alone.size());
      assertThat(blend.alone().sizeAfter(photo.size())).isEqualTo(alone.size());
      for (long seed = 0; seed < 20; seed++) {
        Step plan = plan(entry, photo, seed);
        Image result = plan.apply(photo, companions(photo));
        assertThat(result.bands()).isEqualTo(photo.bands());
        assertThat(plan.sizeAfter(photo.size())).isEqualTo(result.size());
        assertThat(promised).contains(result.size());
        always.ifPresent(size -> assertThat(result.size()).isEqualTo(size));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void someSeedShowsMoreThanThePhotoAlone(Entry<Blend> entry) {
    for (Image photo : PHOTOS) {
      Image alone = example(entry).alone().apply(photo, Companions.NONE);
      assertThat(LongStream.range(0, 40).boxed())
          .anyMatch(
              seed -> !plan(entry, photo, seed).apply(photo, companions(photo)).equals(alone));
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void planningLooksAtNothingButSizeAndBands(Entry<Blend> entry) {
    for (Image photo : PHOTOS) {
      Image other = noise(photo.height(), photo.width(), photo, 9);
      for (long seed = 0; seed < 20; seed++) {
        assertThat(plan(entry, photo, seed)).isEqualTo(plan(entry, other, seed));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void whatItNeedsMustBeThere(Entry<Blend> entry) {
    Image photo = PHOTOS.get(0);
    Blend blend = example(entry);
    Companions all = companions(photo);
    var noGenerated = new Companions(Optional.empty(), all.picture());
    var noPicture = new Companions(all.generated(), Optional.empty());
    if (blend.needsGenerated()) {
      assertThatThrownBy(() -> blend.plan(photo, noGenerated, new SeededDraws(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(entry.name() + " needs a generated picture");
    } else {
      assertThat(blend.plan(photo, noGenerated, new SeededDraws(1)))
          .isEqualTo(blend.plan(photo, all, new SeededDraws(1)));
    }
    if (blend.needsPicture()) {
      assertThatThrownBy(() -> blend.plan(photo, noPicture, new SeededDraws(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(entry.name() + " needs a picture of a set");
    } else {
      assertThat(blend.plan(photo, noPicture, new SeededDraws(1)))
          .isEqualTo(blend.plan(photo, all, new SeededDraws(1)));
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void picturesOfASetMayHaveTheSizeThatItBringsThemTo(Entry<Blend> entry) {
    Image photo = PHOTOS.get(0);
    Blend blend = example(entry);
    blend
        .pictureSize()
        .ifPresent(
            size -> {
              Companions raw = companions(photo);
              Picture picture = raw.picture().orElseThrow();
              Image fitted = picture.image().resize(size, Filter.BICUBIC);
              var ready =
                  new Companions(raw.generated(), Optional.of(new Picture(picture.id(), fitted)));
              Step plan = blend.plan(photo, raw, new SeededDraws(3));
              assertThat(plan.apply(photo, ready)).isEqualTo(plan.apply(photo, raw));
            });
  }

  @ParameterizedTest
  @MethodSource("entries")
  void operationsTravelToExecutors(Entry<Blend> entry) throws Exception {
    Blend blend = example(entry);
    assertThat(Serialized.copy(blend)).isEqualTo(blend);
  }

  @Test
  void registryListsEveryBlendOnce() {
    assertThat(Blends.all().stream().<Object>map(Entry::type))
        .containsExactlyInAnyOrderElementsOf(Arrays.asList(Blend.class.getPermittedSubclasses()));
    assertThat(Blends.all()).extracting(Entry::name).doesNotHaveDuplicates();
  }

  @Test
  void everyTypeOfPlanStandsInItsOperationAndHasItsName() {
    assertThat(Blends.all())
        .allSatisfy(entry -> assertThat(entry.plan().getEnclosingClass()).isEqualTo(entry.type()))
        .allSatisfy(
            entry -> assertThat(Blends.planNames().get(entry.plan())).isEqualTo(entry.name()));
    assertThat(Blends.planNames()).hasSize(Blends.all().size());
  }
}
