package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code docs/check_pairs.py}, which knows nothing of this code, finds the same ring, partners and
 * weights. Needs a Python with numpy and pyarrow: {@code EMULSION_PYTHON}, else {@code python3}.
 */
class IndependentCheckIT {

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"any", "different", "same"})
  void pythonComputesTheSamePairsAndWeights(String labels) throws Exception {
    requirePython();
    Path out = augment("pairing.labels=" + labels);
    Result result = check(out);
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output())
        .contains("epoch 0: 120 rows, 0 differ")
        .contains("epoch 1: 120 rows, 0 differ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "array(5, id % 3, 7)",
        "array(0.1f, float(id % 3), 1f)",
      })
  void pythonPairsByTheMainClassOfSeveralOrOfWeights(String label) throws Exception {
    requirePython();
    Path folder = TestImages.folder(directory.resolve("images"), 60, 1);
    Path table = directory.resolve("table");
    LocalSpark.session()
        .read()
        .format("binaryFile")
        .option("recursiveFileLookup", true)
        .load(folder.toString())
        .selectExpr("int(regexp_extract(path, '([0-9]+).jpg', 1)) as id", "content as image")
        .selectExpr("string(id) as id", "image", label + " as label")
        .write()
        .parquet(table.toString());
    Path out =
        augment(
            table,
            "pairing.labels=same",
            "input.format=parquet",
            "input.columns.id=id",
            "epochs=1");
    Result result = check(out);
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).contains("epoch 0: 120 rows, 0 differ");
  }

  @Test
  void pythonSeesAnotherSeed() throws Exception {
    requirePython();
    Path out = augment("pairing.labels=any");
    Path manifest = out.resolve("_emulsion/manifest.json");
    String text = java.nio.file.Files.readString(manifest);
    java.nio.file.Files.writeString(manifest, text.replace("\"seed\" : 5", "\"seed\" : 6"));
    Result result = check(out);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).contains("expected (");
  }

  private Path augment(String set) throws IOException {
    return augment(TestImages.folder(directory.resolve("images"), 60, 3), set);
  }

  private Path augment(Path input, String... set) {
    Path out = directory.resolve("out");
    String recipe =
        String.join(
            "\n",
            "seed: 5",
            "epochs: 2",
            "input: {path: " + input + "}",
            "output: {path: " + out + "}",
            "transform: [{random-resized-crop: {size: 24}}]",
            "mix:",
            "  p: 0.9",
            "  choose:",
            "    - {mixup: {alpha: 0.2}, weight: 0.3}",
            "    - {mixup: {alpha: 2.0}, weight: 0.3}",
            "    - {cutmix: {alpha: 1.0}, weight: 0.4}",
            "pairing: {variants: 2, buckets: 4}");
    new AugmentJob(LocalSpark.session(), RecipeLoader.parse("check.yaml", recipe, List.of(set)))
        .run();
    return out;
  }

  private record Result(int exitCode, String output) {}

  private static Result check(Path out) throws IOException, InterruptedException {
    return run(python(), "../docs/check_pairs.py", out.toString());
  }

  private static void requirePython() throws InterruptedException {
    try {
      assumeTrue(
          run(python(), "-c", "import numpy, pyarrow").exitCode() == 0,
          python() + " has no numpy and pyarrow");
    } catch (IOException e) {
      assumeTrue(false, "there is no " + python());
    }
  }

  private static String python() {
    return System.getenv().getOrDefault("EMULSION_PYTHON", "python3");
  }

  private static Result run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return new Result(process.exitValue(), output);
  }
}
