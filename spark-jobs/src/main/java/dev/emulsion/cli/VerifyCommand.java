package dev.emulsion.cli;

import dev.emulsion.ConfigException;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.replay.ReplayReport;
import dev.emulsion.jobs.replay.Selection;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.jobs.verify.VerifyOptions;
import dev.emulsion.jobs.verify.VerifyOptions.Depth;
import dev.emulsion.jobs.verify.VerifyReport;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Option(
      names = "--quick",
      description = "Reads no row: counts, sidecars, lists of files, footers.")
  private boolean quick;

  @Option(
      names = "--full",
      description =
          "Everything, and fails if rows can't be painted again. Without --quick and --full a"
              + " missing input is no error.")
  private boolean full;

  @Option(
      names = "--replay",
      paramLabel = "ROWS",
      description =
          "How many rows to paint again from their plans (default: "
              + VerifyOptions.DEFAULT_REPLAYED
              + "); 0 for none.")
  private Integer replay;

  @Option(
      names = {"-i", "--input"},
      paramLabel = "PATH",
      description = "Where the input is now, if it has moved.")
  private String input;

  @Option(names = "--json", description = "Prints the report as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    VerifyOptions thoroughness = thoroughness();
    try (SparkSession spark = Sessions.open("verify")) {
      VerifyReport report = new VerifyJob(spark, path, thoroughness).run();
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(Json.of(report));
      } else {
        print(report, out);
      }
      out.flush();
      return report.isSound() ? 0 : Main.WRONG_DATA;
    }
  }

  private VerifyOptions thoroughness() {
    boolean required = full || replay != null || input != null;
    if (quick && required) {
      throw new ConfigException(
          "--quick reads no rows, so it cannot go with --full, --replay or --input");
    }
    if (replay != null && (replay < 0 || replay > Selection.MAX_SAMPLED)) {
      throw new ConfigException(
          "--replay must be between 0 and " + Selection.MAX_SAMPLED + ", was " + replay);
    }
    if (quick) {
      return VerifyOptions.quick();
    }
    return required
        ? VerifyOptions.replaying(
            replay == null ? VerifyOptions.DEFAULT_REPLAYED : replay, Optional.ofNullable(input))
        : VerifyOptions.full();
  }

  private void print(VerifyReport report, PrintWriter out) {
    if (!report.isSound()) {
      out.printf("%s has %s:%n", path, Counts.of(report.problems().size(), "problem"));
      report.problems().forEach(problem -> out.println("  " + problem));
      return;
    }
    Manifest.Input in = report.manifest().input();
    for (Manifest.Epoch epoch : report.manifest().epochs()) {
      out.printf(
          "epoch %d: %,d samples in = %,d emitted + %,d quarantined + %,d duplicates%s;"
              + " %,d rows%s%n",
          epoch.epoch(),
          in.samples() + in.duplicates() + in.withoutGenerated(),
          epoch.emitted(),
          epoch.quarantined(),
          in.duplicates(),
          in.withoutGenerated() == 0
              ? ""
              : String.format(" + %,d without a generated image", in.withoutGenerated()),
          epoch.rows(),
          report.form() == Depth.FULL ? " as written" : ", not read");
      images(epoch, out);
    }
    report.replay().map(VerifyCommand::sentence).ifPresent(out::println);
    report
        .notReplayed()
        .ifPresent(why -> out.println("no row was painted again from its plan: " + why));
    out.printf("sound%s: %s%n", report.form() == Depth.QUICK ? " at a quick look" : "", path);
  }

  private static void images(Manifest.Epoch epoch, PrintWriter out) {
    Manifest.GeneratedUse images = epoch.generated();
    if (images.used() > 0) {
      out.printf(
          "epoch %d: %,d generated images used = %,d joined + %,d rejected + %,d lost%n",
          epoch.epoch(),
          images.used(),
          images.joined(),
          images.used() - images.joined() - images.lost(),
          images.lost());
    }
  }

  private static String sentence(ReplayReport replay) {
    return Counts.of(replay.rows(), "row") + " painted again from their plans, byte for byte equal";
  }
}
