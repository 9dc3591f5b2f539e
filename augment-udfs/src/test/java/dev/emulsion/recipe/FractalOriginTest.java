package dev.emulsion.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.fractal.AndersonFarrell;
import dev.emulsion.fractal.AndersonFarrell.Backdrop;
import dev.emulsion.fractal.Coloring;
import dev.emulsion.fractal.Dots;
import dev.emulsion.fractal.FractalDb;
import dev.emulsion.fractal.FractalSet;
import dev.emulsion.fractal.FractalStyle;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FractalOriginTest {

  static Stream<FractalStyle> styles() {
    return Stream.of(
        new AndersonFarrell(2000, 0.05, Dots.PATCH, Coloring.COLOR, Backdrop.LANDSCAPE),
        new AndersonFarrell(2000, 0.05, Dots.POINT, Coloring.COLOR, Backdrop.BLACK),
        new FractalDb(2000, 0.05, Dots.PATCH, Coloring.GRAY));
  }

  @ParameterizedTest
  @MethodSource("styles")
  void anOriginReadFromJsonRendersTheSameImage(FractalStyle style) {
    FractalSet set = new FractalSet(-9, 32, style);
    FractalSet.Found found = set.find(1);
    for (int instance = 0; instance < 3; instance++) {
      FractalOrigin origin =
          new FractalOrigin(
              -9, 1, instance, found.attempt(), found.fillRate(), set.plan(found, instance));
      String json = origin.json();
      assertThat(json)
          .doesNotContain("\n")
          .startsWith("{\"seed\":-9,\"index\":1,\"instance\":" + instance + ",\"attempt\":")
          .contains("\"plan\":{\"style\":\"" + style.parameters().get("style") + "\"");
      FractalOrigin read = FractalOrigin.parse(json);
      assertThat(read).isEqualTo(origin);
      assertThat(read.plan().render()).isEqualTo(set.plan(found, instance).render());
    }
  }

  @Test
  void invalidJsonIsReportedWithTheReason() {
    assertThatThrownBy(() -> FractalOrigin.parse("{\"seed\":1}"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("cannot read the origin {\"seed\":1} of a fractal: ")
        .hasMessageEndingWith("; was it written by another version?");
  }
}
