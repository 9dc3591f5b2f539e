package dev.emulsion.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.GivenArguments;
import dev.emulsion.OperationType;
import dev.emulsion.Serialized;
import dev.emulsion.Weighted;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Box;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Size;
import dev.emulsion.random.SeededDraws;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every operation on one image, over the registry. */
class EveryTransformTest {

  private static final List<Image> IMAGES =
      List.of(
          Images.noise(13, 9, 3, 1),
          Images.noise(8, 8, 3, 2),
          Images.noise(9, 21, 3, 3),
          Images.noise(12, 10, 1, 4));

  static Stream<OperationType<Transform>> entries() {
    return Transforms.all().stream();
  }

  /** The operation at its defaults, with a small size and padding where it knows these keys. */
  private static Transform example(OperationType<Transform> entry, Map<String, Object> more) {
    Map<String, Object> given =
        new HashMap<>(
            Map.of(
                "size",
                8,
                "padding",
                2,
                "operations",
                List.of(new HorizontalFlip(0.5), new VerticalFlip(1)),
                "choose",
                List.of(
                    new Weighted<>(new HorizontalFlip(1), 1),
                    new Weighted<>(new VerticalFlip(0.5), 2))));
    given.keySet().retainAll(entry.keys());
    given.putAll(more);
    return entry.factory().apply(new GivenArguments(given));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void samePlanTwiceGivesEqualBytes(OperationType<Transform> entry) {
    for (Image image : IMAGES) {
      TransformPlan plan = example(entry, Map.of()).plan(image.shape(), new SeededDraws(1));
      assertThat(plan.apply(image)).isEqualTo(plan.apply(Images.copy(image)));
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void equalDrawsGiveEqualPlans(OperationType<Transform> entry) {
    Transform transform = example(entry, Map.of());
    assertThat(transform.plan(IMAGES.get(0).shape(), new SeededDraws(5)))
        .isEqualTo(transform.plan(IMAGES.get(0).shape(), new SeededDraws(5)));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void inputIsNotModified(OperationType<Transform> entry) {
    for (Image image : IMAGES) {
      Image before = Images.copy(image);
      example(entry, Map.of()).plan(image.shape(), new SeededDraws(2)).apply(image);
      assertThat(image).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void resultHasThePromisedSizeAndTheChannelsOfTheInput(OperationType<Transform> entry) {
    Transform transform = example(entry, Map.of());
    for (Image image : IMAGES) {
      Optional<Size> promised = transform.sizeAfter(Optional.of(image.size()));
      Optional<Size> always = transform.sizeAfter(Optional.empty());
      for (long seed = 0; seed < 20; seed++) {
        Image result = transform.plan(image.shape(), new SeededDraws(seed)).apply(image);
        assertThat(result.channels())
            .isIn(entry.keys().contains("channels") ? List.of(1, 3) : List.of(image.channels()));
        assertThat(promised).contains(result.size());
        always.ifPresent(size -> assertThat(result.size()).isEqualTo(size));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void onlyWhatThePlanReadsHasInfluence(OperationType<Transform> entry) {
    Transform transform = example(entry, Map.of());
    for (Image image : IMAGES) {
      for (long seed = 0; seed < 20; seed++) {
        TransformPlan plan = transform.plan(image.shape(), new SeededDraws(seed));
        Box read = plan.reads(image.size());
        assertThat(read.isInside(image.size())).isTrue();
        assertThat(plan.apply(changedOutside(read, image))).isEqualTo(plan.apply(image));
      }
    }
  }

  private static Image changedOutside(Box box, Image image) {
    byte[] samples = image.samples().clone();
    for (int i = 0; i < samples.length; i++) {
      int row = i / image.channels() / image.width();
      int column = i / image.channels() % image.width();
      boolean inside =
          row >= box.top() && row < box.bottom() && column >= box.left() && column < box.right();
      samples[i] = inside ? samples[i] : (byte) ~samples[i];
    }
    return Image.of(image.height(), image.width(), image.channels(), samples);
  }

  @Test
  void cropsReadWhatTheyKeep() {
    Size size = new Size(13, 9);
    Box kept = new Box(2, 1, 6, 5);
    TransformPlan crop = new RandomResizedCrop.Plan(kept, new Size(8, 8), Filter.BICUBIC);
    assertThat(crop.reads(size)).isEqualTo(kept);
    TransformPlan flip = new HorizontalFlip.Plan();
    assertThat(new Sequence.Plan(List.of(crop, flip)).reads(size)).isEqualTo(kept);
    assertThat(new Sequence.Plan(List.of(flip, crop)).reads(size)).isEqualTo(Box.whole(size));
    assertThat(new CenterCrop.Plan(new Box(-1, 3, 4, 9)).reads(size))
        .isEqualTo(new Box(0, 3, 3, 6));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void someSeedChangesTheImage(OperationType<Transform> entry) {
    // large and dark enough for what equalizes and stretches to have something to do
    Image image = Images.noise(40, 32, 3, 1).blend(Images.black(40, 32), 0.5);
    Transform transform = example(entry, Map.of());
    assertThat(LongStream.range(0, 100).mapToObj(SeededDraws::new))
        .anyMatch(draws -> !transform.plan(image.shape(), draws).apply(image).equals(image));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void aProbabilityOfOneAlwaysApplies(OperationType<Transform> entry) {
    if (entry.keys().contains("p")) {
      for (long seed = 0; seed < 20; seed++) {
        Transform always = example(entry, Map.of("p", 1.0));
        assertThat(always.plan(IMAGES.get(0).shape(), new SeededDraws(seed)))
            .isNotEqualTo(new NoOp());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void planHasTheNameOfItsOperation(OperationType<Transform> entry) {
    TransformPlan plan =
        LongStream.range(0, 100)
            .mapToObj(s -> example(entry, Map.of()).plan(IMAGES.get(0).shape(), new SeededDraws(s)))
            .filter(p -> !(p instanceof NoOp))
            .findFirst()
            .orElseThrow();
    assertThat(Transforms.nameOf(plan)).isEqualTo(entry.name());
  }

  @ParameterizedTest
  @MethodSource("entries")
  void aMarkLandsWhereTheMappingSays(OperationType<Transform> entry) {
    // a gray square on the color that fills what is empty; 100 survives being solarized
    Image fill = Images.flat(60, 44, 0, 0, 0);
    Image marked = fill.withPatch(new Box(22, 14, 11, 11), Images.flat(60, 44, 100, 100, 100));
    Map<String, Object> black = entry.keys().contains("fill") ? Map.of("fill", 0) : Map.of();
    Map<String, Object> size = entry.keys().contains("size") ? Map.of("size", 40) : Map.of();
    Map<String, Object> given = new HashMap<>(black);
    given.putAll(size);
    int checked = 0;
    for (long seed = 0; seed < 40; seed++) {
      TransformPlan plan = example(entry, given).plan(marked.shape(), new SeededDraws(seed));
      Optional<AffineMap> map = plan.mapping(marked.size());
      if (map.isEmpty()) {
        continue;
      }
      double scale = Math.abs(map.get().a() * map.get().e() - map.get().b() * map.get().d());
      double[] center = center(plan.apply(marked), plan.apply(fill), 0.9 * 11 * 11 / scale);
      if (center.length > 0) {
        assertThat(map.get().x(center[0], center[1])).as("x of %s", plan).isCloseTo(19.5, NEARLY);
        assertThat(map.get().y(center[0], center[1])).as("y of %s", plan).isCloseTo(27.5, NEARLY);
        checked++;
      }
    }
    assertThat(checked).isPositive();
  }

  private static final Offset<Double> NEARLY = Offset.offset(0.75);

  /** The middle of the pixels that differ; empty if they are too few or touch the edge. */
  private static double[] center(Image image, Image background, double min) {
    int count = 0;
    double x = 0;
    double y = 0;
    double sum = 0;
    for (int row = 0; row < image.height(); row++) {
      for (int column = 0; column < image.width(); column++) {
        double weight = Math.abs(image.value(row, column, 0) - background.value(row, column, 0));
        boolean edge =
            row == 0 || column == 0 || row == image.height() - 1 || column == image.width() - 1;
        if (weight > 0 && edge) {
          return new double[0];
        }
        count += weight > 0 ? 1 : 0;
        x += weight * (column + 0.5);
        y += weight * (row + 0.5);
        sum += weight;
      }
    }
    return count < min ? new double[0] : new double[] {x / sum, y / sum};
  }

  @ParameterizedTest
  @MethodSource("entries")
  void operationsAreSerializable(OperationType<Transform> entry) throws Exception {
    Transform transform = example(entry, Map.of());
    assertThat(Serialized.copy(transform)).isEqualTo(transform);
  }

  @Test
  void registryListsEveryOperation() {
    assertThat(Transforms.all().stream().<Object>map(OperationType::type).distinct())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.asList(Transform.class.getPermittedSubclasses()));
    assertThat(Transforms.all()).extracting(OperationType::name).doesNotHaveDuplicates();
  }

  @Test
  void everyTypeOfPlanIsNestedInItsOperationAndHasItsName() {
    assertThat(Transforms.all())
        .allSatisfy(entry -> assertThat(entry.plan().getEnclosingClass()).isEqualTo(entry.type()))
        .allSatisfy(
            entry -> assertThat(Transforms.planNames().get(entry.plan())).isEqualTo(entry.name()));
    assertThat(Transforms.planNames()).hasSize(Transforms.all().size() + 1);
    assertThat(Transforms.nameOf(new NoOp())).isEqualTo("untouched");
  }
}
