package dev.emulsion.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.cli.Main;
import dev.emulsion.cluster.StandaloneCluster.Outcome;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.testing.LocalSpark;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bundle on a standalone cluster of two workers, each a process of its own. */
@Tag("slow")
class StandaloneClusterIT {

  private static final Path IMAGE = Path.of("../conf/quickstart/images/cat/cat_00.jpg");
  private static final Path FOLDER = Path.of("target/standalone-cluster");

  private static StandaloneCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = StandaloneCluster.start(FOLDER);
  }

  @AfterAll
  static void closingEndsEveryProcess() {
    List<ProcessHandle> processes = cluster.processes();
    cluster.close();
    assertThat(processes).hasSize(3).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void theBundleBringsItsNativeLibrariesToTheExecutorsOfBothWorkers() throws Exception {
    Path application =
        StandaloneCluster.jarOf(FOLDER.resolve("decode.jar"), DecodeOnExecutors.class);
    List<String> withBundle = List.of("--jars", Distribution.bundle().toAbsolutePath().toString());

    Outcome outcome =
        cluster.submit(
            withBundle,
            application,
            DecodeOnExecutors.class.getName(),
            List.of(IMAGE.toAbsolutePath().toString()));

    assertThat(outcome.exitCode()).as(outcome.log()).isZero();
    List<String[]> lines = outcome.output().lines().map(line -> line.split(" ")).toList();
    assertThat(lines).hasSize(8).allMatch(line -> line[1].equals("240×320"));
    Set<String> executors = lines.stream().map(line -> line[0]).collect(Collectors.toSet());
    assertThat(executors).hasSize(2);
  }

  @Test
  void theSubmittedBundleGivesTheRowsOfLocalMode() throws Exception {
    Path folder = FOLDER.toAbsolutePath().resolve("augment");
    Path images = Path.of("../conf/quickstart/images").toAbsolutePath().normalize();
    List<String> arguments =
        List.of(
            "augment",
            "--recipe",
            "quickstart",
            "--input",
            images.toString(),
            "--set",
            "pairing.buckets=4",
            "--output");
    List<String> here = with(arguments, folder.resolve("local").toString());
    List<String> there = with(arguments, folder.resolve("cluster").toString());

    Outcome outcome =
        cluster.submit(List.of(), Distribution.bundle(), "dev.emulsion.cli.Main", there);

    assertThat(outcome.exitCode()).as(outcome.log()).isZero();
    assertThat(local(here)).isZero();
    Manifest onCluster = manifest(folder.resolve("cluster"));
    Manifest onThisMachine = manifest(folder.resolve("local"));
    assertThat(onCluster.contentDigest()).isEqualTo(onThisMachine.contentDigest());
    assertThat(onCluster.epochs()).hasSize(2).allMatch(epoch -> epoch.emitted() == 48);
    assertThat(onCluster.runId()).isEqualTo(onThisMachine.runId());
  }

  private static List<String> with(List<String> arguments, String last) {
    List<String> all = new ArrayList<>(arguments);
    all.add(last);
    return all;
  }

  /** The exit code of the command in this JVM, on a local Spark. */
  private static int local(List<String> arguments) {
    LocalSpark.session();
    return Main.run(
        new PrintWriter(System.out, false, StandardCharsets.UTF_8),
        new PrintWriter(System.err, false, StandardCharsets.UTF_8),
        arguments.toArray(new String[0]));
  }

  private static Manifest manifest(Path output) {
    return RunDirectory.at(output.toString(), new Configuration()).sealed();
  }
}
