package dev.emulsion.cli;

import static dev.emulsion.testing.CommandLine.emulsion;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.testing.CommandLine.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code emulsion doctor} prints of this machine, and its exit code. */
@Tag("lines")
class DoctorIT {

  private static final String IMAGES = "--input=../conf/quickstart/images";
  private static final String SCRATCH = "spark.local.dir";

  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`.*?) \\|");
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");

  @TempDir private Path folder;

  @Test
  void aGoodPlaceHasALineForEachCheckOfTheDocument() throws IOException {
    Outcome found =
        emulsion("doctor", "--recipe=quickstart", IMAGES, "--output=" + folder.resolve("out"));

    assertThat(found.exitCode()).as(found.out() + found.err()).isZero();
    List<String> lines = found.out().lines().toList();
    assertThat(lines).last().isEqualTo("A run can start here.");
    assertThat(lines.subList(0, lines.size() - 1))
        .allMatch(line -> line.matches("\\w+ +(ok|warning): .+"))
        .extracting(line -> line.substring(0, line.indexOf(' ')))
        .isEqualTo(checksOfTheDocument());
    assertThat(folder).isEmptyDirectory();
  }

  private static List<String> checksOfTheDocument() throws IOException {
    String document = Files.readString(Path.of("../docs/doctor.md"));
    return ROW.matcher(document)
        .results()
        .flatMap(row -> NAME.matcher(row.group(1)).results())
        .map((MatchResult name) -> name.group(1))
        .toList();
  }

  @Test
  void aPlaceInWhichARunWouldFailSaysHowOften() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Outcome found =
        emulsion(
            "doctor",
            "--recipe=quickstart",
            "--input=" + folder.resolve("none"),
            "--output=" + file.resolve("out"));

    assertThat(found.exitCode()).as(found.err()).isEqualTo(2);
    assertThat(found.out())
        .contains("output       failure: cannot write file:" + file.resolve("out") + ": ")
        .contains("input        failure: ")
        .endsWith("A run would fail here: 2 problems.%n".formatted());
  }

  @Test
  void whereSparkWouldNotStartItIsNotStarted() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    System.setProperty(SCRATCH, file.toString());
    try {
      Outcome found = emulsion("doctor");

      assertThat(found.exitCode()).as(found.err()).isEqualTo(2);
      assertThat(found.out())
          .contains("scratch      failure: cannot write Spark's temporary files in " + file)
          .doesNotContain("executors ")
          .endsWith("A run would fail here: 1 problem.%n".formatted());
    } finally {
      System.clearProperty(SCRATCH);
    }
  }
}
