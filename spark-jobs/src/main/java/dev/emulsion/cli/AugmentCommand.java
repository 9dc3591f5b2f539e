package dev.emulsion.cli;

import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.augment.AugmentReport;
import dev.emulsion.jobs.doctor.DoctorJob;
import dev.emulsion.recipe.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code emulsion augment}: see {@link AugmentJob}. */
@Command(
    name = "augment",
    description = "Augment and mix a dataset by a recipe, and write shards for training.",
    mixinStandardHelpOptions = true)
final class AugmentCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private RecipeOptions options;

  @Override
  public Integer call() throws IOException {
    Recipe recipe = options.load();
    try (SparkSession spark = Sessions.open("augment")) {
      PrintWriter err = spec.commandLine().getErr();
      DoctorJob.cheap(spark, recipe)
          .forEach(finding -> err.println("emulsion: " + finding.name() + ": " + finding.text()));
      AugmentReport report = new AugmentJob(spark, recipe, new ProgressLine(spark, err)).run();
      PrintWriter out = spec.commandLine().getOut();
      Summary.print(report, out);
      recipe.output().catalog().ifPresent(entry -> out.println("table        " + entry.table()));
      Reports.afterRun(spark, recipe, spec.commandLine());
    }
    return 0;
  }
}
