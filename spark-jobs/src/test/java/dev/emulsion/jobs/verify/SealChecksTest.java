package dev.emulsion.jobs.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SealChecksTest {

  private static final Manifest.GeneratedUse NO_GENERATED =
      new Manifest.GeneratedUse(0, 0, Map.of(), 0);

  @Test
  void aConsistentManifestHasNoProblems() {
    assertThat(problems(Manifests.manifest(Manifests.input(), Manifests.EPOCH, Manifests.DIGEST)))
        .isEmpty();
  }

  @Test
  void samplesRowsAndDigestsMustAddUp() {
    // one sample less than the input has, and 2 variants of 8 samples are 16 rows, not 18
    Manifest.Epoch epoch = Manifests.epoch(18, 8, NO_GENERATED);
    String other = "0000000000000000000000000000002b";
    assertThat(problems(Manifests.manifest(Manifests.input(), epoch, other)))
        .containsExactly(
            "manifest.json, epoch 0: emitted plus quarantined must be the 10 samples of the input,"
                + " was 8 + 1",
            "manifest.json, epoch 0: rows must be emitted samples times variants, 16, was 18",
            "manifest.json: contentDigest must be the sum of the epochs' digests, "
                + Manifests.DIGEST
                + ", was "
                + other);
  }

  @Test
  void everyEpochOfTheRecipeMustBeListed() {
    Manifest manifest = Manifests.manifest(Manifests.input(), Manifests.EPOCH, Manifests.DIGEST);
    assertThat(SealChecks.check(manifest, recipe("epochs: 2")))
        .extracting(Problem::message)
        .containsExactly("manifest.json must list 2 epochs, as the recipe does, was 1");
  }

  @Test
  void everyGeneratedImageThatWasFoundIsCountedOnce() {
    Manifest.Generated lost = new Manifest.Generated(6, 3, 1, 0, 1, 0);
    assertThat(
            problems(Manifests.manifest(Manifests.input(lost), Manifests.EPOCH, Manifests.DIGEST)))
        .containsExactly(
            "manifest.json: matched, orphaned, unused-prompt and duplicate generated images must"
                + " add up to the 6 found, was 5");
  }

  @Test
  void rowsAndUsesOfGeneratedImagesMustAddUp() {
    // 4 joined images are 8 rows, and up to 9 unjoined samples are 18 more
    Manifest.Epoch epoch =
        Manifests.epoch(27, 9, new Manifest.GeneratedUse(7, 4, Map.of("GENERATED_EMPTY", 1L), 1));
    assertThat(
            SealChecks.check(
                Manifests.manifest(Manifests.input(), epoch, Manifests.DIGEST),
                recipe(
                    "generated: {path: made, originals: include}",
                    "mixing-set: {path: set}",
                    "transform: [{random-resized-crop: {size: 8}}, {diffusemix: {}}]")))
        .extracting(Problem::message)
        .containsExactly(
            "manifest.json, epoch 0: rows must be joined images, plus samples that are emitted"
                + " unjoined, times variants, 8 to 26, was 27",
            "manifest.json, epoch 0: joined, rejected and lost generated images must add up to the"
                + " 7 used, was 4 + 1 + 1");
  }

  private static List<String> problems(Manifest manifest) {
    return SealChecks.check(manifest, recipe()).stream().map(Problem::message).toList();
  }

  private static Recipe recipe(String... more) {
    List<String> lines = new java.util.ArrayList<>(List.of(more));
    lines.add("input: {path: in}");
    lines.add("output: {path: out}");
    lines.add("pairing: {variants: 2}");
    return RecipeLoader.parse("test", String.join("\n", lines), List.of());
  }
}
