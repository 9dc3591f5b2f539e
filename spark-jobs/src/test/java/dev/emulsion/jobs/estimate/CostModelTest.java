package dev.emulsion.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CostModelTest {

  @Test
  void itIsTheMeasurementOfTheBenchmarkPage() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "benchmarks.md"));
    double decoded = number(page, "\\| bare JPEG decoding \\|[^|]*\\| (\\d+) \\|");
    double done = number(page, "\\| `augment`, listing to seal \\|[^|]*\\| (\\d+) \\|");
    assertThat(CostModel.coreSeconds(500 * 375, 0)).isCloseTo(1 / decoded, within(1e-12));
    assertThat(CostModel.coreSeconds(500 * 375, 224 * 224)).isCloseTo(1 / done, within(1e-12));
  }

  private static double number(String page, String pattern) {
    return java.util.regex.Pattern.compile(pattern)
        .matcher(page)
        .results()
        .mapToDouble(match -> Double.parseDouble(match.group(1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(pattern));
  }
}
