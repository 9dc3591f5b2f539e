package dev.emulsion.jobs.fractals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.fractal.Coloring;
import dev.emulsion.fractal.Dots;
import dev.emulsion.fractal.FractalDb;
import dev.emulsion.fractal.FractalSet;
import dev.emulsion.jobs.fractals.FractalRequest.Form;
import org.junit.jupiter.api.Test;

class FractalRequestTest {

  private static final FractalDb STYLE = new FractalDb(2000, 0.2, Dots.PATCH, Coloring.GRAY);

  private static FractalRequest order(int side, long count, int instances, Form form, int tasks) {
    return new FractalRequest(new FractalSet(0, side, STYLE), 0, count, instances, form, tasks);
  }

  @Test
  void tasksHaveSomeImagesEachAndFilesAreNotTooLarge() {
    assertThat(order(256, 1, 1, Form.PARQUET, 0).partitions()).isEqualTo(1);
    assertThat(order(256, 17, 1, Form.PARQUET, 0).partitions()).isEqualTo(2);
    assertThat(order(256, 100_000, 1, Form.PARQUET, 0).partitions())
        .isEqualTo(100_000 / 1024); // 128 MiB are 1024 images of 2 · 256 · 256 bytes
    assertThat(order(256, 1000, 2, Form.PARQUET, 0).partitions()).isEqualTo(64);
    assertThat(order(256, 5, 2, Form.PARQUET, 7).partitions()).isEqualTo(7);
    assertThat(order(256, 5, 1, Form.PARQUET, 7).partitions()).isEqualTo(5);
  }

  @Test
  void whatDecidesTheImagesIsNamedAsTheOptionsAre() {
    assertThat(order(64, 3, 2, Form.DATASET, 7).parameters())
        .containsOnlyKeys(
            "seed",
            "size",
            "first",
            "count",
            "instances",
            "format",
            "style",
            "points",
            "min-fill-rate",
            "dots",
            "coloring")
        .containsEntry("style", "fractaldb")
        .containsEntry("format", "dataset")
        .containsEntry("size", "64");
  }

  @Test
  void ordersThatCannotBeAreQuarantined() {
    assertThatThrownBy(() -> order(64, 0, 1, Form.PARQUET, 0))
        .hasMessage("count must be at least 1, was 0");
    assertThatThrownBy(() -> order(64, 1L << 32, 2, Form.PARQUET, 0))
        .hasMessage("count must be at most 50000000 for 2 instances each, was 4294967296");
    assertThatThrownBy(() -> order(64, 1, 65_537, Form.PARQUET, 0))
        .hasMessage("instances must be between 1 and 65536, was 65537");
    assertThatThrownBy(() -> order(64, 1, 1, Form.DATASET, 0))
        .hasMessage(
            "instances must be at least 2 for the format dataset, was 1: a class needs several"
                + " images; set instances, or choose the format folder");
    assertThatThrownBy(() -> order(64, 1, 1, Form.PARQUET, -1))
        .hasMessage("tasks must be at least 0, was -1");
  }
}
