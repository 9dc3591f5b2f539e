package dev.emulsion.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emulsion.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;

/** The command {@code emulsion} in this JVM. */
public final class CommandLine {

  private CommandLine() {}

  /** Runs a command with its arguments and keeps what it printed. */
  public static Outcome emulsion(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Outcome(exitCode, out.toString(), err.toString());
  }

  /** Exit code, standard output and standard error of a command. */
  public record Outcome(int exitCode, String out, String err) {

    /** This outcome, after asserting that the command succeeded. */
    public Outcome succeeded() {
      assertThat(exitCode).as(err).isZero();
      return this;
    }

    /** The standard output as JSON. */
    public JsonNode json() {
      try {
        return new ObjectMapper().readTree(out);
      } catch (IOException e) {
        throw new AssertionError(out, e);
      }
    }
  }
}
