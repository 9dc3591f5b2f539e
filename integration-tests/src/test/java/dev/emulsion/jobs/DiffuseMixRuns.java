package dev.emulsion.jobs;

import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.augment.AugmentReport;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Images, images as if generated from them, a small set of fractals; and runs over them. */
abstract class DiffuseMixRuns {

  static final int IMAGES = 24;
  static final List<String> PROMPTS = List.of("snowy", "a sketch with crayon");

  @TempDir Path directory;
  GeneratedFolder generated;
  private int runs;

  @BeforeEach
  void layOut() throws IOException {
    TestImages.folder(directory.resolve("images"), IMAGES, 3);
    GeneratedFolder.set(directory.resolve("fractals"), 5);
    generated = new GeneratedFolder(directory.resolve("generated"));
    for (int i = 0; i < IMAGES; i++) {
      for (String prompt : PROMPTS) {
        generated.add(id(i), prompt, 0);
      }
    }
  }

  @AfterAll
  static void backToTheSharedSession() {
    LocalSpark.session();
  }

  static String id(int image) {
    return "class" + image % 3 + "/" + image + ".jpg";
  }

  AugmentReport run(String... set) {
    return run(LocalSpark.session(), List.of(set));
  }

  AugmentReport run(SparkSession spark, List<String> set) {
    runs++;
    return new AugmentJob(spark, recipe(set)).run();
  }

  Recipe recipe(List<String> set) {
    String text =
        String.join(
            "\n",
            "seed: 11",
            "input: {path: " + directory.resolve("images") + "}",
            "generated: {path: " + generated.root() + "}",
            "mixing-set: {path: " + directory.resolve("fractals") + "}",
            "transform: [{diffusemix: {size: 40}}]",
            "output: {path: " + out() + "}");
    return RecipeLoader.parse("diffusemix.yaml", text, set);
  }

  Path out() {
    return directory.resolve("out-" + runs);
  }

  List<Row> rows() {
    return LocalSpark.session().read().parquet(out().toString()).collectAsList();
  }

  List<String> rowsOf(String base) {
    return rows().stream()
        .filter(row -> row.getAs("base_id").equals(base))
        .map(row -> row.<String>getAs("row_id"))
        .toList();
  }
}
