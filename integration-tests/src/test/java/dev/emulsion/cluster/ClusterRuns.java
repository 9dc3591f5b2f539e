package dev.emulsion.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.cli.Main;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.jobs.verify.VerifyOptions;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.TemporaryFolder;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * One small run of {@code augment}, long enough to be disturbed: three epochs of the images of the
 * quickstart, each in four slices. What a cluster makes of it is compared with what the JVM of the
 * test makes of it.
 */
final class ClusterRuns {

  static final Path IMAGES = Path.of("../conf/quickstart/images").toAbsolutePath().normalize();

  private static final int EPOCHS = 3;
  private static final int SAMPLES = 48;

  private static Manifest local;

  private ClusterRuns() {}

  /** The command line that reads {@code input} and writes {@code output}. */
  static List<String> command(String input, String output) {
    return command("quickstart", input, output);
  }

  /**
   * The same with another name of the recipe.
   *
   * @param recipe name or place of the recipe {@code quickstart}
   */
  static List<String> command(String recipe, String input, String output) {
    return List.of(
        "augment",
        "--recipe",
        recipe,
        "--input",
        input,
        "--output",
        output,
        "--set",
        "epochs=" + EPOCHS,
        "--set",
        "pairing.buckets=8",
        "--set",
        "output.commits-per-epoch=4");
  }

  /** The seal of the run that this JVM makes. */
  private static synchronized Manifest local() {
    if (local == null) {
      LocalSpark.session();
      Path out = TemporaryFolder.create("cluster-runs").resolve("local");
      PrintWriter console = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
      String[] command = command(IMAGES.toString(), out.toString()).toArray(new String[0]);
      assertThat(Main.run(console, console, command)).isZero();
      local = seal(out.toString());
    }
    return local;
  }

  /**
   * Asserts that the output has every row of the local run once, byte for byte.
   *
   * @return its seal
   */
  static Manifest requireRowsOfLocalRun(String output) {
    Manifest there = seal(output);
    assertThat(there.contentDigest()).isEqualTo(local().contentDigest());
    assertThat(there.runId()).isEqualTo(local().runId());
    assertThat(there.epochs()).hasSize(EPOCHS).allMatch(epoch -> epoch.emitted() == SAMPLES);
    VerifyOptions everyRow = VerifyOptions.replaying(SAMPLES, Optional.empty());
    assertThat(new VerifyJob(LocalSpark.session(), output, everyRow).run().problems()).isEmpty();
    return there;
  }

  private static Manifest seal(String output) {
    return RunDirectory.at(output, new Configuration()).sealed();
  }
}
