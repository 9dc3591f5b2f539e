package dev.emulsion.jobs;

import static dev.emulsion.testing.CommandLine.emulsion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.jobs.prompts.PromptsJob;
import dev.emulsion.jobs.prompts.PromptsReport;
import dev.emulsion.jobs.prompts.PromptsRequest;
import dev.emulsion.recipe.GeneratedConfig;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.testing.CommandLine.Outcome;
import dev.emulsion.testing.LocalSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code prompts}: lists of the images to generate. */
class PromptsIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;
  private Path images;
  private Path output;

  @BeforeEach
  void writeImages() throws IOException {
    images = directory.resolve("images");
    output = directory.resolve("list");
    for (int i = 0; i < 20; i++) {
      touch(images.resolve("class" + i % 2).resolve(i + ".jpg"));
    }
  }

  private static void touch(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "x");
  }

  private static PromptsRequest request(int workers, String... prompts) {
    return new PromptsRequest(List.of(prompts), 1, Optional.empty(), workers, Optional.empty());
  }

  private PromptsReport list(PromptsRequest request, String... set) {
    List<String> all =
        new ArrayList<>(List.of("input.path='" + images + "'", "output.path='" + output + "'"));
    all.addAll(List.of(set));
    Recipe recipe = RecipeLoader.parse("r", "{}", all);
    return new PromptsJob(LocalSpark.session(), recipe, request).run();
  }

  /** Every file of the list with its text. */
  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(output)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return files;
  }

  private List<JsonNode> rows() throws IOException {
    return files().values().stream().flatMap(String::lines).map(PromptsIT::json).toList();
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everySourceHasALinePerPromptAndIndex() throws IOException {
    PromptsRequest request =
        new PromptsRequest(
            List.of(" Snowy ", "half/half"), 2, Optional.empty(), 3, Optional.empty());
    PromptsReport report = list(request);
    assertThat(report.list().sources()).isEqualTo(20);
    assertThat(report.list().prompts()).containsExactly("half/half", "snowy");
    assertThat(report.list().there()).isZero();
    assertThat(report.list().withoutFile()).isZero();
    assertThat(files().keySet())
        .containsExactly(
            "worker-00000-of-00003.jsonl",
            "worker-00001-of-00003.jsonl",
            "worker-00002-of-00003.jsonl");
    assertThat(rows()).hasSize(80);
    assertThat(report.list().workers())
        .isEqualTo(files().values().stream().map(text -> text.lines().count()).toList())
        .allSatisfy(n -> assertThat(n).isBetween(13L, 41L)); // 80 / 3 ± 3 standard deviations
    JsonNode row =
        rows().stream()
            .filter(
                line ->
                    line.get("file").asText().equals("class1/7.jpg_generated_half%2Fhalf_1.jpg"))
            .findFirst()
            .orElseThrow();
    assertThat(row.get("source_id").asText()).isEqualTo("class1/7.jpg");
    assertThat(row.get("path").asText()).isEqualTo(images + "/class1/7.jpg");
    assertThat(row.get("prompt").asText()).isEqualTo("half/half");
    assertThat(row.get("index").asInt()).isEqualTo(1);
    assertThat(row.get("seed").canConvertToInt()).isTrue();
    assertThat(row.has("location")).isFalse();
    assertThat(rows().stream().map(line -> line.get("seed").asInt()).distinct()).hasSize(80);
  }

  @Test
  void theListIsTheSameForAnyPartitioning() throws IOException {
    PromptsRequest drawn =
        new PromptsRequest(PromptsRequest.DEFAULT_PROMPTS, 2, Optional.of(4), 3, Optional.empty());
    SparkSession spark = LocalSpark.session();
    spark.conf().set("spark.sql.shuffle.partitions", "1");
    list(drawn, "input.partitions=1");
    Map<String, String> one = files();
    spark.conf().set("spark.sql.shuffle.partitions", "7");
    list(drawn, "input.partitions=7");
    spark.conf().set("spark.sql.shuffle.partitions", "4");
    assertThat(files()).isEqualTo(one);
  }

  @Test
  void promptsAreDrawnBySeedEachEquallyOften() throws IOException {
    PromptsRequest two =
        new PromptsRequest(List.of("a", "b", "c", "d"), 1, Optional.of(2), 1, Optional.empty());
    list(two);
    Map<String, String> first = files();
    Map<String, Long> counts = new TreeMap<>();
    for (JsonNode row : rows()) {
      counts.merge(row.get("prompt").asText(), 1L, Long::sum);
    }
    assertThat(rows()).hasSize(40);
    assertThat(rows().stream().map(row -> row.get("file").asText()).distinct()).hasSize(40);
    assertThat(counts.values()).hasSize(4).allSatisfy(n -> assertThat(n).isBetween(4L, 16L));
    list(two, "seed=1");
    assertThat(files()).isNotEqualTo(first);
    list(two);
    assertThat(files()).isEqualTo(first);
  }

  @Test
  void aRerunListsOnlyWhatIsMissing() throws IOException {
    PromptsRequest request = request(3, "snowy", "van_gogh: %");
    list(request);
    List<String> all = files().values().stream().flatMap(String::lines).toList();
    Path generated = directory.resolve("generated");
    Files.createDirectories(generated);
    PromptsRequest rest =
        new PromptsRequest(
            request.prompts(),
            1,
            Optional.empty(),
            3,
            Optional.of(GeneratedConfig.at(generated.toString())));
    list(rest);
    assertThat(files().values().stream().flatMap(String::lines).toList()).isEqualTo(all);
    for (String line : all.subList(0, 25)) {
      touch(generated.resolve(json(line).get("file").asText()));
    }
    Files.writeString(generated.resolve(json(all.get(3)).get("file").asText()), "");
    PromptsReport report = list(rest);
    List<String> missing = new ArrayList<>(all.subList(25, 40));
    missing.add(0, all.get(3)); // an image without bytes is none
    assertThat(report.list().there()).isEqualTo(24);
    assertThat(files()).hasSize(3);
    assertThat(rows()).containsExactlyElementsOf(missing.stream().map(PromptsIT::json).toList());
    for (String line : missing) {
      touch(generated.resolve(json(line).get("file").asText()));
    }
    assertThat(list(rest).list().workers()).containsExactly(0L, 0L, 0L);
    assertThat(files()).hasSize(3).allSatisfy((name, text) -> assertThat(text).isEmpty());
  }

  @Test
  void onlyAListIsReplaced() throws IOException {
    list(request(5, "a"));
    touch(output.resolve("notes.txt"));
    list(request(2, "a"));
    assertThat(files().keySet())
        .containsExactly("notes.txt", "worker-00000-of-00002.jsonl", "worker-00001-of-00002.jsonl");
    Path other = directory.resolve("other");
    touch(other.resolve("precious.txt"));
    output = other;
    assertThatThrownBy(() -> list(request(2, "a")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "output file:" + other + " exists and is not empty; choose another path, or delete it");
    assertThat(files().keySet()).containsExactly("precious.txt");
    output = images.resolve("list");
    assertThatThrownBy(() -> list(request(2, "a")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(" must not contain each other");
  }

  @Test
  void namesThatNoFileCanHaveAreReported() throws IOException {
    assertThatThrownBy(() -> list(request(1, "x".repeat(300), "y")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "every generated image needs a file that is named after its source, but 20 samples can"
                + " have none, e.g. \"class0/0.jpg\" with prompt "
                + "x".repeat(300)
                + ": its file name would have 322 bytes, and at most 255 fit; set input.columns.id"
                + " to an id column, or shorten the prompts");
    Path manifest = directory.resolve("m.csv");
    Files.writeString(manifest, "path,label\n" + images + "/class0/0.jpg,a\n");
    assertThatThrownBy(
            () -> list(request(1, "a"), "input.path='" + manifest + "'", "input.format=manifest"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("with prompt a: the id is not a relative path of visible names");
    assertThat(output).doesNotExist();
    Files.writeString(manifest, "path,label,id\n" + images + "/class0/0.jpg,a,first\n");
    list(
        request(1, "a"),
        "input.path='" + manifest + "'",
        "input.format=manifest",
        "input.columns.id=id");
    assertThat(rows().get(0).get("path").asText()).isEqualTo(images + "/class0/0.jpg");
    assertThat(rows().get(0).get("file").asText()).isEqualTo("first_generated_a_0.jpg");
  }

  @Test
  void imagesInsideTablesHaveNoPath() throws IOException {
    Path table = directory.resolve("table");
    LocalSpark.session()
        .sql(
            "SELECT concat('p', id % 3) AS id, cast('x' AS binary) AS image, 0 AS label"
                + " FROM range(5)")
        .coalesce(1)
        .write()
        .parquet(table.toString());
    PromptsReport report =
        list(request(1, "a"), "input={format: parquet, path: '" + table + "', columns: {id: id}}");
    assertThat(report.list().sources()).isEqualTo(3);
    assertThat(report.list().withoutFile()).isEqualTo(3);
    assertThat(rows()).hasSize(3);
    assertThat(rows().get(1).get("path").isNull()).isTrue();
    assertThat(rows().get(1).get("location").asText()).endsWith(".parquet#000000000001");
  }

  @Test
  void theCommandSaysWhatItListed() throws IOException {
    Path prompts = Files.writeString(directory.resolve("prompts.txt"), "a, b\n\nä\n");
    String[] command = {"prompts", "-i", images.toString(), "-o", output.toString()};
    String out = run(0, command, "--prompts-file", prompts.toString(), "--workers", "2");
    assertThat(out)
        .contains("sources      20\n", "prompts      a, b, ä; 1 image per prompt\n")
        .contains("to generate  40\n", "output       file:" + output)
        .doesNotContain("skipped", "no files");
    assertThat(run(0, command, "--per-sample", "2", "--images-per-prompt", "3", "--seed", "5"))
        .contains("2 of a sketch with crayon, aurora, autumn, ", "; 3 images per prompt")
        .contains("to generate  120\n");
    assertThat(rows()).hasSize(120);
    assertThat(run(2, command, "--prompts", "a,,b")).contains("prompts must not be blank");
    assertThat(run(2, command, "--prompts", "a", "--per-sample", "2"))
        .contains("per-sample must be between 1 and the number of prompts, 1, was 2");
    assertThat(run(2, command, "--workers", "0"))
        .contains("workers must be between 1 and 100000, was 0");
    assertThat(run(2, command, "--images-per-prompt", "0"))
        .contains("images-per-prompt must be at least 1, was 0");
    assertThat(run(2, command, "--generated", directory.resolve("gone").toString()))
        .contains("generated.path " + directory.resolve("gone") + " does not exist");
    assertThat(run(2, command, "--prompts-file", directory.resolve("gone").toString()))
        .contains("--prompts-file " + directory.resolve("gone") + " does not exist");
  }

  private static String run(int exitCode, String[] command, String... options) {
    Outcome outcome =
        emulsion(Stream.of(command, options).flatMap(Stream::of).toArray(String[]::new));
    String text = outcome.out() + outcome.err();
    assertThat(outcome.exitCode()).as(text).isEqualTo(exitCode);
    return text;
  }
}
