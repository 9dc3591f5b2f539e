package dev.emulsion.jobs;

import static dev.emulsion.testing.CommandLine.emulsion;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.recipe.FractalOrigin;
import dev.emulsion.testing.CommandLine.Outcome;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code fractals}, and what others make of its sets. */
class FractalsIT {

  @TempDir private Path directory;

  /** Small images of few points into {@code name}. */
  private Outcome fractals(String name, String... more) {
    List<String> args = new ArrayList<>(List.of("fractals", "--output", path(name)));
    args.addAll(List.of("--size", "32", "--points", "2000"));
    args.addAll(Arrays.asList(more));
    return emulsion(args.toArray(String[]::new));
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private JsonNode marker(String name) throws IOException {
    Path file = Folders.own(directory.resolve(name)).resolve("fractals.json");
    return new ObjectMapper().readTree(file.toFile());
  }

  private Map<String, Row> rows(String name) {
    Map<String, Row> rows = new TreeMap<>();
    for (Row row : LocalSpark.session().read().parquet(path(name + "/fractals")).collectAsList()) {
      assertThat(rows.put(row.getAs("fractal_id"), row)).isNull();
    }
    return rows;
  }

  private static Image decoded(byte[] png) {
    Decoded decoded = ImageCodecs.of(DecodeOptions.DEFAULT).decode(png);
    return ((Decoded.DecodedImage) decoded).image();
  }

  @ParameterizedTest
  @ValueSource(strings = {"anderson-farrell", "fractaldb"})
  void aSetIsTheSameInOneTaskAndInSeven(String style) throws IOException {
    String[] order = {"--count", "5", "--instances", "2", "--style", style};
    fractals("one", with(order, "--tasks", "1")).succeeded();
    fractals("seven", with(order, "--tasks", "7")).succeeded();
    assertThat(marker("seven").path("files")).hasSize(7);
    assertThat(marker("one").path("files")).hasSize(1);
    for (String key : List.of("contentDigest", "rejected", "systems", "images", "parameters")) {
      assertThat(marker("seven").path(key)).as(key).isEqualTo(marker("one").path(key));
    }
    Map<String, Row> one = rows("one");
    Map<String, Row> seven = rows("seven");
    assertThat(seven.keySet()).isEqualTo(one.keySet()).hasSize(10).contains("000004-001");
    one.forEach(
        (id, row) -> {
          assertThat(seven.get(id).<byte[]>getAs("image")).isEqualTo(row.getAs("image"));
          assertThat(seven.get(id).<String>getAs("system")).isEqualTo(row.getAs("system"));
        });
  }

  private static String[] with(String[] args, String... more) {
    String[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return all;
  }

  @Test
  void theColumnsStateHowAnImageIsRendered() {
    Outcome outcome = fractals("set", "--count", "5", "--seed", "-3").succeeded();
    assertThat(outcome.out()).contains("systems      5").contains("images       5");
    assertThat(outcome.out()).containsPattern("speed +[0-9.,]+ images/s");
    Map<String, Row> rows = rows("set");
    assertThat(rows.keySet()).containsExactly("000000", "000001", "000002", "000003", "000004");
    for (Row row : rows.values()) {
      FractalOrigin origin = FractalOrigin.parse(row.getAs("system"));
      Image image = decoded(row.getAs("image"));
      assertThat(origin.plan().render()).isEqualTo(image);
      assertThat(row.<Integer>getAs("height")).isEqualTo(32).isEqualTo(image.height());
      assertThat(row.<Integer>getAs("width")).isEqualTo(32).isEqualTo(image.width());
      assertThat(row.<Long>getAs("seed")).isEqualTo(-3).isEqualTo(origin.seed());
      assertThat(row.<Long>getAs("index")).isEqualTo(origin.index());
      assertThat(row.<Double>getAs("fill_rate"))
          .isEqualTo(origin.fillRate())
          .isGreaterThanOrEqualTo(0.05);
    }
  }

  @Test
  void oneFractalOfASetCanBeRenderedByItself() {
    fractals("set", "--count", "4").succeeded();
    fractals("alone", "--first", "3", "--count", "1").succeeded();
    Row row = rows("alone").get("000003");
    assertThat(row.<byte[]>getAs("image")).isEqualTo(rows("set").get("000003").getAs("image"));
  }

  @Test
  void aFinishedSetIsNotTouchedAndAnUnfinishedOneIsReplaced() throws IOException {
    fractals("set", "--count", "6").succeeded();
    JsonNode first = marker("set");
    Outcome again = fractals("set", "--count", "6", "--tasks", "3").succeeded();
    assertThat(again.out())
        .startsWith("This set already exists; nothing was written.")
        .contains("images       6")
        .doesNotContain("images/s");
    assertThat(marker("set")).isEqualTo(first);

    Files.delete(directory.resolve("set.emulsion/fractals.json"));
    Files.writeString(directory.resolve("set/fractals/part-99999-c000.parquet"), "half a file");
    fractals("set", "--count", "6").succeeded();
    assertThat(marker("set")).isEqualTo(first);
    assertThat(rows("set")).hasSize(6);
  }

  @Test
  void otherFilesInTheDirectoryAreNotTouched() throws IOException {
    Files.createDirectories(directory.resolve("mine"));
    Files.writeString(directory.resolve("mine/notes.txt"), "mine");
    Outcome outcome = fractals("mine", "--count", "2");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains(
            "output file:"
                + path("mine")
                + " exists and is not empty; choose another path, or delete it");
    assertThat(directory.resolve("mine")).isDirectoryContaining("glob:**notes.txt");

    fractals("set", "--count", "2").succeeded();
    Outcome other = fractals("set", "--count", "3", "--style", "fractaldb");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err())
        .contains(" holds another set of fractals: background was landscape and is not set; ")
        .contains("count was 2 and is 3")
        .contains("style was anderson-farrell and is fractaldb. Choose another path");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--size 5|--size must be between 16 and 2048, was 5",
        "--count 0|--count must be at least 1, was 0",
        "--first -1|--first must be at least 0, was -1",
        "--points 10|--points must be at least 1000, was 10",
        "--min-fill-rate 1.5|--min-fill-rate must be between 0 and 1, was 1.5",
        "--format dataset|--instances must be at least 2 for the format dataset, was 1: a class"
            + " needs",
        "--style fractaldb --background black|--background requires --style anderson-farrell, was"
            + " black with fractaldb, whose background is black; remove the option",
        "--style mandelbrot|--style must be anderson-farrell or fractaldb, was mandelbrot",
      })
  void optionsOutOfRangeAreRejectedBeforeAnythingIsWritten(String options, String message) {
    Outcome outcome = emulsion(("fractals --output " + path("no") + " " + options).split(" "));
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains(message);
    assertThat(directory.resolve("no")).doesNotExist();
  }

