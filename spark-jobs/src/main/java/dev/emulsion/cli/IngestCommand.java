package dev.emulsion.cli;

import dev.emulsion.io.source.SampleTable;
import dev.emulsion.jobs.ingest.IngestJob;
import dev.emulsion.jobs.ingest.IngestReport;
import dev.emulsion.recipe.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code emulsion ingest}: see {@link IngestJob}. */
@Command(
    name = "ingest",
    description =
        "Check the samples of any source and write them as a few large Parquet files, which every"
            + " other command can read.",
    mixinStandardHelpOptions = true)
final class IngestCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private InputOptions options;

  @Option(
      names = {"-r", "--recipe"},
      paramLabel = "FILE",
      description = "Recipe whose input, decode, labels and quarantine sections are used.")
  private String recipe;

  @Override
  public Integer call() throws IOException {
    Recipe loaded =
        recipe == null ? options.load() : options.load(recipe, List.of(), Optional.empty());
    try (SparkSession spark = Sessions.open("ingest")) {
      ProgressLine progress = new ProgressLine(spark, spec.commandLine().getErr());
      print(new IngestJob(spark, loaded, progress).run(), spec.commandLine().getOut());
    }
    return 0;
  }

  private static void print(IngestReport report, PrintWriter out) {
    SampleTable.Marker table = report.table();
    if (report.found()) {
      out.println("This table already exists; nothing was written.");
    }
    out.printf("samples      %,d in %s%n", table.in(), Counts.of(table.classes().size(), "class"));
    report.classOrder().ifPresent(order -> out.println("class order  " + order));
    Summary.line(
        out,
        "ignored",
        table.ignoredFiles(),
        Counts.noSamples(table.ignoredFiles(), table.ignoredKinds()));
    Summary.line(out, "duplicates", table.duplicates(), "excluded");
    Summary.line(
        out, "quarantined", table.quarantined(), "(" + Summary.counts(table.reasons()) + ")");
    DecodingSummary.unsupported(table.decoding(), out);
    DecodingSummary.notes(table.decoding(), out);
    out.printf(
        "written      %,d in %s, %,.1f MB%n",
        table.written(), Counts.of(table.files().size(), "file"), table.bytes() / 1e6);
    out.printf("digest       %s%n", table.contentDigest());
    out.printf("output       %s%n", report.output());
    out.flush();
  }
}
