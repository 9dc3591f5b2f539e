package dev.emulsion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountsTest {

  @Test
  void oneThingIsNotSeveral() {
    assertThat(Counts.of(1, "class")).isEqualTo("1 class");
    assertThat(Counts.of(2, "class")).isEqualTo("2 classes");
    assertThat(Counts.of(12_000, "image")).isEqualTo("12,000 images");
    assertThat(Counts.ignored(1)).isEqualTo("1 file without an image");
    assertThat(Counts.ignored(0)).isEqualTo("0 files without an image");
  }

  @Test
  void aSlowRunIsNotSaidToStandStill() {
    assertThat(Counts.rate(0.4)).isEqualTo("0.4 images/s");
    assertThat(Counts.rate(9.94)).isEqualTo("9.9 images/s");
    assertThat(Counts.rate(1234.4)).isEqualTo("1,234 images/s");
  }
}
