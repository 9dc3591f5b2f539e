package dev.emulsion.recipe;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.Weighted;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.mix.Mix;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.random.DrawKey;
import dev.emulsion.random.Draws;
import dev.emulsion.random.PhiloxDraws;
import dev.emulsion.random.Purpose;
import dev.emulsion.random.SampleKey;
import dev.emulsion.transform.Operation;
import dev.emulsion.transform.OperationPlan;
import dev.emulsion.transform.SideImages;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every number of a recipe has an upper end. The keys come from the registries, so that a new key
 * without one fails here by its name.
 */
class NumberBoundsTest {

  /** Numbers that no key but {@code seed} accepts. */
  private static final List<String> EXTREMES =
      List.of(
          "1e308",
          "1e999",
          "-1e308",
          "9223372036854775807",
          "2147483648",
          "2147483647",
          "-2147483648",
          ".nan",
          "Infinity");

  /** Byte counts that no key accepts. */
  private static final List<String> EXTREME_SIZES =
      List.of("9223372036854775807", "8000000T", "999999999999999999", "1e18", "3TiB");

  /** The numbers in the text of a {@code rand-augment}, each a key of its own. */
  private static final String[] CONFIG =
      Stream.of("mHOLE", "nHOLE", "pHOLE", "mstdHOLE", "mmaxHOLE")
          .map(section -> "rand-augment: {config: rand-" + section + "}")
          .toArray(String[]::new);

  private static final String[] MIXING = {
    "mixup: {}, p: 0.5", "choose: [{mixup: {}, weight: 0.5}]"
  };

  /** Larger results are planned, but not rendered, to save time. */
  private static final long MAX_RENDERED = 1_000_000;

  /** Values of which a key that takes a number accepts at least one. */
  private static final List<String> ORDINARY =
      List.of("1", "2", "9", "31", "0.5", "[0.3, 0.5]", "[2, 3]", "[1, 2, 3]", "8MiB");

  /** Recipes in which every section applies; the profiles of the output have different keys. */
  private static final List<String> BASES =
      Stream.of("raw, dtype: float32", "hf", "webdataset", "arrow")
          .map(
              profile ->
                  "input: {path: in}\ngenerated: {path: generated}\nmixing-set: {path: set}\n"
                      + "transform: [{diffusemix: {size: 64}}]\noutput: {path: out, profile: "
                      + profile
                      + "}\nattention: {table: {path: maps}, model: {path: m.onnx, sha256: \""
                      + "0".repeat(64)
                      + "\"}}")
          .toList();

  /**
   * A place for a number in a recipe.
   *
   * @param name its path, for messages
   * @param yaml the recipe, with {@link #HOLE} at the place
   */
  record Place(String name, String yaml) {

    static final String HOLE = "HOLE";

    Recipe with(String value) {
      return RecipeLoader.parse("r", yaml.replace(HOLE, value), List.of());
    }

    boolean accepts(String value) {
      try {
        with(value);
        return true;
      } catch (ConfigException rejected) {
        return false;
      }
    }

    boolean takesNumbers() {
      return !accepts("abc") && ORDINARY.stream().anyMatch(this::accepts);
    }

    /** The accepted number nearest to {@code extreme}, found by halving. */
    String lastAccepted(double extreme) {
      String best = ORDINARY.stream().filter(this::accepts).findFirst().orElseThrow();
      double near = best.matches("[0-9.]+") ? Double.parseDouble(best) : 0;
      double far = extreme;
      for (int i = 0; i < 40 && Math.abs(far - near) > 1e-3 * Math.abs(near); i++) {
        double middle = near + (far - near) / 2;
        String whole = BigDecimal.valueOf(Math.rint(middle)).toPlainString();
        String exact = BigDecimal.valueOf(middle).toPlainString();
        if (accepts(whole)) {
          near = middle;
          best = whole;
        } else if (accepts(exact)) {
          near = middle;
          best = exact;
        } else {
          far = middle;
        }
      }
      return best;
    }

