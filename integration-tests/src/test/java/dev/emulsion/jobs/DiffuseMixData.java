package dev.emulsion.jobs;

import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.augment.AugmentReport;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.jobs.verify.VerifyOptions;
import dev.emulsion.jobs.verify.VerifyReport;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.testing.GeneratedFolder;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Images, generated images of each and a mixing set below one folder; and runs over them. */
final class DiffuseMixData {

  static final int IMAGES = 24;
  static final List<String> PROMPTS = List.of("snowy", "a sketch with crayon");

  private final Path directory;
  private final GeneratedFolder generated;
  private int runs;

  /** Writes everything below {@code directory}: one image of each prompt for every sample. */
  DiffuseMixData(Path directory) throws IOException {
    this.directory = directory;
    TestImages.folder(images(), IMAGES, 3);
    GeneratedFolder.mixingSet(mixingSet(), 5);
    generated = new GeneratedFolder(directory.resolve("generated"));
    for (int i = 0; i < IMAGES; i++) {
      for (String prompt : PROMPTS) {
        generated.add(id(i), prompt, 0);
      }
    }
  }

  /** A run that has ended. */
  record Run(Recipe recipe, Path out, AugmentReport report) {

    List<Row> rows() {
      return LocalSpark.session().read().parquet(out.toString()).collectAsList();
    }

    List<String> rowIdsOf(String base) {
      return rows().stream()
          .filter(row -> row.getAs("base_id").equals(base))
          .map(row -> row.<String>getAs("row_id"))
          .toList();
    }

    VerifyReport verify() {
      return new VerifyJob(LocalSpark.session(), out.toString()).run();
    }

    VerifyReport verify(VerifyOptions options) {
      return new VerifyJob(LocalSpark.session(), out.toString(), options).run();
    }
  }

  static String id(int image) {
    return "class" + image % 3 + "/" + image + ".jpg";
  }

  Path images() {
    return directory.resolve("images");
  }

  Path mixingSet() {
    return directory.resolve("fractals");
  }

  GeneratedFolder generated() {
    return generated;
  }

  /** DiffuseMix to 40 × 40 pixels, with an output of its own and these overrides. */
  Recipe recipe(String... set) {
    return Recipes.of(images())
        .with("seed", 11)
        .with("generated", "{path: " + generated.root() + "}")
        .with("mixing-set", "{path: " + mixingSet() + "}")
        .with("transform", "[{diffusemix: {size: 40}}]")
        .without("mix")
        .to(directory.resolve("out-" + runs++))
        .load(set);
  }

  Run run(String... set) {
    return run(LocalSpark.session(), recipe(set));
  }

  static Run run(SparkSession spark, Recipe recipe) {
    AugmentReport report = new AugmentJob(spark, recipe).run();
    return new Run(recipe, Path.of(recipe.output().path()), report);
  }
}
