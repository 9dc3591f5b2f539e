package dev.emulsion.cli;

import dev.emulsion.io.side.AttentionTable;
import dev.emulsion.jobs.attention.AttentionJob;
import dev.emulsion.jobs.attention.AttentionReport;
import dev.emulsion.recipe.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code emulsion attention}: see {@link AttentionJob}. */
@Command(
    name = "attention",
    description =
        "Run the attention model of a recipe on every image and write the attention maps as a"
            + " table for attention.table.",
    mixinStandardHelpOptions = true)
final class AttentionCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private RecipeOptions options;

  @Override
  public Integer call() throws IOException {
    Recipe recipe = options.load();
    try (SparkSession spark = Sessions.open("attention")) {
      ProgressLine progress = new ProgressLine(spark, spec.commandLine().getErr());
      print(new AttentionJob(spark, recipe, progress).run(), spec.commandLine().getOut());
    }
    return 0;
  }

  private static void print(AttentionReport report, PrintWriter out) {
    AttentionTable.Marker table = report.table();
    if (report.found()) {
      out.println("This table already exists; nothing was written.");
    }
    out.printf("samples      %,d%n", table.in());
    Summary.line(
        out, "ignored", table.ignoredFiles(), Counts.noSamples(table.ignoredFiles(), Map.of()));
    Summary.line(out, "duplicates", table.duplicates(), "excluded");
    Summary.line(
        out, "quarantined", table.quarantined(), "(" + Summary.counts(table.reasons()) + ")");
    out.printf(
        "maps         %,d of %d×%d in %s%n",
        table.written(), table.rows(), table.columns(), Counts.of(table.files().size(), "file"));
    out.printf("model        %s%n", table.model());
    out.printf("digest       %s%n", table.contentDigest());
    out.printf("output       %s%n", report.output());
    out.flush();
  }
}
