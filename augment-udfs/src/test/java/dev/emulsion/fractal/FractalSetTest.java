package dev.emulsion.fractal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.fractal.AndersonFarrell.Backdrop;
import dev.emulsion.fractal.FractalSet.Found;
import dev.emulsion.image.Image;
import dev.emulsion.random.SeededDraws;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FractalSetTest {

  private static final int SIDE = 48;

  private static AndersonFarrell contractive(Dots dots, Coloring coloring, Backdrop backdrop) {
    return new AndersonFarrell(5000, 0.05, dots, coloring, backdrop);
  }

  static Stream<FractalStyle> styles() {
    return Stream.of(
        contractive(Dots.PATCH, Coloring.COLOR, Backdrop.LANDSCAPE),
        contractive(Dots.POINT, Coloring.GRAY, Backdrop.BLACK),
        new FractalDb(5000, 0.1, Dots.PATCH, Coloring.COLOR),
        new FractalDb(5000, 0.1, Dots.POINT, Coloring.GRAY));
  }

  private static Image image(FractalSet set, long index, int instance) {
    return set.plan(set.find(index), instance).render();
  }

  @ParameterizedTest
  @MethodSource("styles")
  void aImageIsAFunctionOfSeedIndexAndInstance(FractalStyle style) {
    FractalSet set = new FractalSet(5, SIDE, style);
    Image image = image(set, 3, 1);
    assertThat(image(new FractalSet(5, SIDE, style), 3, 1)).isEqualTo(image);
    assertThat(image(new FractalSet(6, SIDE, style), 3, 1)).isNotEqualTo(image);
    assertThat(image(set, 4, 1)).isNotEqualTo(image);
    assertThat(image(set, 3, 0)).isNotEqualTo(image);
    assertThat(image.height()).isEqualTo(SIDE);
    assertThat(image.width()).isEqualTo(SIDE);
    assertThat(image.channels()).isEqualTo(3);
  }

  @ParameterizedTest
  @MethodSource("styles")
  void everySystemFillsEnoughAndWhatCameBeforeItDidNot(FractalStyle style) {
    FractalSet set = new FractalSet(1, SIDE, style);
    FractalSet strict = new FractalSet(1, SIDE, filling(style, 0.25));
    int rejected = 0;
    for (long index = 0; index < 3; index++) {
      Found found = set.find(index);
      Found filling = strict.find(index);
      assertThat(found.fillRate()).isGreaterThanOrEqualTo(style.minFillRate());
      assertThat(filling.fillRate()).isGreaterThanOrEqualTo(0.25);
      assertThat(filling.attempt()).isGreaterThanOrEqualTo(found.attempt());
      rejected += filling.attempt();
    }
    assertThat(rejected).isPositive();
  }

  private static FractalStyle filling(FractalStyle style, double min) {
    if (style instanceof AndersonFarrell ours) {
      return new AndersonFarrell(ours.points(), min, ours.dots(), ours.coloring(), ours.backdrop());
    }
    FractalDb db = (FractalDb) style;
    return new FractalDb(db.points(), min, db.dots(), db.coloring());
  }

  @Test
  void aFillRateOutOfReachIsSaid() {
    AndersonFarrell full = new AndersonFarrell(1000, 1, Dots.POINT, Coloring.COLOR, Backdrop.BLACK);
    assertThatThrownBy(() -> new FractalSet(0, SIDE, full).find(17, 20))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "no system of fractal 17 fills 1.0 of its image after 20 attempts; lower"
                + " --min-fill-rate");
  }

  @Test
  void sizesThatNoImageHasAreRejected() {
    FractalStyle style = contractive(Dots.PATCH, Coloring.COLOR, Backdrop.LANDSCAPE);
    assertThatThrownBy(() -> new FractalSet(0, 15, style))
        .hasMessage("size must be between 16 and 2048, was 15");
    assertThatThrownBy(() -> new FractalSet(0, 2049, style))
        .hasMessage("size must be between 16 and 2048, was 2049");
    assertThatThrownBy(() -> new FractalSet(0, 16, style).find(-1))
        .hasMessage("index must be at least 0, was -1");
  }

  @Test
  void theFirstInstanceIsTheSystemItselfAndTheWholeOfIt() {
    AndersonFarrell style = contractive(Dots.PATCH, Coloring.COLOR, Backdrop.LANDSCAPE);
    FunctionSystem system = style.system(new SeededDraws(1));
    AndersonFarrell.Plan plan = style.plan(system, SIDE, 0, new SeededDraws(2));
    assertThat(plan.system()).isEqualTo(system);
    assertThat(plan.window()).isEqualTo(Window.Move.NONE);
  }

  @Property(tries = 100)
  void laterInstancesVaryOneMapAndStayContractive(
      @ForAll @LongRange(min = 0, max = 1 << 30) long seed) {
    AndersonFarrell style = contractive(Dots.PATCH, Coloring.COLOR, Backdrop.LANDSCAPE);
    FunctionSystem system = style.system(new SeededDraws(seed));
    AndersonFarrell.Plan plan = style.plan(system, SIDE, 1, new SeededDraws(seed + 1));
    int changed = 0;
    for (int k = 0; k < system.maps().size(); k++) {
      double factor = plan.system().maps().get(k).e() / system.maps().get(k).e();
      assertThat(factor).isBetween(0.8, 1.1);
      changed += plan.system().maps().get(k).equals(system.maps().get(k)) ? 0 : 1;
      assertThat(plan.system().maps().get(k).largestSingularValue()).isLessThan(1 + 1e-12);
    }
    assertThat(changed).isLessThanOrEqualTo(1);
    assertThat(plan.patch()).isBetween(1, 511);
    assertThat(plan.window().zoomX()).isBetween(0.5, 2.0);
    assertThat(plan.window().shiftY()).isBetween(-0.2, 0.2);
  }

  @Test
  void grayImagesAreGray() {
    for (Backdrop backdrop : Backdrop.values()) {
      FractalSet set = new FractalSet(0, SIDE, contractive(Dots.PATCH, Coloring.GRAY, backdrop));
      byte[] samples = image(set, 2, 0).samples();
      for (int i = 0; i < samples.length; i += 3) {
        assertThat(samples[i]).isEqualTo(samples[i + 1]).isEqualTo(samples[i + 2]);
      }
    }
  }

  @Test
  void aBlackBackgroundIsBlackWhereTheFractalIsNot() {
    FractalSet set =
        new FractalSet(0, SIDE, contractive(Dots.POINT, Coloring.COLOR, Backdrop.BLACK));
    Found found = set.find(0);
    byte[] samples = set.plan(found, 0).render().samples();
    long black =
        LongStream.range(0, SIDE * SIDE)
            .filter(i -> samples[(int) (3 * i)] == 0 && samples[(int) (3 * i + 1)] == 0)
            .count();
    assertThat(black).isGreaterThan(SIDE * SIDE / 10);
    FractalSet landscape =
        new FractalSet(0, SIDE, contractive(Dots.POINT, Coloring.COLOR, Backdrop.LANDSCAPE));
    assertThat(landscape.find(0)).isEqualTo(found);
    assertThat(image(landscape, 0, 0).samples()).isNotEqualTo(samples);
  }

  @Test
  void imagesOfASetAreAllDifferent() {
    FractalSet set =
        new FractalSet(
            0, 16, new AndersonFarrell(1000, 0, Dots.PATCH, Coloring.COLOR, Backdrop.BLACK));
    Set<List<Object>> numbers = new HashSet<>();
    for (long index = 0; index < 50; index++) {
      Found found = set.find(index);
      for (int instance = 0; instance < 3; instance++) {
        numbers.add(List.of(set.plan(found, instance)));
      }
    }
    assertThat(numbers).hasSize(150);
  }
}
