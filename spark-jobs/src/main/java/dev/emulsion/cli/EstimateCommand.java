package dev.emulsion.cli;

import dev.emulsion.ConfigException;
import dev.emulsion.jobs.estimate.EstimateJob;
import dev.emulsion.jobs.estimate.EstimateReport;
import dev.emulsion.recipe.Recipe;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what augment would take, without doing it. */
@Command(
    name = "estimate",
    description = "Says what augment would read, shuffle, write and cost, without doing it.",
    mixinStandardHelpOptions = true)
final class EstimateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private RecipeOptions options;

  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "Cores that the run will have (default: those of this session).")
  private Integer cores;

  @Option(
      names = "--price-per-core-hour",
      paramLabel = "PRICE",
      description = "What a core costs in an hour, in any currency, such as 0.05.")
  private Double price;

  @Option(names = "--json", description = "Prints the plan as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    if (cores != null && cores < 1) {
      throw new ConfigException("--cores must be at least 1, was " + cores);
    }
    if (price != null && !(price > 0)) {
      throw new ConfigException("--price-per-core-hour must be positive, was " + price);
    }
    Recipe recipe = options.load();
    try (SparkSession spark = Sessions.open("estimate")) {
      int used = cores != null ? cores : spark.sparkContext().defaultParallelism();
      EstimateReport plan = new EstimateJob(spark, recipe, used, Optional.ofNullable(price)).run();
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(Json.of(plan));
      } else {
        print(plan, out);
      }
      out.flush();
    }
    return 0;
  }

  private static void print(EstimateReport plan, PrintWriter out) {
    EstimateReport.Input input = plan.input();
    out.printf(
        "samples      %,d in %s, %s%n",
        input.samples(), Counts.of(input.classes(), "class"), size(input.bytes()));
    if (input.duplicates() + input.ignoredFiles() > 0) {
      out.printf(
          "left out     %s, %s%n",
          Counts.of(input.duplicates(), "duplicate"), Counts.ignored(input.ignoredFiles()));
    }
    generated(plan.generated(), out);
    EstimateReport.Pairing pairing = plan.pairing();
    out.printf(
        "rows         %,d: %s, %s a sample%n",
        plan.output().rows(),
        Counts.of(pairing.epochs(), "epoch"),
        Counts.of(pairing.variants(), "variant"));
    out.printf(
        "buckets      %,d an epoch, the largest of %s; %s more travel twice%n",
        pairing.buckets(),
        Counts.of(pairing.samplesInLargest(), "sample"),
        Counts.of(pairing.halo(), "image"));
    out.printf(
        "moves        %s read, %s shuffled, %s written%n",
        size(plan.traffic().read()),
        size(plan.traffic().shuffled()),
        size(plan.traffic().written()));
    out.printf(
        "shards       %s of about %s, rows of %s%n",
        Counts.of(plan.output().files(), "file"),
        size(plan.output().shardBytes()),
        size(plan.output().rowBytes()));
    EstimateReport.Memory memory = plan.memory();
    out.printf(
        "memory       a task sorts %s, collects %s for a row group, keeps %s of images%n",
        size(memory.sort()), size(memory.rowGroup()), size(memory.images()));
    out.printf(
        "             an executor of %d cores: %s of heap; beside it decoders take %s a task and"
            + " never more than %s%n",
        memory.cores(), size(memory.heap()), size(memory.decoder()), size(memory.decodersAtMost()));
    if (memory.mixingSet() > 0) {
      out.printf("             part of the heap: %s of fractals%n", size(memory.mixingSet()));
    }
    EstimateReport.Effort effort = plan.effort();
    out.printf(
        "time         about %s on %s (%s core hours)%n",
        time(effort.seconds()),
        Counts.of(effort.cores(), "core"),
        String.format(Locale.ROOT, "%,.2f", effort.coreSeconds() / 3600));
    effort.price().ifPresent(cost -> out.printf(Locale.ROOT, "cost         about %,.2f%n", cost));
    plan.warnings().forEach(warning -> out.println("warning      " + warning));
  }

  private static void generated(EstimateReport.Generated generated, PrintWriter out) {
    if (generated.listed().found() == 0) {
      return;
    }
    Counts.generated(generated.listed(), out);
    out.printf(
        "             %,d are used in an epoch, %s; %s without any%n",
        generated.used(), size(generated.bytes()), Counts.of(generated.without(), "sample"));
  }

  private static String size(long bytes) {
    if (bytes < 1000) {
      return bytes + " bytes";
    }
    double value = bytes;
    int power = 0;
    while (value >= 999.95 && power < 4) {
      value /= 1000;
      power++;
    }
    return String.format(Locale.ROOT, "%.1f %sB", value, "kMGT".charAt(power - 1));
  }

  private static String time(double seconds) {
    if (seconds < 90) {
      return String.format(Locale.ROOT, "%.0f s", Math.max(1, seconds));
    }
    return seconds < 90 * 60
        ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
        : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }
}
