package dev.emulsion.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.jobs.estimate.EstimateJob;
import dev.emulsion.jobs.replay.Selection;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Options are checked and applied before any Spark session is opened. */
class OptionsTest {

  private static final Set<Class<?>> NUMBERS =
      Set.of(int.class, long.class, double.class, Integer.class, Long.class, Double.class);

  /** What the commands with numeric options need besides. */
  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "estimate", List.of("-r", "cutmix", "-i", "in"),
          "fractals", List.of("-o", "/dev/null/out"),
          "prompts", List.of("-i", "in", "-o", "/dev/null/out"),
          "preview", List.of("out"),
          "replay", List.of("out"),
          "report", List.of("out"),
          "verify", List.of("out"));

  @TempDir private Path directory;

  @Test
  void anEstimateNeedsNoOutput() {
    assertThat(parse("--recipe", "cutmix", "--input", "in").loadWithoutOutput().output().path())
        .isEqualTo(EstimateJob.NO_OUTPUT);
    assertThat(
            parse("--recipe", "cutmix", "--input", "in", "--output", "out")
                .loadWithoutOutput()
                .output()
                .path())
        .isEqualTo("out");
    assertThatThrownBy(() -> parse("--recipe", "cutmix", "--input", "in").load())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("output.path");
  }

  @Test
  void theOutputOfARecipeFileIsKept() throws IOException {
    Path recipe = directory.resolve("mine.yaml");
    Files.writeString(recipe, "input: {path: in}\noutput: {path: mine}\n");
    assertThat(parse("--recipe", recipe.toString()).loadWithoutOutput().output().path())
        .isEqualTo("mine");
  }

  @Test
  void aRecipeIsReadFromAUriAsHadoopDoes() throws IOException {
    Path recipe = directory.resolve("mine.yaml");
    Files.writeString(recipe, "input: {path: in}\noutput: {path: mine}\n");
    String uri = recipe.toUri().toString();
    assertThat(parse("--recipe", uri).load().output().path()).isEqualTo("mine");

    String missing = uri + ".no";
    assertThatThrownBy(() -> parse("--recipe", missing).load())
        .isInstanceOf(ConfigException.class)
        .hasMessage("there is no recipe " + missing);
    assertThatThrownBy(() -> parse("--recipe", "store://bucket/mine.yaml").load())
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "cannot read the recipe store://bucket/mine.yaml: No FileSystem for scheme \"store\"");
    Files.writeString(recipe, "x".repeat(2_000_000));
    assertThatThrownBy(() -> parse("--recipe", uri).load())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(uri + " has more than ");
  }

  @Test
  void rowsToReplayAreSelectedByIdByNumberOrByCondition() {
    assertThat(rows("--rows", "a@0.0,b@0.1"))
        .isEqualTo(new Selection.ById(List.of("a@0.0", "b@0.1")));
    assertThat(rows("--sample", "5")).isEqualTo(new Selection.Sample(5));
    assertThat(rows("--where", "lam < 0.1")).isEqualTo(new Selection.Where("lam < 0.1"));
    assertThatThrownBy(() -> rows("--sample", "0"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--sample must be between 1 and 10000, was 0");
  }

  @Test
  void invalidRequestsExitWith2() {
    assertRejected(
        "--quick reads no rows and cannot be combined with --full, --replay or --input",
        "verify",
        "out",
        "--quick",
        "--full");
    assertRejected("--replay must be between 0 and 10000, was -1", "verify", "out", "--replay=-1");
    assertRejected("--cores must be at least 1, was 0", "estimate", "-r", "cutmix", "--cores", "0");
    assertRejected("--rows must be between 1 and 200, was 0", "preview", "out", "--rows", "0");
    assertRejected("TOUR must be pairs or diffusemix, was tour", "quickstart", "tour");
    assertRejected(
        "there is no shipped recipe cutmx; choose one of arrow, classic, cutmix",
        "recipes",
        "cutmx");
  }

  /** Every option of a command that takes a number, found by its type. */
  static Stream<List<String>> numericOptions() {
    return new CommandLine(new Main())
        .getSubcommands().entrySet().stream()
            .flatMap(
                command ->
                    command.getValue().getCommandSpec().options().stream()
                        .filter(option -> NUMBERS.contains(option.type()))
                        .filter(option -> !option.longestName().equals("--seed")) // any 64 bits
                        .map(option -> List.of(command.getKey(), option.longestName())));
  }

  @ParameterizedTest
  @MethodSource("numericOptions")
  void aNumberBeyondAllBoundsExitsWith2(List<String> option) {
    for (String extreme :
        List.of("2147483647", "-2147483648", "9223372036854775807", "1e308", "NaN", "Infinity")) {
      List<String> command = new ArrayList<>(REQUIRED.get(option.get(0)));
      command.add(0, option.get(0));
      command.add(option.get(1) + "=" + extreme);
      StringWriter err = new StringWriter();
      int exitCode =
          Main.run(
              new PrintWriter(new StringWriter()),
              new PrintWriter(err),
              command.toArray(String[]::new));
      assertThat(err.toString()).as("%s", command).contains(option.get(1).substring(2));
      assertThat(exitCode).as("%s", command).isEqualTo(2);
    }
  }

  private static void assertRejected(String message, String... command) {
    StringWriter err = new StringWriter();
    int exitCode = Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err), command);
    assertThat(err.toString()).contains(message);
    assertThat(exitCode).isEqualTo(2);
  }

  private static RecipeOptions parse(String... args) {
    RecipeOptions options = new RecipeOptions();
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("options", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
        .parseArgs(args);
    return options;
  }

  private static Selection rows(String... args) {
    ReplayCommand.Rows rows = new ReplayCommand.Rows();
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("rows", CommandLine.Model.CommandSpec.forAnnotatedObject(rows)))
        .parseArgs(args);
    return rows.selection();
  }
}
