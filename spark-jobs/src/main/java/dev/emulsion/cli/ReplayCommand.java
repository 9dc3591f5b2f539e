package dev.emulsion.cli;

import dev.emulsion.ConfigException;
import dev.emulsion.jobs.replay.ReplayJob;
import dev.emulsion.jobs.replay.ReplayReport;
import dev.emulsion.jobs.replay.Selection;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Paints rows again from their plans and compares them with what is stored. */
@Command(
    name = "replay",
    description = "Paints rows of a finished run again from their plans, and compares them.",
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "OUT", description = "The output of augment.")
  private String path;

  @ArgGroup(multiplicity = "1")
  private Which which;

  @Option(
      names = {"-i", "--input"},
      paramLabel = "PATH",
      description = "Where the input is now, if it has moved.")
  private String input;

  @Option(
      names = "--save",
      paramLabel = "DIR",
      description = "Where to put a PNG a row: the stored image left, the repainted one right.")
  private String save;

  @Option(names = "--json", description = "Prints the report as JSON.")
  private boolean json;

  /** Which rows; one of the three must be given. */
  private static final class Which {

    @Option(
        names = "--rows",
        paramLabel = "ID",
        split = ",",
        description = "Rows by row_id, such as cat/1.jpg@0.0; several with commas.")
    private List<String> rows;

    @Option(
        names = "--sample",
        paramLabel = "N",
        description =
            "N rows, 1 to "
                + Selection.MAX_SAMPLED
                + ", spread over all; the same ones every time.")
    private Integer sample;

    @Option(
        names = "--where",
        paramLabel = "SQL",
        description = "The rows for which a condition holds, such as \"method = 'cutmix'\".")
    private String where;

    Selection selection() {
      if (rows != null) {
        return new Selection.Named(rows);
      }
      if (where != null) {
        return new Selection.Where(where);
      }
      if (sample < 1 || sample > Selection.MAX_SAMPLED) {
        throw new ConfigException(
            "--sample must be between 1 and " + Selection.MAX_SAMPLED + ", was " + sample);
      }
      return new Selection.Sample(sample);
    }
  }

  @Override
  public Integer call() {
    Selection selection = which.selection();
    try (SparkSession spark = Sessions.open("replay")) {
      ReplayJob job = new ReplayJob(spark, path, selection, Optional.ofNullable(input));
      Configuration conf = spark.sparkContext().hadoopConfiguration();
      ReplayReport report =
          save == null ? job.run() : job.run((name, png) -> write(conf, name, png));
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(Json.of(report));
      } else {
        print(report, out);
      }
      out.flush();
      return report.isIdentical() ? 0 : Main.WRONG_DATA;
    }
  }

  private void write(Configuration conf, String rowId, byte[] png) {
    String name = URLEncoder.encode(rowId, StandardCharsets.UTF_8).replace("%40", "@");
    Path file = new Path(save, name + ".png");
    try (OutputStream out = file.getFileSystem(conf).create(file, true)) {
      out.write(png);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private void print(ReplayReport report, PrintWriter out) {
    if (report.inputChanged()) {
      out.printf(
          "the input %s is not what the run read: ids, labels, lengths or what stands beside it"
              + " have changed%n",
          report.input());
    }
    report.differences().forEach(difference -> out.println("  " + difference));
    long untold = report.differing() - report.differences().size();
    if (untold > 0) {
      out.printf("  and %,d more%n", untold);
    }
    out.printf(
        "%s painted again, %,d equal byte for byte, %,d different%n",
        Counts.of(report.rows(), "row"), report.rows() - report.differing(), report.differing());
    if (save != null) {
      out.printf("images     %s%n", save);
    }
  }
}
