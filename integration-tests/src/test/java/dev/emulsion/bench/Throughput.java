package dev.emulsion.bench;

import dev.emulsion.cli.Sessions;
import dev.emulsion.image.ImageCodec;
import dev.emulsion.image.ImageCodecs;
import dev.emulsion.jobs.AugmentJob;
import dev.emulsion.jobs.AugmentReport;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.io.IOException;
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

  /** Passes until the JIT compiler, which shares the cores, has little left to do. */
  private static final int WARM_UP = 4;

  /** Several, so that a run is long against its start; the start is counted all the same. */
  private static final int EPOCHS = 6;

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

    List<Rate> decoded = new ArrayList<>();
    List<Rate> augmented = new ArrayList<>();
    System.setProperty("spark.master", "local[" + cores + "]");
    try (SparkSession spark = Sessions.open("bench")) {
      for (int pass = 1; pass <= WARM_UP; pass++) {
        decoding.measure(codec);
        Path output = scratch.resolve("warm-up-" + pass);
        print("warm-up  augment %s", measure(spark, recipe(recipe, folder, output)));
      }
      for (int round = 1; round <= rounds; round++) {
        decoded.add(decoding.measure(codec));
        Path output = scratch.resolve("round-" + round);
        augmented.add(measure(spark, recipe(recipe, folder, output)));
        print(
            "round %d  decoding %s, augment %s",
            round, decoded.get(round - 1), augmented.get(round - 1));
      }
    }
    Rate bare = Rate.median(decoded);
    Rate job = Rate.median(augmented);
    print("");
    print("bare decoding  %s", bare);
    print("augment        %s", job);
    print(
        "ratio          %.2f by the clock, %.2f by CPU time",
        job.perSecond() / bare.perSecond(), job.perCpuSecond() / bare.perCpuSecond());
  }

  private static Recipe recipe(String file, String input, Path output) {
    return RecipeLoader.load(
        Path.of(file), List.of("epochs=" + EPOCHS, "input.path=" + input, "output.path=" + output));
  }

  private static Rate measure(SparkSession spark, Recipe recipe) throws IOException {
    Rate.Clock clock = Rate.start();
    AugmentReport report = new AugmentJob(spark, recipe).run();
    Rate rate = clock.rate(report.rows());
    var output = new org.apache.hadoop.fs.Path(recipe.output().path());
    output.getFileSystem(spark.sparkContext().hadoopConfiguration()).delete(output, true);
    return rate;
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
