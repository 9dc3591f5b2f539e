package dev.emulsion.jobs;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.shard.ShardReader;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.TemporaryFolder;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/** One run per output profile, over the same images; several classes read the shards. */
final class ProfileRuns {

  static final int IMAGES = 30;
  static final int HEIGHT = 18;
  static final int WIDTH = 22;

  /** Keys of the output section, by the name of the run. */
  private static final Map<String, String> OUTPUTS =
      Map.of(
          "raw", "profile: raw",
          "hf", "profile: hf, quality: 90, subsampling: 4:4:4",
          "hf-png", "profile: hf, encoding: png, footer: sidecar",
          "arrow", "profile: arrow",
          "webdataset", "profile: webdataset, quality: 80",
          "webdataset-webp", "profile: webdataset, encoding: webp");

  private static ProfileRuns shared;

  private final Path directory = TemporaryFolder.create("profiles");
  private final Map<String, Manifest> manifests = new TreeMap<>();

  private ProfileRuns() throws IOException {
    TestImages.folder(directory.resolve("images"), IMAGES, 3);
    for (String name : OUTPUTS.keySet()) {
      manifests.put(name, run(name, name));
    }
  }

  /** The runs of this JVM. */
  static synchronized ProfileRuns shared() throws IOException {
    if (shared == null) {
      shared = new ProfileRuns();
    }
    return shared;
  }

  /** Runs a profile once more, into {@code folder}. */
  Manifest run(String name, String folder) {
    Recipe recipe =
        Recipes.of(directory.resolve("images"))
            .with("transform", "[{random-resized-crop: {size: [" + HEIGHT + ", " + WIDTH + "]}}]")
            .with("mix", "{cutmix: {}, p: 0.8}")
            .with("pairing", "{buckets: 3}")
            .with("labels", "{smoothing: 0.1}")
            .to(out(folder), OUTPUTS.get(name))
            .load();
    return new AugmentJob(LocalSpark.session(), recipe).run().manifest();
  }

  Manifest manifest(String name) {
    return manifests.get(name);
  }

  Path out(String name) {
    return directory.resolve(name);
  }

  Path epoch(String name) {
    return out(name).resolve("epoch=0");
  }

  List<Path> shards(String name) throws IOException {
    return Folders.shards(epoch(name));
  }

  Recipe recipe(String name) {
    return RecipeLoader.load(Folders.own(out(name)).resolve("recipe.yaml"), List.of());
  }

  ShardReader reader(String name) {
    return new ShardReader(LocalSpark.session(), recipe(name));
  }

  /** The rows as our own reader gives them. */
  List<Row> rows(String name) {
    return reader(name).rows(epoch(name).toString()).collectAsList();
  }
}
