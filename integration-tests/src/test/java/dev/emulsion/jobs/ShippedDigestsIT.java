package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.testing.LocalSpark;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Recipes of {@code conf/recipes} on the images of the quickstart: the rows are the same under
 * every Spark, Scala and Jackson that this is built for. The digests were written down once, from
 * Spark 3.5.5; where one changes, so do the rows of everybody's runs.
 */
@Tag("main")
@Tag("lines")
class ShippedDigestsIT {

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "quickstart, bd2b9b6cf5b472dfefb2c770b098eb19",
    "randaugment, 959445764d35d5101b5ec55f7c2c3a84",
    "saliencymix, 4b217b530d7e2792ff7e26ac1739e93b",
  })
  void theRowsAreThoseOfEveryLine(String recipe, String digest) {
    assertThat(
            new AugmentJob(LocalSpark.session(), recipe(recipe)).run().manifest().contentDigest())
        .isEqualTo(digest);
  }

  private Recipe recipe(String name) {
    return RecipeLoader.load(
        Path.of("../conf/recipes", name + ".yaml"),
        List.of(
            RecipeLoader.override("input.path", "../conf/quickstart/images"),
            RecipeLoader.override("output.path", directory.resolve("out").toString())));
  }
}
