package dev.emulsion.cli;

import dev.emulsion.ConfigException;
import dev.emulsion.io.fs.AtomicFile;
import dev.emulsion.jobs.replay.ReplayJob;
import dev.emulsion.jobs.replay.ReplayReport;
import dev.emulsion.jobs.replay.Selection;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
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

/** {@code emulsion replay}: see {@link ReplayJob}. */
@Command(
    name = "replay",
    description =
        "Re-render rows of a finished run from their plans and compare them byte for byte.",
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "OUT", description = "The output directory of augment.")
  private String path;

  @ArgGroup(multiplicity = "1")
  private Rows rows;

  @Option(
      names = {"-i", "--input"},
      paramLabel = "PATH",
      description = "The input of the run, if it has moved.")
  private String input;

  @Option(
      names = "--save",
      paramLabel = "DIR",
      description =
          "Directory for one PNG per row: the stored image on the left, the re-rendered one on the"
              + " right.")
  private String save;

  @Option(names = "--json", description = "Print the report as JSON.")
  private boolean json;

  /** The rows to replay; exactly one of the options must be given. */
  static final class Rows {

    @Option(
        names = "--rows",
        paramLabel = "ID",
        split = ",",
        description = "Rows by row_id, such as cat/1.jpg@0.0, separated by commas.")
    List<String> ids;

    @Option(
        names = "--sample",
        paramLabel = "N",
        description =
            "N rows, 1 to "
                + Selection.MAX_SAMPLED
                + ", spread over the whole run; the same ones every time.")
    Integer sample;

    @Option(
        names = "--where",
        paramLabel = "SQL",
        description = "Rows for which a SQL condition holds, such as \"method = 'cutmix'\".")
    String where;

    Selection selection() {
      if (ids != null) {
        return new Selection.ById(ids);
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
  public Integer call() throws IOException {
    Selection selection = rows.selection();
    try (SparkSession spark = Sessions.open("replay")) {
      ReplayJob job = new ReplayJob(spark, path, selection, Optional.ofNullable(input));
      Configuration conf = spark.sparkContext().hadoopConfiguration();
      SavedNames names = new SavedNames();
      ReplayReport report =
          save == null ? job.run() : job.run((rowId, png) -> write(conf, names.of(rowId), png));
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(Json.write(report));
      } else {
        ReplaySummary.print(report, out);
        if (save != null) {
          out.println("images       " + save);
        }
      }
      out.flush();
      return report.isIdentical() ? 0 : Main.WRONG_DATA;
    }
  }

  private void write(Configuration conf, String name, byte[] png) {
    Path file = new Path(save, name);
    try {
      AtomicFile.replace(file.getFileSystem(conf), file, file.getParent(), out -> out.write(png));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
