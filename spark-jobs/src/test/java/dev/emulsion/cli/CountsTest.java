package dev.emulsion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CountsTest {

  @Test
  void oneThingIsNotSeveral() {
    assertThat(Counts.of(1, "class")).isEqualTo("1 class");
    assertThat(Counts.of(2, "class")).isEqualTo("2 classes");
    assertThat(Counts.of(12_000, "image")).isEqualTo("12,000 images");
    assertThat(Counts.noSamples(1, Map.of())).isEqualTo("file that is no sample");
    assertThat(Counts.noSamples(3, new TreeMap<>(Map.of(".svg", 1L, ".heic", 2L))))
        .isEqualTo("files that are no samples (.heic 2, .svg 1)");
  }

  @Test
  void aSlowRunHasADecimalPlace() {
    assertThat(Counts.rate(0.4, "images")).isEqualTo("0.4 images/s");
    assertThat(Counts.rate(9.94, "images")).isEqualTo("9.9 images/s");
    assertThat(Counts.rate(1234.4, "images")).isEqualTo("1,234 images/s");
  }
}
