package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was interrupted goes on where it stopped; one that is finished stays as it is. */
class ResumeIT {

  private final SparkSession spark = LocalSpark.session();

  @TempDir private Path directory;

  @Test
  void anInterruptedRunGoesOnAtTheFirstUnfinishedEpoch() throws IOException {
    Path photos = Photos.folder(directory.resolve("photos"), 20, 2);
    Path out = directory.resolve("out");
    String digest = new AugmentJob(spark, recipe(photos, out)).run().manifest().contentDigest();
    // as if the process had died in epoch 1, with rows of it written
    Files.delete(out.resolve("_emulsion/manifest.json"));
    Files.delete(out.resolve("_emulsion/run/epoch-1.json"));
    List<Path> firstEpoch = shards(out, 0);
    List<Path> halfWritten = shards(out, 1);

    AugmentReport report = new AugmentJob(spark, recipe(photos, out)).run();

    assertThat(report.outcome()).isEqualTo(AugmentReport.Outcome.WRITTEN);
    assertThat(report.manifest().contentDigest()).isEqualTo(digest);
    assertThat(shards(out, 0)).isEqualTo(firstEpoch);
    assertThat(shards(out, 1)).doesNotContainAnyElementsOf(halfWritten);
    assertThat(new VerifyJob(spark, out.toString()).run().problems()).isEmpty();
  }

  @Test
  void aFinishedRunIsLeftAlone() throws IOException {
    Path photos = Photos.folder(directory.resolve("photos"), 10, 2);
    Path out = directory.resolve("out");
    AugmentReport first = new AugmentJob(spark, recipe(photos, out)).run();
    FileTime longAgo = FileTime.from(Instant.parse("2001-01-01T00:00:00Z"));
    try (Stream<Path> files = Files.walk(out)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, longAgo);
      }
    }

    AugmentReport second = new AugmentJob(spark, recipe(photos, out)).run();

    assertThat(second.outcome()).isEqualTo(AugmentReport.Outcome.FOUND);
    assertThat(second.manifest().epochs()).isEqualTo(first.manifest().epochs());
    try (Stream<Path> files = Files.walk(out)) {
      assertThat(files)
          .allSatisfy(f -> assertThat(Files.getLastModifiedTime(f)).isEqualTo(longAgo));
    }
  }

  private static Recipe recipe(Path photos, Path out) {
    String recipe =
        String.join(
            "\n",
            "epochs: 2",
            "input: {path: " + photos + "}",
            "output: {path: " + out + "}",
            "transform: [{random-resized-crop: {size: 16}}]",
            "mix: {cutmix: {}}");
    return RecipeLoader.parse("resume.yaml", recipe, List.of());
  }

  private static List<Path> shards(Path out, int epoch) throws IOException {
    try (Stream<Path> files = Files.list(out.resolve("epoch=" + epoch))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }
}
