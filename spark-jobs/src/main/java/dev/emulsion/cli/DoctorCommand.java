package dev.emulsion.cli;

import dev.emulsion.ConfigException;
import dev.emulsion.jobs.doctor.DoctorJob;
import dev.emulsion.jobs.doctor.Finding;
import dev.emulsion.jobs.estimate.EstimateJob;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.recipe.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code emulsion doctor}: see {@link DoctorJob}. */
@Command(
    name = "doctor",
    description =
        "Check a place before a run: versions, codec, memory, disks, output, credentials. With a"
            + " recipe, its input is listed, too. Exits with 2 if a run would fail.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = {"-r", "--recipe"},
      paramLabel = "FILE",
      description = "The recipe of the run: a file or URI, or the name of a shipped recipe.")
  private String recipe;

  @Mixin private InputOptions options;
  @Mixin private SideInputOptions sideInputs;

  private int failures;

  @Override
  public Integer call() throws IOException {
    Optional<Recipe> loaded =
        Optional.ofNullable(recipe)
            .map(
                name ->
                    options.load(name, sideInputs.overrides(), Optional.of(EstimateJob.NO_OUTPUT)));
    Optional<String> output =
        options
            .output()
            .or(() -> loaded.map(it -> it.output().path()))
            .filter(path -> !path.equals(EstimateJob.NO_OUTPUT));
    check(loaded, output);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        failures == 0
            ? "A run can start here."
            : "A run would fail here: " + Counts.of(failures, "problem") + ".");
    out.flush();
    return failures == 0 ? 0 : Main.WRONG_REQUEST;
  }

  private void check(Optional<Recipe> loaded, Optional<String> output) throws IOException {
    if (!canStart()) {
      return;
    }
    SparkSession spark;
    try {
      spark = Sessions.open("doctor");
    } catch (RuntimeException e) {
      print(Finding.failure("spark", "does not start: " + Errors.rootMessage(e)));
      return;
    }
    try (spark) {
      new DoctorJob(spark, loaded, output, this::print).run();
    }
  }

  /** Whether Spark can start; what keeps it from that is printed. */
  private boolean canStart() {
    SparkConf conf;
    try {
      conf = Sessions.settings("doctor");
    } catch (ConfigException e) {
      print(Finding.failure("host", e.getMessage()));
      return false;
    }
    List<Finding> found = DoctorJob.beforeSpark(conf);
    boolean isGood = found.stream().noneMatch(Finding::isFailure);
    if (!isGood) {
      found.forEach(this::print);
    }
    return isGood;
  }

  private void print(Finding finding) {
    String level =
        switch (finding.level()) {
          case OK -> "ok";
          case WARNING -> "warning";
          case FAILURE -> "failure";
        };
    failures += finding.isFailure() ? 1 : 0;
    PrintWriter out = spec.commandLine().getOut();
    String text = finding.text().replaceAll("\\R+", " ");
    out.printf("%-12s %s: %s%n", finding.name(), level, text);
    out.flush();
  }
}
