package dev.emulsion.jobs.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContentAndConservationChecksTest {

  private static final BigInteger DIGEST = new BigInteger(Manifests.DIGEST, 16);
  private static final BigInteger IDS = new BigInteger(Manifests.ID_DIGEST, 16);

  @Test
  void partitionsAddUpToTheWholeEpoch() {
    PartitionSummary half = new PartitionSummary(9, DIGEST.shiftRight(1), List.of());
    assertThat(ContentChecks.check(half.plus(half), Manifests.EPOCH)).isEmpty();
    assertThat(ContentChecks.check(half, Manifests.EPOCH))
        .extracting(Problem::message)
        .containsExactly(
            "epoch 0: the shards must contain the 18 rows that were written, was 9",
            "epoch 0: the rows are not the ones that were written: content digest must be "
                + "0000000000000000000000000000002a, was 00000000000000000000000000000015");
  }

  @Test
  void theFirstThreeProblemsOfRowsAreReportedOnce() {
    List<String> found = IntStream.of(4, 3, 1, 1, 2).mapToObj(i -> "row " + i + ": x").toList();
    assertThat(ContentChecks.check(new PartitionSummary(18, DIGEST, found), Manifests.EPOCH))
        .extracting(Problem::message)
        .containsExactly("epoch 0: row 1: x", "epoch 0: row 2: x", "epoch 0: row 3: x");
  }

  @Test
  void aSummarySurvivesItsRow() {
    PartitionSummary summary = new PartitionSummary(3, DIGEST, List.of("a", "b"));
    assertThat(PartitionSummary.of(summary.toRow())).isEqualTo(summary);
  }

  @Test
  void everySampleIsInTheShardsOrInTheQuarantine() {
    assertThat(check(recipe(), new EpochContent(List.of(), 9, 1, IDS, 0, 9))).isEmpty();
    assertThat(check(recipe(), new EpochContent(List.of(), 8, 1, BigInteger.ONE, 0, 8)))
        .containsExactly(
            "epoch 0: the samples in shards and quarantine are not those of the input: 8 emitted,"
                + " 1 quarantined, 10 in the input");
  }

  @Test
  void everyVariantOccursOnce() {
    RowGroup incomplete = new RowGroup("cat/1.jpg", 3, 2);
    assertThat(check(recipe(), new EpochContent(List.of(incomplete), 9, 1, IDS, 0, 9)))
        .containsExactly("epoch 0: cat/1.jpg must have 2 rows of 2 variants, was 3 of 2");
  }

  @Test
  void joinedImagesAndUnjoinedSamplesAreThoseOfTheManifest() {
    EpochContent content = new EpochContent(List.of(), 9, 1, IDS, 3, 8);
    assertThat(check(diffuseMix("originals: include"), content))
        .containsExactly(
            "epoch 0: the shards must contain 4 joined images, was 3",
            "epoch 0: the shards must contain 9 unjoined samples, was 8");
    assertThat(check(diffuseMix("originals: exclude, missing: skip"), content))
        .contains("epoch 0: the shards must contain 0 unjoined samples, was 8");
    // the manifest does not state how many samples have no generated image
    assertThat(check(diffuseMix("originals: exclude, missing: original"), content))
        .containsExactly("epoch 0: the shards must contain 4 joined images, was 3");
  }

  @Test
  void theQuarantineListsWhatTheManifestCounts() {
    assertThat(quarantine(Map.of("EMPTY", 1L, "DUPLICATE", 3L), Manifests.QUARANTINE_DIGEST))
        .isEmpty();
    assertThat(quarantine(Map.of("EMPTY", 2L), Manifests.QUARANTINE_DIGEST))
        .containsExactly(
            "the quarantine of epoch 0 must list {DUPLICATE=3, EMPTY=1}, was {EMPTY=2}");
    assertThat(quarantine(Map.of("EMPTY", 1L, "DUPLICATE", 3L), Manifests.DIGEST))
        .containsExactly("the quarantine of epoch 0 lists other rows than the run wrote");
  }

  private static List<String> quarantine(Map<String, Long> counts, String digest) {
    Findings findings = new Findings(Problem.Check.SIDECARS);
    SidecarChecks.check(counts, digest, Manifests.EPOCH, Manifests.input(), findings);
    return findings.problems().stream().map(Problem::message).toList();
  }

  private static List<String> check(Recipe recipe, EpochContent content) {
    Manifest.Epoch epoch = Manifests.epoch(18, 9, new Manifest.GeneratedUse(4, 4, Map.of(), 0));
    return ConservationChecks.check(content, recipe, epoch, Manifests.input()).stream()
        .map(Problem::message)
        .toList();
  }

  private static Recipe diffuseMix(String generated) {
    return recipe(
        "generated: {path: made, " + generated + "}",
        "mixing-set: {path: set}",
        "transform: [{random-resized-crop: {size: 8}}, {diffusemix: {}}]");
  }

  private static Recipe recipe(String... more) {
    List<String> lines = new java.util.ArrayList<>(List.of(more));
    lines.add("input: {path: in}");
    lines.add("output: {path: out}");
    lines.add("pairing: {variants: 2}");
    return RecipeLoader.parse("test", String.join("\n", lines), List.of());
  }
}
