package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Python;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    Python.assumeModules("numpy, pyarrow");
    Path out = augment("pairing.labels=" + labels);
    Python.Result result = check(out);
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output())
        .contains("epoch 0: 120 rows, 0 differ")
        .contains("epoch 1: 120 rows, 0 differ");

    // with another seed the script finds other pairs
    Path manifest = Folders.own(out).resolve("manifest.json");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replace("\"seed\" : 5", "\"seed\" : 6"));
    Python.Result otherSeed = check(out);
    assertThat(otherSeed.exitCode()).isEqualTo(1);
    assertThat(otherSeed.output()).contains("expected (");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "array(5, id % 3, 7)",
        "array(0.1f, float(id % 3), 1f)",
      })
  void pythonPairsByTheMainClassOfSeveralOrOfWeights(String label) throws Exception {
    Python.assumeModules("numpy, pyarrow");
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
    Python.Result result = check(out);
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).contains("epoch 0: 120 rows, 0 differ");
  }

  @Test
  void pythonFindsThePairsOfATable() throws Exception {
    Python.assumeModules("numpy, pyarrow");
    Path images = TestImages.folder(directory.resolve("images"), 60, 3);
    Files.write(images.resolve("class0/0.jpg"), new byte[] {1}); // is a base and a partner
    List<String> lines = new ArrayList<>(List.of("base_id,partner_id,lambda,method"));
    for (int i = 0; i < 150; i++) {
      // three pairs for most; some of samples that are not there, or with themselves
      int base = i * 7 % 62;
      int partner = i * i % 60;
      String given = (i % 4 == 0 ? i / 200.0 : "") + "," + (i % 3 == 0 ? "cutmix" : "");
      lines.add(id(base) + "," + id(partner) + "," + given);
    }
    Path table = Files.write(directory.resolve("pairs.csv"), lines);
    Path out = augment(images, "pairing.table.path=" + table, "quarantine.max-fraction=0.1");
    Python.Result result = check(out);
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output())
        .contains("epoch 0: 118 rows, 0 differ")
        .contains("epoch 1: 118 rows, 0 differ");
  }

  private static String id(int number) {
    return "class" + number % 3 + "/" + number + ".jpg";
  }

  private Path augment(String set) throws IOException {
    return augment(TestImages.folder(directory.resolve("images"), 60, 3), set);
  }

  private Path augment(Path input, String... set) {
    Path out = directory.resolve("out");
    Recipe recipe =
        Recipes.of(input)
            .with("seed", 5)
            .with("epochs", 2)
            .with("transform", "[{random-resized-crop: {size: 24}}]")
            .with(
                "mix",
                "{p: 0.9, choose: [{mixup: {alpha: 0.2}, weight: 0.3}, {mixup: {alpha: 2.0},"
                    + " weight: 0.3}, {cutmix: {alpha: 1.0}, weight: 0.4}]}")
            .with("pairing", "{variants: 2, buckets: 4}")
            .to(out)
            .load(set);
    new AugmentJob(LocalSpark.session(), recipe).run();
    return out;
  }

  private static Python.Result check(Path out) throws InterruptedException {
    return Python.run("../docs/check_pairs.py", out.toString());
  }
}
