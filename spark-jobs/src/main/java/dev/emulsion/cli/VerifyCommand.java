package dev.emulsion.cli;

import dev.emulsion.io.Manifest;
import dev.emulsion.jobs.VerifyJob;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Proves that nothing of a finished run is lost, doubled or changed. */
@Command(
    name = "verify",
    description = "Proves that nothing of a finished run is lost, doubled or changed.",
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "OUT", description = "The output of augment.")
  private String path;

  @Override
  public Integer call() {
    try (SparkSession spark = Sessions.open("verify")) {
      VerifyJob.Report report = new VerifyJob(spark, path).run();
      print(report, spec.commandLine().getOut());
      return report.isSound() ? 0 : Main.WRONG_DATA;
    }
  }

  private void print(VerifyJob.Report report, PrintWriter out) {
    if (!report.isSound()) {
      out.printf("%s has %d problems:%n", path, report.problems().size());
      report.problems().forEach(problem -> out.println("  " + problem));
    } else {
      Manifest.Input input = report.manifest().input();
      for (Manifest.Epoch epoch : report.manifest().epochs()) {
        out.printf(
            "epoch %d: %,d samples in = %,d emitted + %,d quarantined + %,d duplicates;"
                + " %,d rows as written%n",
            epoch.epoch(),
            input.samples() + input.duplicates(),
            epoch.emitted(),
            epoch.quarantined(),
            input.duplicates(),
            epoch.rows());
      }
      out.printf("sound: %s%n", path);
    }
    out.flush();
  }
}
