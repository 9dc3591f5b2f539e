package dev.emulsion.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.pairing.RingShuffle;
import dev.emulsion.jobs.run.CodecCheck;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EstimatorTest {

  private static final long SAMPLES = 100;

  private static final int ROW = RingShuffle.ROW_OVERHEAD_BYTES;

  /** The name of a side input. */
  private static final int NAME = 32;

  private static final RowSizeProbe PROBE =
      new RowSizeProbe(32, 0, 1000, 2000, 50, 500, SideInputLoad.NONE);

  @Test
  void aShuffledSampleIsItsImageItsIdAndARow() {
    EstimateReport report = estimate(PROBE, generated(0, 0), SAMPLES);
    // 2 epochs of 100 samples and a halo of 10; images of 1000 bytes, ids of 8
    assertThat(report.traffic().shuffledBytes()).isEqualTo(2 * 110 * (1000 + 8 + ROW));
    assertThat(report.traffic().readBytes()).isEqualTo(2 * 100 * 1000);
    assertThat(report.output().rows()).isEqualTo(200);
    assertThat(report.traffic().writtenBytes()).isEqualTo(200 * 500);
    // the fullest of 4 buckets has 40 samples and a quarter of the halo
    assertThat(report.memory().sortBytes()).isEqualTo((long) (42.5 * (1000 + 8 + ROW)));
  }

  @Test
  void attentionMapsAndMixingImagesAreShuffledAndSortedWithTheirSample() {
    RowSizeProbe withSideInputs =
        new RowSizeProbe(32, 0, 1000, 2000, 50, 500, new SideInputLoad(2, 3000));
    EstimateReport report = estimate(withSideInputs, generated(0, 0), SAMPLES);
    double perSample = 1000 + 8 + ROW + 3000 + 2 * (8 + ROW + NAME);
    assertThat(report.traffic().shuffledBytes()).isEqualTo((long) (2 * 110 * perSample));
    assertThat(report.memory().sortBytes()).isEqualTo((long) (42.5 * perSample));
  }

  @Test
  void generatedImagesAreReadAndShuffledToo() {
    // 150 images of 400 bytes for 100 samples
    EstimateReport report = estimate(PROBE, generated(150, 150 * 400), 150);
    double perSample = 1000 + 8 + ROW + 1.5 * (400 + 8 + ROW + NAME);
    assertThat(report.traffic().shuffledBytes()).isEqualTo((long) (2 * 110 * perSample));
    assertThat(report.traffic().readBytes()).isEqualTo(2 * (100 * 1000 + 150 * 400));
    assertThat(report.output().rows()).isEqualTo(300);
  }

  @Test
  void timeIsSharedByTheCoresAndCostIsNot() {
    Recipe recipe = recipe();
    EstimateReport.Effort effort =
        new Estimator(recipe, measured(PROBE, generated(0, 0), SAMPLES, 0), 4, Optional.of(900.0))
            .report()
            .effort();
    double coreSeconds = CostModel.coreSeconds(200 * 1000.0, 200 * 50.0);
    assertThat(effort.coreSeconds()).isCloseTo(coreSeconds, within(1e-9));
    assertThat(effort.seconds()).isCloseTo(coreSeconds / 4, within(1e-9));
    assertThat(effort.price().orElseThrow()).isCloseTo(coreSeconds / 4, within(1e-9));
  }

  @Test
  void anImageOfManyVariantsIsDecodedOnceAndTransformedForEach() {
    Recipe four = recipe("pairing: {variants: 4}");
    Measurements measured = measured(PROBE, generated(0, 0), SAMPLES, 0);
    EstimateReport report = new Estimator(four, measured, 1, Optional.empty()).report();
    assertThat(report.output().rows()).isEqualTo(4 * 200);
    assertThat(report.effort().coreSeconds())
        .isCloseTo(CostModel.coreSeconds(200 * 1000.0, 800 * 50.0), within(1e-9));
    // four images of each of 5 samples, the base and its 4 partners, and the decoder's
    assertThat(report.memory().imageBytes()).isEqualTo(4 * 5 * 50 * 3 + 2000 * 3);
  }

  @Test
  void samplesWithoutAPartnerAreDroppedIfTheRecipeSaysSo() {
    Measurements measured = measured(PROBE, generated(0, 0), SAMPLES, 5);
    Recipe drop = recipe("pairing: {labels: same, on-no-partner: drop}");
    EstimateReport report = new Estimator(drop, measured, 1, Optional.empty()).report();
    assertThat(report.output().rows()).isEqualTo(2 * 95);
    assertThat(report.warnings())
        .contains(
            "5 of 100 samples have no eligible partner under pairing.labels: same; with"
                + " pairing.on-no-partner: drop they are dropped");
  }

  @Test
  void warningsNameALargeClassALargeHaloAndRejectedImages() {
    RowSizeProbe rejecting = new RowSizeProbe(32, 3, 1000, 2000, 50, 500, SideInputLoad.NONE);
    Measurements measured = measured(rejecting, generated(0, 0), SAMPLES, 0);
    assertThat(EstimateWarnings.of(recipe("pairing: {labels: different}"), measured))
        .containsExactly(
            "class cat has 80 of 100 samples, so with pairing.labels: different each of the other"
                + " 20 is a partner 4.0 times on average; set pairing.labels: any to spread"
                + " partners evenly",
            "10 images (10% of the samples) are shuffled twice, as partners across the edges of 4"
                + " buckets; lower pairing.buckets to shuffle fewer",
            "3 of 32 sampled images cannot be used; quarantine.max-fraction allows a share of"
                + " 0.01");
    assertThat(EstimateWarnings.of(recipe("mix: none"), measured(PROBE, generated(0, 0), 100, 0)))
        .isEmpty();
  }

  @Test
  void anOutputThatWasNotGivenHasNoPath() {
    String yaml = "input: {path: in}\noutput: {path: " + EstimateJob.NO_OUTPUT + "}";
    Recipe recipe = RecipeLoader.parse("test", yaml, List.of());
    Measurements measured = measured(PROBE, generated(0, 0), SAMPLES, 0);
    EstimateReport report = new Estimator(recipe, measured, 1, Optional.empty()).report();
    assertThat(report.output().path()).isEmpty();
  }

  private static EstimateReport estimate(
      RowSizeProbe probe, EstimateReport.Generated generated, long members) {
    return new Estimator(recipe(), measured(probe, generated, members, 0), 1, Optional.empty())
        .report();
  }

  private static EstimateReport.Generated generated(long used, long bytes) {
    return new EstimateReport.Generated(Manifest.Generated.NONE, 0, used, bytes);
  }

  private static Measurements measured(
      RowSizeProbe probe, EstimateReport.Generated generated, long members, long unpaired) {
    return new Measurements(
        new EstimateReport.Input("in", SAMPLES, 2, 0, 0, Map.of(), SAMPLES * 1000),
        generated,
        List.of("cat", "dog"),
        new long[] {80, 20},
        members,
        new BucketHistogram(
            4,
            List.of(
                new BucketSize(0, 40, 40, 320),
                new BucketSize(1, 30, 30, 240),
                new BucketSize(3, 30, 30, 240))),
        10,
        unpaired,
        Manifest.Pairs.NONE,
        6,
        probe,
        0,
        0,
        new CodecCheck(recipe(), List.of()));
  }

  private static Recipe recipe(String... more) {
    List<String> lines = new ArrayList<>(List.of(more));
    lines.add("epochs: 2");
    lines.add("input: {path: in}");
    lines.add("output: {path: out}");
    lines.add("transform: [{random-resized-crop: {size: 8}}]");
    if (lines.stream().noneMatch(line -> line.startsWith("mix"))) {
      lines.add("mix: {cutmix: {}}");
    }
    return RecipeLoader.parse("test", String.join("\n", lines), List.of());
  }
}