    boolean takesBytes() {
      return accepts("8MiB");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** The places of all keys of the sections, and of all keys of all operations. */
  private static final List<Place> PLACES =
      Stream.concat(sections(), operations()).filter(Place::takesNumbers).toList();

  static List<Place> places() {
    return PLACES;
  }

  private static Stream<Place> sections() {
    return leaves("", KnownKeys.ALL).stream()
        .filter(path -> !path.equals("seed")) // any number of 64 bits
        .flatMap(
            path ->
                BASES.stream()
                    .map(base -> new Place(path, withHole(base, path)))
                    .filter(Place::takesNumbers)
                    .limit(1));
  }

  private static String withHole(String base, String path) {
    Tree tree = TreeReader.file(base, new Problems());
    return text(Overrides.apply(tree, List.of(path + "=" + Place.HOLE), new Problems()));
  }

  private static List<String> leaves(String path, Map<String, Object> keys) {
    List<String> leaves = new ArrayList<>();
    keys.forEach(
        (key, value) -> {
          String full = KnownKeys.join(path, key);
          if (value instanceof Map) {
            leaves.addAll(leaves(full, KnownKeys.under(keys, key)));
          } else {
            leaves.add(full);
          }
        });
    return leaves;
  }

  private static Stream<Place> operations() {
    String paths = "{input: {path: in}, output: {path: out}, ";
    Stream<Place> transforms =
        Stream.concat(OperationsRoundTripTest.transforms(), Stream.of(CONFIG))
            .flatMap(sample -> holes(sample).stream())
            .map(
                hole ->
                    new Place(
                        hole.name(),
                        paths + sideImages(hole) + "transform: [{" + hole.yaml() + "}]}"));
    Stream<Place> mixes =
        Stream.concat(OperationsRoundTripTest.mixes().stream(), Stream.of(MIXING))
            .flatMap(sample -> holes(sample).stream())
            .map(
                hole ->
                    new Place(
                        "mix." + hole.name(),
                        paths
                            + "transform: [{resize: {size: [8, 8]}}], attention: {table: {path:"
                            + " maps}}, mix: {"
                            + hole.yaml()
                            + "}}"));
    return Stream.concat(transforms, mixes);
  }

  private static String sideImages(Place hole) {
    String generated = hole.name().startsWith("diffusemix") ? "generated: {path: g}, " : "";
    boolean blends = hole.name().matches("(diffusemix|pixmix).*");
    return generated + (blends ? "mixing-set: {path: f}, " : "");
  }

  /** A sample operation, once for each of its numbers, with a hole there. */
  private static List<Place> holes(String sample) {
    Problems problems = new Problems();
    var tree = (Tree.Entries) TreeReader.value("{" + sample + "}", "test", problems);
    List<Place> holes = new ArrayList<>();
    holes(tree, "", tree, holes);
    return holes;
  }

  private static void holes(Tree whole, String name, Tree at, List<Place> holes) {
    if (at instanceof Tree.Entries entries) {
      for (Map.Entry<String, Tree> entry : entries.entries().entrySet()) {
        Tree before = entry.getValue();
        if (before instanceof Tree.Scalar scalar && scalar.text().contains(Place.HOLE)) {
          String section = scalar.text().replaceAll("rand-|HOLE", "");
          holes.add(new Place(KnownKeys.join(name, section), inner(whole)));
        } else if (before instanceof Tree.Scalar || isNumbers(before)) {
          entry.setValue(new Tree.Scalar(Place.HOLE, true, "test"));
          holes.add(new Place(KnownKeys.join(name, entry.getKey()), inner(whole)));
          entry.setValue(before);
        }
        holes(whole, KnownKeys.join(name, entry.getKey()), before, holes);
      }
    } else if (at instanceof Tree.Items items) {
      for (int i = 0; i < items.items().size(); i++) {
        Tree before = items.items().get(i);
        if (before instanceof Tree.Scalar) {
          items.items().set(i, new Tree.Scalar(Place.HOLE, true, "test"));
          holes.add(new Place(name + "[" + i + "]", inner(whole)));
          items.items().set(i, before);
        } else {
          holes(whole, name + "[" + i + "]", before, holes);
        }
      }
    }
  }

  private static boolean isNumbers(Tree tree) {
    return tree instanceof Tree.Items items
        && items.items().stream().allMatch(Tree.Scalar.class::isInstance);
  }

  /** The entries of {@code tree} as YAML, without braces. */
  private static String inner(Tree tree) {
    String text = text(tree);
    return text.substring(1, text.length() - 1);
  }

  /** {@code tree} as YAML in one line. */
  private static String text(Tree tree) {
    if (tree instanceof Tree.Entries entries) {
      return "{"
          + String.join(
              ", ",
              entries.entries().entrySet().stream()
                  .map(entry -> entry.getKey() + ": " + text(entry.getValue()))
                  .toList())
          + "}";
    }
    if (tree instanceof Tree.Items items) {
      return "[" + String.join(", ", items.items().stream().map(it -> text(it)).toList()) + "]";
    }
    Tree.Scalar scalar = (Tree.Scalar) tree;
    return scalar.plain() ? scalar.text() : "\"" + scalar.text() + "\"";
  }

  @ParameterizedTest
  @MethodSource("places")
  void aNumberBeyondAllBoundsIsRejectedByName(Place place) {
    for (String extreme : place.takesBytes() ? EXTREME_SIZES : EXTREMES) {
      try {
        place.with(extreme);
        fail(place + " accepts " + extreme);
      } catch (ConfigException rejected) {
        String key = place.name().replaceAll("\\[.*", "");
        assertThat(rejected).hasMessageContaining(key.substring(key.lastIndexOf('.') + 1));
      }
    }
  }

  @Test
  void everySectionAndOperationWithNumbersIsTried() {
    Set<String> tried =
        PLACES.stream().map(place -> place.name().split("[.\\[]")[0]).collect(toSet());
    assertThat(tried)
        .contains("epochs", "pairing", "labels", "output", "decode", "attention", "input", "mix")
        .contains("generated", "quarantine", "resize", "diffusemix", "pixmix", "rand-augment");
  }

  /** At the ends of what is accepted, nothing overflows and nothing runs without end. */
  @Test
  void operationsWorkAtBothEndsOfEveryKey() {
    for (Place place : PLACES) {
      for (double extreme : new double[] {1e12, -1e12}) {
        String end = place.lastAccepted(extreme);
        try {
          tryOut(place.with(end));
        } catch (RuntimeException e) {
          throw new AssertionError(place + ": " + end, e);
        }
      }
    }
  }

  @Property(tries = 500)
  void anyNumberIsEitherRejectedOrWorks(
      @ForAll("places") Place place, @ForAll("numbers") String number) {
    if (place.accepts(number)) {
      tryOut(place.with(number));
    }
  }

  @Provide("places")
  Arbitrary<Place> anyPlace() {
    return Arbitraries.of(PLACES);
  }

  @Provide
  Arbitrary<String> numbers() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(String::valueOf),
        Arbitraries.integers().between(-100_000, 100_000).map(String::valueOf),
        Arbitraries.doubles().between(-1e308, 1e308).map(String::valueOf),
        Arbitraries.doubles().between(-1000, 1000).ofScale(6).map(String::valueOf),
        Arbitraries.of("-0.0", "1e-308", "4.9e-324", "-1", "0", "1e15", "4294967296"));
  }

