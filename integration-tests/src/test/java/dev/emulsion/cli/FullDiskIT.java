package dev.emulsion.cli;

import static dev.emulsion.testing.CommandLine.emulsion;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.testing.CommandLine.Outcome;
import dev.emulsion.testing.FullFileSystem;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every command that writes says in one sentence that the disk is full, and is finished later. */
class FullDiskIT {

  @TempDir private static Path directory;
  private static Path images;

  @BeforeAll
  static void writeImages() throws IOException {
    images = TestImages.folder(directory.resolve("images"), 12, 2);
  }

  @AfterEach
  void freeSpace() {
    FullFileSystem.LEFT.set(Integer.MAX_VALUE);
  }

  /** The command, how many files it can create, and what a rerun does. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "augment --recipe=mixup --input=IMAGES | 12 | , which resumes where this run stopped",
        "ingest --input=IMAGES | 4 | , which resumes where this run stopped",
        "prompts --input=IMAGES | 1 | , which starts over and writes the same files",
        "fractals --count=4 --size=32 --format=folder | 3 | , which starts over and writes the same"
            + " files",
      })
  void aFullDiskIsOneSentence(String command, int files, String rerun) {
    String out = "full://" + directory.resolve("out-" + command.hashCode() + "-" + files);
    List<String> arguments =
        new ArrayList<>(List.of(command.replace("IMAGES", images.toString()).split(" ")));
    arguments.add("--output=" + out);

    FullFileSystem.LEFT.set(files);
    Outcome full = run(arguments);
    assertThat(full.exitCode()).as(full.err()).isEqualTo(Main.WRONG_DATA);
    String last = full.err().lines().reduce("", (a, b) -> b);
    assertThat(last)
        .startsWith("emulsion: cannot write full:")
        .contains(Path.of(out.substring("full://".length())).toString())
        .endsWith(
            ": No space left on device; free space there, then run the same command again" + rerun);
    assertThat(full.err()).doesNotContain("\tat ");

    FullFileSystem.LEFT.set(Integer.MAX_VALUE);
    Outcome finished = run(arguments);
    assertThat(finished.exitCode()).as(finished.err()).isZero();
  }

  private static Outcome run(List<String> arguments) {
    FullFileSystem.register(LocalSpark.session());
    return emulsion(arguments.toArray(String[]::new));
  }
}
