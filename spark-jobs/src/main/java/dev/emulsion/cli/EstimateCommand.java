package dev.emulsion.cli;

import dev.emulsion.ConfigException;
import dev.emulsion.Require;
import dev.emulsion.jobs.estimate.EstimateJob;
import dev.emulsion.jobs.estimate.EstimateReport;
import dev.emulsion.recipe.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code emulsion estimate}: see {@link EstimateJob}. */
@Command(
    name = "estimate",
    description =
        "Estimate what augment will read, shuffle, write and cost, without running it. --output is"
            + " optional.",
    mixinStandardHelpOptions = true)
final class EstimateCommand implements Callable<Integer> {

  private static final int MAX_CORES = 1_000_000;
  private static final double MAX_PRICE = 1_000_000;

  @Spec private CommandSpec spec;
  @Mixin private RecipeOptions options;

  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "Number of cores that the run will have (default: the cores of this session).")
  private Integer cores;

  @Option(
      names = "--price-per-core-hour",
      paramLabel = "PRICE",
      description = "Price of one core for one hour, in any currency, such as 0.05.")
  private Double price;

  @Option(names = "--json", description = "Print the estimate as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    checkOptions();
    Recipe recipe = options.loadWithoutOutput();
    try (SparkSession spark = Sessions.open("estimate")) {
      int used = cores != null ? cores : spark.sparkContext().defaultParallelism();
      EstimateReport report =
          new EstimateJob(spark, recipe, used, Optional.ofNullable(price)).run();
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(Json.write(report));
      } else {
        EstimateSummary.print(report, out);
      }
      out.flush();
    }
    return 0;
  }

  private void checkOptions() {
    try {
      if (cores != null) {
        Require.within("--cores", 1, MAX_CORES, cores, "no cluster has so many");
      }
      if (price != null) {
        Require.positive(
            "--price-per-core-hour", MAX_PRICE, price, "count in a larger unit of the currency");
      }
    } catch (IllegalArgumentException e) {
      throw new ConfigException(e.getMessage(), e);
    }
  }
}
