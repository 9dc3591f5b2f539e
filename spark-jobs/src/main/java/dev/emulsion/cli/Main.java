package dev.emulsion.cli;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.io.fs.LocalNames;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.jobs.run.StorageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FSError;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.SparkUserAppException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command {@code emulsion}.
 *
 * <p>Exit codes: 0 success; 1 a bug, with a stack trace; 2 the request is invalid and nothing was
 * written; 3 the data are invalid, or storage failed; 130, 143 stopped by Ctrl-C or SIGTERM.
 */
@Command(
    name = "emulsion",
    description = "Augment and mix image datasets with Apache Spark.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      QuickstartCommand.class,
      EstimateCommand.class,
      AugmentCommand.class,
      IngestCommand.class,
      AttentionCommand.class,
      PromptsCommand.class,
      FractalsCommand.class,
      PreviewCommand.class,
      ReportCommand.class,
      VerifyCommand.class,
      ReplayCommand.class,
      RecipesCommand.class,
      DoctorCommand.class
    })
public final class Main implements Callable<Integer> {

  static final int BUG = 1;
  static final int WRONG_REQUEST = 2;
  static final int WRONG_DATA = 3;

  @Spec private CommandSpec spec;
  private boolean verbose;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description =
          "Log milestones: the run id, each commit, quarantined samples; and print stack traces of"
              + " failures.")
  void setVerbose(boolean verbose) {
    this.verbose = verbose;
    if (verbose) {
      Configurator.setLevel("dev.emulsion", Level.INFO);
    }
  }

  /**
   * Runs a command and exits with its code.
   *
   * @throws SparkUserAppException with the code, if a command fails in YARN's application master
   */
  public static void main(String[] args) throws SparkUserAppException {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT); // reports look the same everywhere
    Charset charset = Charset.defaultCharset(); // that of the terminal
    Terminal out = new Terminal(new PrintWriter(System.out, false, charset));
    Terminal err = new Terminal(new PrintWriter(System.err, false, charset));
    Interruption interruption = Interruption.watch(out, err, Rerun.of(command(args)));
    int code = execute(out, err, args);
    end(interruption.exitCode().orElse(code));
  }

  /**
   * Ends the process with this code. In YARN's application master, which runs the driver in cluster
   * mode, the exit of a driver counts as a failure even with 0: there it returns, or throws the
   * code, and Spark reports it to YARN.
   */
  static void end(int code) throws SparkUserAppException {
    boolean isInApplicationMaster =
        "yarn".equals(System.getProperty("spark.master"))
            && "cluster".equals(System.getProperty("spark.submit.deployMode"));
    if (!isInApplicationMaster) {
      System.exit(code);
    } else if (code != 0) {
      throw new SparkUserAppException(code);
    }
  }

  private static String command(String... args) {
    return Stream.of(args).filter(arg -> !arg.startsWith("-")).findFirst().orElse("");
  }

  /** Runs a command and returns its exit code. */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    return execute(new Terminal(out), new Terminal(err), args);
  }

  private static int execute(Terminal out, Terminal err, String... args) {
    CommandLine line = new CommandLine(new Main());
    line.setOut(out);
    line.setErr(err);
    line.setExecutionExceptionHandler(Main::explain);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    try {
      LocalNames.requireArguments(args);
      return line.execute(args);
    } catch (ConfigException e) {
      return explain(e, line, line.getParseResult());
    } catch (FSError e) { // Hadoop's for local disks
      return explain(new UncheckedIOException(new IOException(e)), line, line.getParseResult());
    }
  }

  private static int explain(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
    PrintWriter err = line.getErr();
    RuntimeException shown = Errors.toShow(failure);
    boolean isBug = false;
    int code = WRONG_DATA;
    if (shown instanceof StorageException) {
      Rerun rerun = Rerun.of(command(parsed.originalArgs().toArray(String[]::new)));
      err.println("emulsion: " + shown.getMessage() + ", then " + rerun.advice());
    } else if (shown instanceof DataException) {
      err.println("emulsion: " + shown.getMessage());
    } else if (shown instanceof ConfigException) {
      err.println("emulsion: " + shown.getMessage());
      code = WRONG_REQUEST;
    } else {
      err.println("emulsion: this is a bug; please report it with the stack trace below");
      isBug = true;
      code = BUG;
    }
    if (isBug || ((Main) line.getCommandSpec().root().userObject()).verbose) {
      failure.printStackTrace(err);
    }
    return code;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return WRONG_REQUEST;
  }

  /** {@code emulsion --version}. */
  static final class Version implements CommandLine.IVersionProvider {

    @Override
    public String[] getVersion() {
      return new String[] {"emulsion " + dev.emulsion.jobs.run.EmulsionVersion.text()};
    }
  }
}
