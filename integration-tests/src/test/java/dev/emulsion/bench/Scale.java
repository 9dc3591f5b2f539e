package dev.emulsion.bench;

import dev.emulsion.cli.Sessions;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.census.Inputs;
import dev.emulsion.jobs.pairing.BucketCount;
import dev.emulsion.jobs.pairing.RingPlan;
import dev.emulsion.jobs.sideinput.AttentionSetup;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * How the parts of a run grow with its input. The first argument says which:
 *
 * <ul>
 *   <li>{@code keys SCRATCH N...}: listing, census and ring of tables of N samples with images of a
 *       few bytes, which are not decoded
 *   <li>{@code files SCRATCH FOLDERS FILES}: listing of a tree of class folders
 *   <li>{@code executors SCRATCH IMAGES ROUNDS}: {@code augment} on the executors of the session
 * </ul>
 *
 * <p>CPU time is that of this process, and for {@code executors} also of those that it starts; it
 * is comparable even while others use the machine.
 */
public final class Scale {

  private static final int CLASSES = 1000;
  private static final int EPOCHS = 2;

  private final SparkSession spark;
  private final Path scratch;

  private Scale(SparkSession spark, Path scratch) {
    this.spark = spark;
    this.scratch = scratch;
  }

  public static void main(String[] args) throws Exception {
    try (SparkSession spark = Sessions.open("scale")) {
      Scale scale = new Scale(spark, Path.of(args[1]));
      switch (args[0]) {
        case "keys" -> scale.keys(Stream.of(args).skip(2).mapToLong(Long::parseLong).toArray());
        case "files" -> scale.files(Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        case "executors" -> scale.executors(args[2], Integer.parseInt(args[3]));
        default -> throw new IllegalArgumentException("keys, files or executors, was " + args[0]);
      }
    }
  }

  private void keys(long... counts) {
    plan(counts[0]); // for the JIT compiler
    Planned before = null;
    for (long count : counts) {
      Planned planned = plan(count);
      print(
          "keys %,d: listing and census %.1f s of CPU (%.2f µs per key), ring of one epoch %.1f s"
              + " (%.2f µs per key), %.1f s by the clock; %d MB of heap live, %d MB at most",
          count,
          planned.census(),
          1e6 * planned.census() / count,
          planned.ring(),
          1e6 * planned.ring() / count,
          planned.seconds(),
          planned.liveBytes() >> 20,
          planned.peakBytes() >> 20);
      if (before != null) {
        double more = count - before.count();
        print(
            "  each further key: listing and census %.2f µs of CPU, ring %.2f µs",
            1e6 * (planned.census() - before.census()) / more,
            1e6 * (planned.ring() - before.ring()) / more);
      }
      before = planned;
    }
  }

  /**
   * @param census CPU seconds of listing and census
   * @param ring CPU seconds of the ring of an epoch
   * @param seconds of all that, by the clock
   * @param liveBytes heap that is in use afterward, with the index in Spark's cache
   */
  private record Planned(
      long count, double census, double ring, double seconds, long liveBytes, long peakBytes) {}

  private Planned plan(long count) {
    Path table = table(count);
    Recipe recipe =
        recipe(
            "input: {format: parquet, path: " + table + ", columns: {id: id, label: label}}",
            "epochs: " + EPOCHS);
    collectGarbage();
    pools().forEach(MemoryPoolMXBean::resetPeakUsage);
    Times start = Times.now();
    try (Inputs inputs = Inputs.open(spark, recipe, AttentionSetup.of(spark, recipe))) {
      Census census = inputs.census();
      Times counted = Times.now();
      int buckets = BucketCount.count(recipe, census, inputs.samples().info().totalBytes());
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        RingPlan.plan(inputs.index(), census, recipe, epoch, buckets);
      }
      Times planned = Times.now();
      long peak = pools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
      collectGarbage();
      long live = pools().mapToLong(pool -> pool.getUsage().getUsed()).sum();
      return new Planned(
          count,
          counted.cpuSince(start),
          planned.cpuSince(counted) / EPOCHS,
          planned.wallSince(start),
          live,
          peak);
    }
  }

  /** A table of samples, kept for the next time. */
  private Path table(long count) {
    Path table = scratch.resolve("keys-" + count);
    if (Files.notExists(table.resolve("_SUCCESS"))) {
      spark
          .range(0, count, 1, (int) Math.max(2, count / 500_000))
          .selectExpr(
              "format_string('class-%03d/image-%010d.jpg', id % " + CLASSES + ", id) id",
              "cast(id % " + CLASSES + " as int) label",
              "cast(cast(id as string) as binary) image")
          .write()
          .mode(SaveMode.Overwrite)
          .parquet(table.toString());
    }
    return table;
  }

  private void files(int folders, int files) {
    Path tree = scratch.resolve("tree-" + folders + "-" + files);
    if (Files.notExists(tree)) {
      IntStream.range(0, folders).parallel().forEach(folder -> fill(tree, folder, files / folders));
    }
    Recipe recipe = recipe("input: {path: " + tree + "}");
    for (int round = 0; round < 2; round++) {
      Times start = Times.now();
      try (Samples samples = Samples.open(spark, recipe)) {
        long listed = samples.index().count();
        Times end = Times.now();
        print(
            "files %,d in %,d folders listed: %.1f s, %.1f s of CPU, %.1f µs per file",
            listed,
            folders,
            end.wallSince(start),
            end.cpuSince(start),
            1e6 * end.cpuSince(start) / listed);
      }
    }
  }

  private static void fill(Path tree, int folder, int files) {
    try {
      Path made =
          Files.createDirectories(tree.resolve(String.format(Locale.ROOT, "class-%04d", folder)));
      for (int file = 0; file < files; file++) {
        Files.createFile(made.resolve(String.format(Locale.ROOT, "image-%07d.jpg", file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void executors(String images, int rounds) {
    String master = spark.sparkContext().master();
    for (int round = 0; round <= rounds; round++) {
      Path out = scratch.resolve("executors-" + round);
      Recipe recipe =
          RecipeLoader.load(
              Path.of("conf/recipes/cutmix.yaml"),
              List.of("epochs=2", "input.path=" + images, "output.path=" + out));
      Times start = Times.now();
      long rows = new AugmentJob(spark, recipe).run().rows();
      Times end = Times.now();
      print(
          "%s %s: %.1f images/s, %.1f per CPU second",
          master,
          round == 0 ? "warm-up" : "round " + round,
          rows / end.wallSince(start),
          rows / end.cpuSince(start));
    }
  }

  private Recipe recipe(String... lines) {
    String text =
        String.join("\n", lines)
            + "\noutput: {path: "
            + scratch.resolve("out")
            + "}\ntransform: [{random-resized-crop: {size: 224}}]\nmix: {cutmix: {}}\n";
    return RecipeLoader.parse("scale.yaml", text, List.of());
  }

  /** A moment, and the CPU time until then of this process and those that it has started. */
  private record Times(long nanos, Duration cpu) {

    static Times now() {
      ProcessHandle own = ProcessHandle.current();
      Duration cpu =
          Stream.concat(Stream.of(own), own.descendants())
              .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
              .reduce(Duration.ZERO, Duration::plus);
      return new Times(System.nanoTime(), cpu);
    }

    double wallSince(Times start) {
      return (nanos - start.nanos) / 1e9;
    }

    double cpuSince(Times start) {
      return cpu.minus(start.cpu).toNanos() / 1e9;
    }
  }

  private static Stream<MemoryPoolMXBean> pools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP);
  }

  private static void collectGarbage() {
    System.gc();
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
