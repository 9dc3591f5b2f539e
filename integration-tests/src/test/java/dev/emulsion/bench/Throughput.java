package dev.emulsion.bench;

import dev.emulsion.cli.Sessions;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.augment.AugmentReport;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * Throughput of the whole {@code augment} job, from listing the files to the seal, with one or more
 * recipes, compared with bare decoding on the same cores.
 *
 * <p>All of them are warmed up and then take turns, so that other load on the machine affects them
 * alike; medians are compared. Arguments: image folder, scratch folder, cores, warm-up passes,
 * rounds, recipe files. After a file, {@code ,KEY=VALUE} sets a key, and {@code @} and a number of
 * epochs end the argument of a slow recipe.
 */
public final class Throughput {

  /** Several, so that the start, which is counted, is a small part of a run. */
  private static final int EPOCHS = 6;

  private final SparkSession spark;
  private final String folder;
  private final Path scratch;
  private int runs;

  private Throughput(SparkSession spark, String folder, Path scratch) {
    this.spark = spark;
    this.folder = folder;
    this.scratch = scratch;
  }

  /** A recipe, what is set in it, and its measurements. */
  private record Contestant(Path file, List<String> set, int epochs, List<Rate> rates) {

    static Contestant of(String argument) {
      int at = argument.lastIndexOf('@');
      List<String> named = List.of((at < 0 ? argument : argument.substring(0, at)).split(","));
      return new Contestant(
          Path.of(named.get(0)),
          named.subList(1, named.size()),
          at < 0 ? EPOCHS : Integer.parseInt(argument.substring(at + 1)),
          new ArrayList<>());
    }

    String name() {
      String recipe = file.getFileName().toString().replaceFirst("\\.yaml$", "");
      return set.isEmpty() ? recipe : recipe + " " + String.join(" ", set);
    }
  }

  public static void main(String[] args) throws Exception {
    int cores = Integer.parseInt(args[2]);
    int warmUp = Integer.parseInt(args[3]);
    int rounds = Integer.parseInt(args[4]);
    List<Contestant> recipes = Stream.of(args).skip(5).map(Contestant::of).toList();
    System.setProperty("spark.master", "local[" + cores + "]");
    try (SparkSession spark = Sessions.open("bench")) {
      new Throughput(spark, args[0], Path.of(args[1])).compare(recipes, cores, warmUp, rounds);
    }
  }

  private void compare(List<Contestant> recipes, int cores, int warmUp, int rounds)
      throws Exception {
    BareDecoding decoding = BareDecoding.of(Path.of(folder), cores);
    ImageCodec codec = ImageCodecs.of(recipe(recipes.get(0)).decode());
    print("images   %d, %.0f kB each", decoding.images().size(), decoding.meanBytes() / 1e3);
    print("cores    %d of %d", cores, Runtime.getRuntime().availableProcessors());
    print("codec    %s", codec);
    for (int pass = 1; pass <= warmUp; pass++) {
      decoding.measure(codec);
      for (Contestant recipe : recipes) {
        print("warm-up  %-28s %s", recipe.name(), measure(recipe));
      }
    }
    List<Rate> decoded = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      decoded.add(decoding.measure(codec));
      print("round %d  %-28s %s", round, "bare decoding", decoded.get(round - 1));
      for (Contestant recipe : recipes) {
        Rate rate = measure(recipe);
        recipe.rates().add(rate);
        print("round %d  %-28s %s", round, recipe.name(), rate);
      }
    }
    Rate bare = Rate.median(decoded);
    Rate first = Rate.median(recipes.get(0).rates());
    print("");
    print("%-28s %s", "bare decoding", bare);
    for (Contestant recipe : recipes) {
      Rate rate = Rate.median(recipe.rates());
      print(
          "%-28s %s: %.2f of bare decoding by the clock, %.2f by CPU time; %.0f %% of its CPU time"
              + " beyond %s",
          recipe.name(),
          rate,
          rate.perSecond() / bare.perSecond(),
          rate.perCpuSecond() / bare.perCpuSecond(),
          100 * (1 - rate.perCpuSecond() / first.perCpuSecond()),
          recipes.get(0).name());
    }
  }

  private Recipe recipe(Contestant contestant) {
    List<String> set = new ArrayList<>(contestant.set());
    set.add("epochs=" + contestant.epochs());
    set.add("input.path=" + folder);
    set.add("output.path=" + scratch.resolve("run-" + runs++));
    return RecipeLoader.load(contestant.file(), set);
  }

  private Rate measure(Contestant contestant) throws IOException {
    Recipe recipe = recipe(contestant);
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
