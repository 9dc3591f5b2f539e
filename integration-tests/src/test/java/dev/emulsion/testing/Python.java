package dev.emulsion.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Python interpreter for tests of scripts: {@code EMULSION_PYTHON}, else {@code python3}. */
public final class Python {

  private Python() {}

  /** Exit code and everything that the script printed. */
  public record Result(int exitCode, String output) {}

  /** Runs the interpreter with {@code arguments}; the exit code is 127 where there is none. */
  public static Result run(String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(System.getenv().getOrDefault("EMULSION_PYTHON", "python3"));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      return new Result(127, e.getMessage());
    }
  }

  /** Skips the test unless these modules can be imported. */
  public static void assumeModules(String modules) throws InterruptedException {
    assumeTrue(run("-c", "import " + modules).exitCode() == 0, "Python cannot import " + modules);
  }

  /** Compiles a script; skips the test where there is no Python. */
  public static void requireParses(String script, Path directory) throws InterruptedException {
    assumeTrue(run("-c", "pass").exitCode() == 0, "there is no Python");
    Result result =
        run(
            "-c",
            "import py_compile, sys; py_compile.compile(sys.argv[1], sys.argv[2], doraise=True)",
            script,
            directory.resolve("script.pyc").toString());
    assertThat(result.exitCode()).as(result.output()).isZero();
  }
}
