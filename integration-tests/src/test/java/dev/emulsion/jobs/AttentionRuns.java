package dev.emulsion.jobs;

import dev.emulsion.attention.ModelFile;
import dev.emulsion.attention.Models;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.augment.AugmentReport;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.recipe.Plans;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Runs of the methods that use attention: a tiny ViT of ten classes, and the images of the
 * quickstart in ten folders, so that the model's classes are those of the labels.
 */
final class AttentionRuns {

  static final int CLASSES = 10;
  static final double SMOOTHING = 0.1;
  static final int BUCKETS = 4;

  /** Tokens and cells fit the ViT's 4×4 patches of 64 pixels. */
  private static final Map<String, String> METHODS =
      Map.of(
          "saliencymix", "saliencymix: {}",
          "saliencymix-precomputed", "saliencymix: {saliency: precomputed}",
          "tokenmix", "tokenmix: {grid: [4, 4]}",
          "transmix", "transmix: {}",
          "mixpro-cosine", "mixpro: {cell: 16, patch: 16}",
          "mixpro-constant", "mixpro: {cell: 16, patch: 16, trust: constant}",
          "mixpro-schedule", "mixpro: {cell: 16, patch: 16, trust: schedule, schedule: [1, 2]}");

  private static final Path QUICKSTART = Path.of("..", "conf", "quickstart", "images");

  private static AttentionRuns shared;

  private final Map<String, Run> runs = new HashMap<>();
  private final Path directory;
  private final Path model;
  private final Path images;
  private final List<String> ids = new ArrayList<>();
  private int count;

  /** The instance of this JVM, whose runs several classes read. */
  static synchronized AttentionRuns shared() throws IOException {
    if (shared == null) {
      shared = new AttentionRuns(TemporaryFolder.create("attention-runs"));
    }
    return shared;
  }

  /**
   * @param directory empty, for images, model and outputs
   */
  AttentionRuns(Path directory) throws IOException {
    this.directory = directory;
    this.model = Models.tinyVitIn(directory.resolve("models"));
    this.images = directory.resolve("images");
    List<Path> files;
    try (Stream<Path> walk = Files.walk(QUICKSTART)) {
      files = walk.filter(file -> file.toString().endsWith(".jpg")).sorted().toList();
    }
    for (int i = 0; i < files.size(); i++) {
      String id = "class%d/%d.jpg".formatted(i % CLASSES, i);
      Files.createDirectories(images.resolve(id).getParent());
      Files.copy(files.get(i), images.resolve(id));
      ids.add(id);
    }
  }

  /** A run that has ended. */
  record Run(Recipe recipe, Path out, AugmentReport report) {

    String digest() {
      return report.manifest().contentDigest();
    }

    List<Row> rows() {
      return LocalSpark.session().read().parquet(out.toString()).collectAsList();
    }
  }

  static MixPlan plan(Row row) {
    return Plans.read(row.getAs("plan")).mix();
  }

  /** The key of a method in a recipe, without braces. */
  static String mix(String method) {
    return METHODS.get(method);
  }

  List<String> ids() {
    return List.copyOf(ids);
  }

  Path image(String id) {
    return images.resolve(id);
  }

  Path model() {
    return model;
  }

  /** The run of a method with attention from {@code source}; made when first asked for. */
  Run once(String method, String source) {
    String key = method + " " + source;
    if (!runs.containsKey(key)) {
      runs.put(key, run(LocalSpark.session(), method, source));
    }
    return runs.get(key);
  }

  /** A run of its own. */
  Run run(SparkSession spark, String method, String source, String... set) {
    return run(spark, recipe(mix(method), source, set));
  }

  Run run(SparkSession spark, Recipe recipe) {
    AugmentReport report = new AugmentJob(spark, recipe).run();
    return new Run(recipe, Path.of(recipe.output().path()), report);
  }

  /** A recipe; where attention comes from a table, the table has a map of every image. */
  Recipe recipe(String mix, String source, String... set) {
    return source.equals("table")
        ? table(mix, maps(LocalSpark.session(), ids), set)
        : parse(mix, source, set);
  }

  Recipe table(String mix, Path maps, String... set) {
    List<String> all = new ArrayList<>(List.of("attention.table.path=" + maps));
    all.addAll(List.of(set));
    return parse(mix, "table", all.toArray(String[]::new));
  }

  private Recipe parse(String mix, String source, String... set) {
    String vit =
        "{path: %s, sha256: %s, input-size: 64, batch-size: 4, device: cpu}"
            .formatted(model, ModelFile.sha256(model));
    return Recipes.input("format: image-folder, path: " + images)
        .with("seed", 7)
        .with("transform", "[{random-resized-crop: {size: 64}}, {horizontal-flip: {}}]")
        .with("mix", "{" + mix + "}")
        .with("labels", "{smoothing: " + SMOOTHING + "}")
        .with("pairing", "{buckets: " + BUCKETS + "}")
        .with("attention", "{source: " + source + ", model: " + vit + "}")
        .to(directory.resolve("out-" + count++))
        .load(set);
  }

  /** Writes a table as users have it: a 3 × 3 map per image, as a list of lists. */
  Path maps(SparkSession spark, List<String> of) {
    StructType schema =
        new StructType()
            .add("id", DataTypes.StringType)
            .add(
                "attention",
                DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.FloatType)));
    List<Row> rows = new ArrayList<>();
    for (String id : of) {
      float[] w = weights(id);
      float[][] map = {{w[0], w[1], w[2]}, {w[3], w[4], w[5]}, {w[6], w[7], w[8]}};
      rows.add(RowFactory.create(id, map));
    }
    Path path = directory.resolve("maps-" + count++);
    spark.createDataset(rows, Encoders.row(schema)).repartition(3).write().parquet(path.toString());
    return path;
  }

  /** Nine weights that depend on every character of an id. */
  static float[] weights(String id) {
    float[] weights = new float[9];
    for (int i = 0; i < id.length(); i++) {
      weights[i % 9] += (id.charAt(i) * 31 + i) % 17;
    }
    return weights;
  }
}
