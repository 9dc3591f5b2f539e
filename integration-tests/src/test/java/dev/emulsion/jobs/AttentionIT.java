package dev.emulsion.jobs;

import static dev.emulsion.testing.CommandLine.emulsion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionModel;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.ModelSpec;
import dev.emulsion.attention.Models;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.Decoded.DecodedImage;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.io.side.AttentionTable;
import dev.emulsion.jobs.attention.AttentionJob;
import dev.emulsion.jobs.attention.AttentionReport;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.spark.AttentionColumn;
import dev.emulsion.testing.CommandLine.Outcome;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.ScrambledFileSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code emulsion attention} with a small ViT on images. */
class AttentionIT {

  private static final Path IMAGES = Path.of("..", "conf", "quickstart", "images");
  private static final int COUNT = 48;

  @TempDir private Path directory;

  private SparkSession spark;
  private Path model;
  private ModelSpec spec;

  @BeforeEach
  void findTheModel() {
    spark = LocalSpark.session();
    model = Models.tinyVitIn(directory.resolve("models"));
    spec = Models.tinyVit(model, 8);
  }

  @Test
  void theTableHoldsTheAttentionOfTheModelToEachImage() throws IOException {
    Path out = directory.resolve("maps");
    Path recipe = Files.writeString(directory.resolve("vit.yaml"), yaml());
    Outcome outcome =
        emulsion("attention", "-r", recipe.toString(), "-i", IMAGES.toString(), "-o", "" + out);
    spark = LocalSpark.session(); // the command ended its own
    outcome.succeeded();
    assertThat(outcome.out())
        .contains("samples      48\n")
        .contains("maps         48 of 4×4 in ")
        .contains("model        " + spec.sha256());

    List<Row> rows = rows(out);
    assertThat(rows).hasSize(COUNT);
    try (AttentionModel kernel = AttentionModel.open(spec, model, 0)) {
      for (Row row : rows) {
        AttentionResult expected = kernel.compute(List.of(image(row.getAs("id")).image())).get(0);
        assertThat(row.<String>getAs("model")).isEqualTo(spec.sha256());
        AttentionGrid map =
            AttentionColumn.of(row.getAs("attention"), row.getAs("rows"), row.getAs("columns"));
        float[] weights = expected.attention().weights();
        for (int i = 0; i < weights.length; i++) {
          // half of the last of eleven bits
          assertThat(map.weights()[i]).isCloseTo(weights[i], within(weights[i] / 2048 + 3e-8f));
        }
        List<Float> logits = row.getList(row.fieldIndex("logits"));
        assertThat(logits).hasSize(10);
        for (int k = 0; k < logits.size(); k++) {
          assertThat(logits.get(k)).isEqualTo(expected.logits().orElseThrow()[k]);
        }
      }
    }
  }

  @Test
  void partitionsDoNotChangeARow() {
    AttentionTable.Marker one = run("one", "input.partitions=1").table();
    AttentionTable.Marker seven = run("seven", "input.partitions=7").table();
    assertThat(one.written()).isEqualTo(COUNT);
    assertThat(seven.contentDigest()).isEqualTo(one.contentDigest());
    assertThat(run("other", "attention.model.mean=[0, 0, 0]").table().contentDigest())
        .isNotEqualTo(one.contentDigest());
  }

  @Test
  void anInterruptedRunScoresWhatIsMissing() throws IOException {
    Path broken = Files.createDirectories(directory.resolve("images/cat"));
    copyImages(directory.resolve("images"));
    Files.write(broken.resolve("text.jpg"), "no image".getBytes(StandardCharsets.UTF_8));
    String input = "input.path=" + directory.resolve("images");
    String more = "quarantine.max-fraction=0.5";
    AttentionTable.Marker whole = run("whole", input, "input.partitions=8", more).table();

    Path own = directory.resolve("whole.emulsion");
    List<Path> parts = list(own.resolve("run/maps"), "part-");
    assertThat(parts).hasSize(4); // eight tasks on two cores
    // as if it had died after the last part was committed, before that was recorded
    Files.delete(own.resolve("maps.json"));
    Files.delete(parts.get(3));
    List<Path> kept = list(directory.resolve("whole/maps"), "part-");

    AttentionReport again = run("whole", input, "input.partitions=3", more);

    assertThat(again.found()).isFalse();
    assertThat(again.table().contentDigest()).isEqualTo(whole.contentDigest());
    assertThat(again.table().written()).isEqualTo(COUNT);
    assertThat(again.table().quarantined()).isEqualTo(1);
    List<Path> now = list(directory.resolve("whole/maps"), "part-");
    assertThat(now.stream().filter(kept::contains)).hasSizeBetween(6, 7);
    assertThat(rows(directory.resolve("whole"))).hasSize(COUNT);
    assertThat(
            spark
                .read()
                .parquet(own.resolve("quarantine").toString())
                .select("id", "reason")
                .collectAsList()
                .stream()
                .map(Row::toString))
        .containsExactly("[cat/text.jpg,UNSUPPORTED_FORMAT]");
    assertThat(run("whole", input, more).found()).isTrue();
  }

