package dev.emulsion.cli;

import dev.emulsion.jobs.report.ReportJob;
import dev.emulsion.jobs.report.ReportRequest;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.recipe.Recipe;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;

/** Writes reports and says where they are. */
final class Reports {

  private Reports() {}

  static void write(SparkSession spark, ReportRequest request, CommandLine line) {
    write(new ReportJob(spark, request), line);
  }

  private static void write(ReportJob job, CommandLine line) {
    ReportJob.Written written = job.run();
    written
        .problem()
        .ifPresent(
            why -> line.getErr().println("emulsion: report without base and partner: " + why));
    line.getOut().println("report       " + written.page());
    line.getOut().flush();
  }

  /**
   * Writes the report of a run that was just sealed, or found without one, if its recipe wants one.
   * The run is finished, so that a report that cannot be written is a warning.
   */
  static void afterRun(SparkSession spark, Recipe recipe, CommandLine line) {
    if (!recipe.report().write()) {
      return;
    }
    try {
      ReportJob job = new ReportJob(spark, ReportRequest.of(recipe.output().path()));
      if (!job.isWritten()) {
        Sessions.expectFewRows(spark);
        write(job, line);
      }
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError | LinkageError e) {
      line.getErr()
          .println(
              "emulsion: warning: the run is finished, but its report could not be written: "
                  + Errors.rootMessage(e)
                  + "; emulsion report "
                  + recipe.output().path()
                  + " writes it");
      line.getErr().flush();
    }
  }
}
