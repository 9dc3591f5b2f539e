package dev.emulsion.cli;

import dev.emulsion.ConfigException;
import dev.emulsion.jobs.estimate.EstimateJob;
import dev.emulsion.jobs.estimate.EstimateReport;
import dev.emulsion.recipe.Recipe;
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
  public Integer call() {
    if (cores != null && cores < 1) {
      throw new ConfigException("--cores must be at least 1, was " + cores);
    }
    if (price != null && !(price > 0)) {
      throw new ConfigException("--price-per-core-hour must be positive, was " + price);
    }
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
}
