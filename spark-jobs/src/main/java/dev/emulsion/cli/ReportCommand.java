package dev.emulsion.cli;

import dev.emulsion.ConfigException;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.jobs.report.ReportJob;
import dev.emulsion.jobs.report.ReportRequest;
import dev.emulsion.recipe.ReportConfig;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code emulsion report}: see {@link ReportJob}. */
@Command(
    name = "report",
    description = "Write a page about a finished run: counts, labels, mixing, rows, quarantine.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "OUT", description = "The output directory of augment.")
  private String path;

  @Option(
      names = "--strips",
      description = "Number of rows whose images are shown, 0 to 60 (default: as in the recipe).")
  private Integer strips;

  @Option(
      names = "--rows",
      description =
          "Number of rows whose columns are summed up, in whole shards (default: as in the"
              + " recipe).")
  private Integer rows;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "Path of the HTML file (default: OUT.emulsion/report.html).")
  private String to;

  @Override
  public Integer call() throws IOException {
    options(ReportConfig.DEFAULT); // checks the numbers before Spark starts
    try (SparkSession spark = Sessions.open("report")) {
      RunDirectory output = RunDirectory.at(path, spark.sparkContext().hadoopConfiguration());
      output.sealed();
      ReportConfig stored = output.recipe().report();
      ReportRequest request =
          new ReportRequest(path, Optional.of(options(stored)), Optional.ofNullable(to));
      Reports.write(spark, request, spec.commandLine());
    }
    return 0;
  }

  private ReportConfig options(ReportConfig stored) {
    try {
      return new ReportConfig(
          true,
          strips == null ? stored.strips() : strips,
          rows == null ? stored.rows() : rows,
          stored.maxBytes());
    } catch (IllegalArgumentException e) {
      throw new ConfigException("--" + e.getMessage(), e);
    }
  }
}
