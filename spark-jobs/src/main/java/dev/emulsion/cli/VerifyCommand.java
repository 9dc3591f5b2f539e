package dev.emulsion.cli;

import dev.emulsion.ConfigException;
import dev.emulsion.jobs.replay.Selection;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.jobs.verify.VerifyOptions;
import dev.emulsion.jobs.verify.VerifyReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code emulsion verify}: see {@link VerifyJob}. */
@Command(
    name = "verify",
    description = "Verify that nothing in a finished run is lost, duplicated or changed.",
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "OUT", description = "The output directory of augment.")
  private String path;

  @Option(
      names = "--quick",
      description =
          "Check the manifest, sidecars, file names, file lengths and footers only; read no rows.")
  private boolean quick;

  @Option(
      names = "--full",
      description =
          "Check everything, and fail if rows cannot be re-rendered. The default checks everything,"
              + " too, but only reports why rows could not be re-rendered.")
  private boolean full;

  @Option(
      names = "--replay",
      paramLabel = "ROWS",
      description =
          "Number of rows to re-render from their plans, 0 to "
              + Selection.MAX_SAMPLED
              + " (default: "
              + VerifyOptions.DEFAULT_REPLAYED_ROWS
              + ").")
  private Integer replay;

  @Option(
      names = {"-i", "--input"},
      paramLabel = "PATH",
      description = "The input of the run, if it has moved.")
  private String input;

  @Option(names = "--json", description = "Print the report as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    VerifyOptions options = options();
    try (SparkSession spark = Sessions.open("verify")) {
      VerifyReport report = new VerifyJob(spark, path, options).run();
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(Json.write(VerifyJson.of(report)));
      } else {
        VerifySummary.print(report, out);
      }
      out.flush();
      return report.isOk() ? 0 : Main.WRONG_DATA;
    }
  }

  private VerifyOptions options() {
    boolean replayRequired = full || replay != null || input != null;
    if (quick && replayRequired) {
      throw new ConfigException(
          "--quick reads no rows and cannot be combined with --full, --replay or --input");
    }
    if (replay != null && (replay < 0 || replay > Selection.MAX_SAMPLED)) {
      throw new ConfigException(
          "--replay must be between 0 and " + Selection.MAX_SAMPLED + ", was " + replay);
    }
    if (quick) {
      return VerifyOptions.quick();
    }
    return replayRequired
        ? VerifyOptions.replaying(
            Optional.ofNullable(replay).orElse(VerifyOptions.DEFAULT_REPLAYED_ROWS),
            Optional.ofNullable(input))
        : VerifyOptions.full();
  }
}