  @Test
  void aFolderHasOneFilePerImageAndAListOfThem() throws IOException {
    fractals("folder", "--count", "9", "--format", "folder", "--tasks", "4").succeeded();
    fractals("table", "--count", "9").succeeded();
    List<String> lines = Files.readAllLines(directory.resolve("folder/fractals.jsonl"));
    List<String> paths = new ArrayList<>();
    Map<String, Row> rows = rows("table");
    for (String line : lines) {
      JsonNode json = new ObjectMapper().readTree(line);
      Path file = directory.resolve("folder").resolve(json.path("path").asText());
      paths.add(json.path("path").asText());
      Row row = rows.get(json.path("fractal_id").asText());
      assertThat(Files.readAllBytes(file)).isEqualTo(row.getAs("image"));
      assertThat(json.path("system").toString()).isEqualTo(row.getAs("system"));
    }
    assertThat(paths).hasSize(9).isSorted().startsWith("000000.png").endsWith("000008.png");
    assertThat(marker("folder").path("contentDigest"))
        .isEqualTo(marker("table").path("contentDigest"));
    assertThat(fractals("folder", "--count", "9", "--format", "folder").out())
        .startsWith("This set already exists");
  }

  @Test
  void aDataSetIsAnInputWhoseClassesAreSystems() throws IOException {
    fractals("data", "--count", "3", "--instances", "4", "--format", "dataset").succeeded();
    try (var files = Files.list(directory.resolve("data/000001"))) {
      assertThat(files.map(file -> file.getFileName().toString()).sorted())
          .containsExactly("000001-000.png", "000001-001.png", "000001-002.png", "000001-003.png");
    }
    Outcome outcome = augment("image-folder", "data", "mixed").succeeded();
    assertThat(outcome.out()).contains("samples      12 in 3 classes").contains("rows         12 ");
    augment("manifest", "data/fractals.jsonl", "listed").succeeded();
    fractals("table", "--count", "3", "--instances", "4").succeeded();
    outcome =
        augment(
                "parquet",
                "table/fractals",
                "tabled",
                "--set",
                "input.columns.id=fractal_id",
                "--set",
                "input.columns.label=index")
            .succeeded();
    assertThat(outcome.out()).contains("samples      12 in 3 classes");
  }

  private Outcome augment(String format, String input, String output, String... more) {
    String[] args = {
      "augment",
      "--recipe",
      "mixup",
      "--format",
      format,
      "--input",
      path(input),
      "--output",
      path(output)
    };
    return emulsion(with(args, more));
  }
}
