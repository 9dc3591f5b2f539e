package dev.emulsion.cli;

import dev.emulsion.ConfigException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code emulsion preview}: see {@link dev.emulsion.jobs.preview.PreviewJob}. */
@Command(
    name = "preview",
    description =
        "Draw a contact sheet of a finished run: base, partner and mixed image, with labels.",
    mixinStandardHelpOptions = true)
final class PreviewCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "OUT", description = "The output directory of augment.")
  private String path;

  @Option(
      names = "--rows",
      defaultValue = "8",
      description = "Number of rows to show, 1 to 200 (default: ${DEFAULT-VALUE}).")
  private int rows;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "Path of the PNG file (default: OUT.emulsion/preview.png).")
  private String to;

  @Override
  public Integer call() throws IOException {
    if (rows < 1 || rows > 200) {
      throw new ConfigException("--rows must be between 1 and 200, was " + rows);
    }
    try (SparkSession spark = Sessions.open("preview")) {
      String image = to != null ? to : Previews.defaultImage(spark, path);
      Previews.draw(spark, path, rows, image, spec.commandLine().getErr());
      spec.commandLine().getOut().println("preview      " + image);
      spec.commandLine().getOut().flush();
    }
    return 0;
  }
}
