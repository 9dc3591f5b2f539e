package dev.emulsion.notebook;

import io.github.spencerpark.jupyter.channels.JupyterConnection;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.awt.image.BufferedImage;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.VarSnippet;
import jdk.jshell.execution.LocalExecutionControlProvider;

/**
 * A Jupyter kernel for Java: the cells of a notebook run in a JShell of this process and see its
 * class path. The value of a cell that ends with an expression is shown, an image as one.
 *
 * <p>Argument of the program: the connection file that Jupyter writes.
 */
public final class JShellKernel extends BaseKernel {

  private static final List<String> IMPORTS =
      List.of(
          "java.util.*",
          "java.util.function.*",
          "java.util.stream.*",
          "dev.emulsion.notebook.Sheet");
  private static final Logger ALL = Logger.getLogger("");

  /** The value of the expression that was evaluated last; set by code in the shell. */
  public static Object value;

  private final JShell shell;

  private JShellKernel() {
    shell =
        JShell.builder()
            .executionEngine(new LocalExecutionControlProvider(), Map.of())
            .out(System.out)
            .err(System.err)
            .build();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      shell.addToClasspath(entry);
    }
    IMPORTS.forEach(name -> shell.eval("import " + name + ";"));
  }

  public static void main(String[] args) throws Exception {
    ALL.setLevel(Level.WARNING);
    String properties = Files.readString(Path.of(args[0]));
    var connection = new JupyterConnection(KernelConnectionProperties.parse(properties));
    new JShellKernel().becomeHandlerForConnection(connection);
    connection.connect();
    connection.waitUntilClose();
  }

  @Override
  public LanguageInfo getLanguageInfo() {
    return new LanguageInfo.Builder("Java")
        .version(System.getProperty("java.version"))
        .mimetype("text/x-java-source")
        .fileExtension(".java")
        .pygments("java")
        .codemirror("text/x-java")
        .build();
  }

  @Override
  public DisplayData eval(String cell) throws Exception {
    String rest = cell;
    value = null;
    while (!rest.isBlank()) {
      CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      if (!next.completeness().isComplete()) {
        throw new IllegalArgumentException("this is not a complete statement:\n" + rest);
      }
      value = null;
      for (SnippetEvent event : shell.eval(next.source())) {
        check(event);
        if (isExpression(event.snippet())) {
          keep(((VarSnippet) event.snippet()).name());
        }
      }
      rest = next.remaining();
    }
    return value == null ? null : display(value);
  }

  private static boolean isExpression(Snippet snippet) {
    return snippet.subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND;
  }

  /** Has the shell assign the variable {@code name} to {@link #value}. */
  private void keep(String name) {
    shell.eval(JShellKernel.class.getName() + ".value = " + name + ";");
  }

  private void check(SnippetEvent event) throws Exception {
    if (event.status() == Snippet.Status.REJECTED) {
      StringBuilder problems = new StringBuilder(event.snippet().source());
      shell
          .diagnostics(event.snippet())
          .forEach(problem -> problems.append('\n').append(problem.getMessage(Locale.ROOT)));
      throw new IllegalArgumentException(problems.toString());
    }
    if (event.exception() instanceof EvalException thrown) {
      throw new IllegalStateException(thrown.getExceptionClassName() + ": " + thrown.getMessage());
    }
    if (event.exception() != null) {
      throw event.exception();
    }
  }

  @Override
  public List<String> formatError(Exception error) {
    return String.valueOf(error.getMessage()).lines().toList();
  }

  private static DisplayData display(Object value) {
    if (!(value instanceof BufferedImage image)) {
      return new DisplayData(String.valueOf(value));
    }
    DisplayData data = new DisplayData(image.getWidth() + "×" + image.getHeight());
    data.putData("image/jpeg", Base64.getEncoder().encodeToString(Sheet.jpeg(image)));
    return data;
  }
}
