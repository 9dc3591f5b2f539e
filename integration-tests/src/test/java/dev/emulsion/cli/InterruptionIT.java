package dev.emulsion.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.emulsion.testing.ChildJvm;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A command that a signal stops says so in one line, and ends with that signal's exit code. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class InterruptionIT {

  private static final String STOPPED =
      "emulsion: stopped by SIG%s; what is committed is kept; to continue, run the same command"
          + " again, which resumes where this run stopped";

  @TempDir private Path scratch;

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aRunThatIsStoppedSaysWhatIsKeptAndHowToContinue(String signal, int exitCode)
      throws Exception {
    assumeThat(isIgnored(exitCode - 128)).as("SIG%s is ignored here", signal).isFalse();
    Path images = TestImages.folder(scratch.resolve("images"), 40, 2);
    Path out = scratch.resolve("out");
    Path log = scratch.resolve("log");
    Process run =
        ChildJvm.start(
            Main.class,
            List.of("-XX:TieredStopAtLevel=1", "-Xmx512m"),
            log,
            List.of(
                "augment",
                "--recipe=mixup",
                "--input=" + images,
                "--output=" + out,
                "--set=epochs=1000"));
    while (run.isAlive() && shards(out).isEmpty()) {
      Thread.sleep(100);
    }
    new ProcessBuilder("kill", "-" + signal, Long.toString(run.pid())).start().waitFor();
    assertThat(run.waitFor(10, TimeUnit.MINUTES)).isTrue();
    String shown = Files.readString(log);
    assertThat(run.exitValue()).as(shown).isEqualTo(exitCode);
    assertThat(shown.strip()).endsWith(STOPPED.formatted(signal));
    assertThat(shown).doesNotContain("Exception", "a bug", "\tat ");
    for (Path shard : shards(out)) {
      byte[] bytes = Files.readAllBytes(shard);
      byte[] end = Arrays.copyOfRange(bytes, bytes.length - 4, bytes.length);
      assertThat(new String(end, StandardCharsets.US_ASCII)).as(shard.toString()).isEqualTo("PAR1");
    }
  }

  /**
   * Whether this process ignores a signal, and so its children do, as background jobs do SIGINT.
   */
  private static boolean isIgnored(int signal) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("SigIgn:")) {
        long mask = Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16);
        return (mask >>> (signal - 1) & 1) == 1;
      }
    }
    return false;
  }

  /** The files that readers find, which are those whose path has no part that begins with _ or . */
  private static List<Path> shards(Path out) throws IOException {
    if (!Files.exists(out.resolve("epoch=0"))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(out.resolve("epoch=0"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("part-")).toList();
    }
  }
}
