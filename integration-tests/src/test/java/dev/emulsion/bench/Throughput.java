package dev.emulsion.bench;

import dev.emulsion.cli.Sessions;
import dev.emulsion.image.ImageCodec;
import dev.emulsion.image.ImageCodecs;
import dev.emulsion.jobs.AugmentJob;
import dev.emulsion.jobs.AugmentReport;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/**
 * How fast the whole {@code augment} job is, from listing the files to the seal, against bare
 * decoding on the same cores.
 *
 * <p>Both are warmed up, then take turns, so that whatever else the machine does hits both; medians
 * are compared. Arguments: recipe file, image folder, scratch folder, cores, rounds.
 */
public final class Throughput {

  private static final int WARM_UP_DECODINGS = 3;

  private Throughput() {}

  public static void main(String[] args) throws Exception {
    String recipe = args[0];
    String folder = args[1];
    Path scratch = Path.of(args[2]);
    int cores = Integer.parseInt(args[3]);
    int rounds = Integer.parseInt(args[4]);

    BareDecoding decoding = BareDecoding.of(Path.of(folder), cores);
    ImageCodec codec = ImageCodecs.of(recipe(recipe, folder, scratch).decode());
    print("photos   %d, %.0f kB each", decoding.photos().size(), decoding.meanBytes() / 1e3);
    print("cores    %d of %d", cores, Runtime.getRuntime().availableProcessors());
    print("codec    %s", codec);
    print("recipe   %s", recipe);

    List<Double> decoded = new ArrayList<>();
    List<Double> augmented = new ArrayList<>();
    System.setProperty("spark.master", "local[" + cores + "]");
    try (SparkSession spark = Sessions.open("bench")) {
      for (int i = 0; i < WARM_UP_DECODINGS; i++) {
        decoding.photosPerSecond(codec);
      }
      double first = rowsPerSecond(spark, recipe(recipe, folder, scratch.resolve("warm-up")));
      print("warm-up  augment %.0f images/s", first);
      for (int round = 1; round <= rounds; round++) {
        decoded.add(decoding.photosPerSecond(codec));
        Path output = scratch.resolve("round-" + round);
        augmented.add(rowsPerSecond(spark, recipe(recipe, folder, output)));
        print(
            "round %d  decoding %.0f, augment %.0f images/s",
            round, decoded.get(round - 1), augmented.get(round - 1));
      }
    }
    print("");
    print("bare decoding  %.0f images/s", median(decoded));
    print("augment        %.0f images/s", median(augmented));
    print("ratio          %.2f", median(augmented) / median(decoded));
  }

  private static Recipe recipe(String file, String input, Path output) {
    return RecipeLoader.load(Path.of(file), List.of("input.path=" + input, "output.path=" + output));
  }

  private static double rowsPerSecond(SparkSession spark, Recipe recipe) {
    long start = System.nanoTime();
    AugmentReport report = new AugmentJob(spark, recipe).run();
    return report.rows() / ((System.nanoTime() - start) / 1e9);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
