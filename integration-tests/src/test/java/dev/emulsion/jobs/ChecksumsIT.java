package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.OpenedFiles;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SHA-256 of shards are those of their files, and a run reads none of its shards. */
class ChecksumsIT {

  private static final String SHARD = "(part|train)-[0-9]+-.*";

  private final SparkSession spark = LocalSpark.session();

  @TempDir private Path directory;
  private Path out;

  @BeforeEach
  void writeImages() throws IOException {
    TestImages.folder(directory.resolve("images"), 24, 2);
    out = directory.resolve("out");
    OpenedFiles.register(spark);
    OpenedFiles.NAMES.clear();
  }

  private void augment(String... output) {
    new AugmentJob(
            spark,
            Recipes.of(directory.resolve("images"))
                .with("pairing", "{buckets: 4}")
                .to("opened://" + out, output)
                .load("epochs=2"))
        .run();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "profile: raw, min-shards: 6",
        "profile: arrow",
        "profile: hf, encoding: png, layout: hub",
        "profile: webdataset"
      })
  void theyAreTakenWhileAShardIsWritten(String output) throws Exception {
    augment(output);

    assertThat(listed()).hasSizeGreaterThanOrEqualTo(8).isEqualTo(ofFiles());
    assertThat(openedShards()).isEmpty();
  }

  @Test
  void thoseOfSparksOwnFormatAreTakenFromTheFiles() throws Exception {
    augment("profile: raw", "footer: sidecar");

    assertThat(listed()).hasSizeGreaterThanOrEqualTo(8).isEqualTo(ofFiles());
    assertThat(openedShards()).hasSize(8);
  }

  @Test
  void aResumedRunReadsOnlyTheShardsOfSlicesRecordedWithoutThem() throws Exception {
    augment("profile: raw", "commits-per-epoch: 2");
    Map<String, String> before = listed();
    unseal();
    Files.delete(run("epoch-1/slice-0000002-0000004.json"));
    OpenedFiles.NAMES.clear();

    augment("profile: raw", "commits-per-epoch: 2");

    assertThat(listed()).isEqualTo(before).isEqualTo(ofFiles());
    assertThat(openedShards()).isEmpty();

    // as an earlier version wrote it
    unseal();
    withoutDigests(run("epoch-0/slice-0000002-0000004.json"));
    augment("profile: raw", "commits-per-epoch: 2");

    assertThat(listed()).isEqualTo(before);
    assertThat(openedShards())
        .containsExactly("part-00002-c000.parquet", "part-00003-c000.parquet");
  }

  /** As if the process had died before it closed the second epoch. */
  private void unseal() throws IOException {
    Files.delete(Folders.own(out).resolve("manifest.json"));
    Files.delete(Folders.own(out).resolve("shards.sha256"));
    Files.delete(run("epoch-1.json"));
  }

  private Path run(String name) {
    return Folders.own(out).resolve("run").resolve(name);
  }

  private static void withoutDigests(Path record) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode slice = (ObjectNode) json.readTree(record.toFile());
    assertThat(slice.remove("digests")).hasSize(2);
    json.writeValue(record.toFile(), slice);
  }

  private Map<String, String> listed() throws IOException {
    return Files.readAllLines(Folders.own(out).resolve("shards.sha256")).stream()
        .map(line -> line.split("  "))
        .collect(Collectors.toMap(line -> line[1], line -> line[0]));
  }

  private Map<String, String> ofFiles() throws Exception {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(out)) {
      for (Path file : files.filter(f -> isShard(f.getFileName().toString())).toList()) {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        digests.put(out.relativize(file).toString(), HexFormat.of().formatHex(digest));
      }
    }
    return digests;
  }

  private static boolean isShard(String name) {
    return name.matches(SHARD);
  }

  private static Set<String> openedShards() {
    return OpenedFiles.NAMES.stream()
        .filter(ChecksumsIT::isShard)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