  @Test
  void aModelThatCannotBeUsedIsRejectedBeforeAnythingIsWritten() throws IOException {
    assertThat(refused("attention.model.sha256=" + "0".repeat(64)))
        .contains("the model " + model + " must have the sha256 " + "0".repeat(64) + ", was ");
    assertThat(refused("attention.model.input-size=32"))
        .contains("must accept input of shape (8, 3, 32, 32), but failed: ");
    assertThat(refused("attention.model.outputs.attention=2"))
        .contains("outputs.attention must be an output of the model tiny_vit.onnx, was 2");
    assertThat(refused("attention.model=null"))
        .contains(
            "attention.model must be set for emulsion attention; conf/models/export_vit.py exports"
                + " a model and prints these keys");
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void aTableOfAnotherModelIsNotTouched() {
    run("out");
    assertThat(refused("attention.model.std=[1, 1, 1]"))
        .contains("holds another attention table: attention.model.std was ")
        .contains("Choose another path, or delete it");
  }

  @Test
  void aModelOnAnotherFileSystemIsFetchedOnce() throws IOException {
    ScrambledFileSystem.register(spark);
    String digest = run("local").table().contentDigest();
    String remote = "attention.model.path=scrambled://" + model;
    assertThat(run("remote", remote).table().contentDigest()).isEqualTo(digest);
    Path fetched =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "emulsion-models",
            spec.sha256(),
            "tiny_vit.onnx");
    assertThat(fetched).hasSameBinaryContentAs(model);
    assertThat(
            refused(
                "attention.model.path=scrambled:///nowhere/tiny_vit2.onnx",
                "attention.model.sha256=" + "1".repeat(64)))
        .contains("cannot read the model scrambled:///nowhere/tiny_vit2.onnx: ");
  }

  @Test
  void weightsInAFileOfTheirOwnAreFetchedWithTheModel() throws IOException {
    ScrambledFileSystem.register(spark);
    Path folder = directory.resolve("apart");
    Path apart = Models.copy("apart.onnx", folder);
    Path weights = Models.copy("apart.weights", folder);
    String[] settings = {
      "attention.model.path=scrambled://" + apart,
      // sha256sum apart.onnx apart.weights | sha256sum
      "attention.model.sha256=36ac4332a6f75ecdf8f86de2bd1ad9a5e26224c1d28ca0cbf71788e5972bb8c7",
      "attention.model.input-size=8",
      "attention.model.special-tokens=1",
      "attention.model.mean=[0, 0, 0]",
      "attention.model.std=[1, 1, 1]",
      "attention.model.outputs={attention: heat, logits: classes}"
    };
    assertThat(run("apart-maps", settings).table().written()).isEqualTo(48);

    Files.write(weights, new byte[8]);
    settings[0] = "attention.model.path=" + apart;
    assertThat(refused(settings))
        .contains("the model " + apart + ", which consists of apart.onnx, apart.weights, must have")
        .contains("sha256sum apart.onnx apart.weights) | sha256sum");
  }

  private String yaml() {
    return """
    attention:
      model: {path: %s, sha256: %s, input-size: 64, device: cpu}
    """
        .formatted(model, spec.sha256());
  }

  private AttentionReport run(String out, String... settings) {
    List<String> overrides = new ArrayList<>();
    overrides.add("input.path=" + IMAGES);
    overrides.add("output.path=" + directory.resolve(out));
    overrides.addAll(List.of(settings));
    Recipe recipe = RecipeLoader.parse("vit.yaml", yaml(), overrides);
    return new AttentionJob(spark, recipe).run();
  }

  /** The error of a command that must not run. */
  private String refused(String... settings) {
    List<String> arguments = new ArrayList<>();
    try {
      Path recipe = Files.writeString(directory.resolve("vit.yaml"), yaml());
      arguments.addAll(List.of("attention", "-r", recipe.toString(), "-i", IMAGES.toString()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    arguments.addAll(List.of("-o", directory.resolve("out").toString()));
    Arrays.stream(settings).forEach(setting -> arguments.addAll(List.of("--set", setting)));
    Outcome outcome = emulsion(arguments.toArray(new String[0]));
    spark = LocalSpark.session();
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(2);
    return outcome.err();
  }

  private List<Row> rows(Path out) {
    return spark.read().parquet(out.resolve("maps").toString()).collectAsList();
  }

  private static DecodedImage image(String id) throws IOException {
    byte[] bytes = Files.readAllBytes(IMAGES.resolve(id));
    return (DecodedImage) ImageCodecs.of(DecodeOptions.DEFAULT).decode(bytes);
  }

  private static void copyImages(Path to) throws IOException {
    try (Stream<Path> files = Files.walk(IMAGES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jpg")).toList()) {
        Path copy = to.resolve(IMAGES.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  private static List<Path> list(Path folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().startsWith(prefix)).sorted().toList();
    }
  }
}
