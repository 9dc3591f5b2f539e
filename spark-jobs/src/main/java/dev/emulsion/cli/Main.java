package dev.emulsion.cli;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
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
 * written; 3 the data are invalid.
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
      VerifyCommand.class,
      ReplayCommand.class,
      RecipesCommand.class
    })
public final class Main implements Callable<Integer> {

  static final int BUG = 1;
  static final int WRONG_REQUEST = 2;
  static final int WRONG_DATA = 3;

  @Spec private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Log milestones: the run id, each commit, quarantined samples.")
  void setVerbose(boolean verbose) {
    if (verbose) {
      Configurator.setLevel("dev.emulsion", Level.INFO);
    }
  }

  /** Runs a command and exits with its code. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT); // reports look the same everywhere
    Charset charset = Charset.defaultCharset(); // that of the terminal
    System.exit(
        run(
            new PrintWriter(System.out, true, charset),
            new PrintWriter(System.err, true, charset),
            args));
  }

  /** Runs a command and returns its exit code. */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine line = new CommandLine(new Main());
    line.setOut(out);
    line.setErr(err);
    line.setExecutionExceptionHandler(Main::explain);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line.execute(args);
  }

  private static int explain(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
    PrintWriter err = line.getErr();
    if (failure instanceof ConfigException) {
      err.println("emulsion: " + failure.getMessage());
      return WRONG_REQUEST;
    }
    if (failure instanceof DataException || failure instanceof UncheckedIOException) {
      err.println("emulsion: " + failure.getMessage());
      return WRONG_DATA;
    }
    err.println("emulsion: this is a bug; please report it with the stack trace below");
    failure.printStackTrace(err);
    return BUG;
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