  /** Plans each operation a few times, and renders the plans whose images are small. */
  private static void tryOut(Recipe recipe) {
    Image image = Images.noise(24, 31, 3, 1);
    SideImages sideImages = RandomOperations.sideImages(image);
    for (int sample = 0; sample < 4; sample++) {
      Draws draws =
          new PhiloxDraws(new DrawKey(1, 0, SampleKey.of("s" + sample), Purpose.MIX, 0, 0));
      for (Operation operation : recipe.transform()) {
        try {
          OperationPlan plan = RandomOperations.plan(operation, image, sideImages, draws);
          if (plan.sizeAfter(image.size()).area() < MAX_RENDERED) {
            plan.apply(image, sideImages);
          }
        } catch (DataException tooSmall) {
          // 24×31 pixels are too few for this crop or kernel
        }
      }
      for (Weighted<Mix> mix : recipe.mix().choose()) {
        if (mix.operation().needsMaps()) {
          continue; // those come with the samples
        }
        try {
          MixPlan plan = mix.operation().plan(image, Images.noise(24, 31, 3, 2), draws);
          assertThat(plan.lambda()).isBetween(0.0, 1.0);
          plan.apply(image, image);
        } catch (DataException tooSmall) {
          // no box of that size fits whole pixels
        }
      }
    }
  }
}
