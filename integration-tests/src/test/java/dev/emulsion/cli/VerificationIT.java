package dev.emulsion.cli;

import static dev.emulsion.testing.CommandLine.emulsion;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.testing.CommandLine.Outcome;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify}, {@code replay} and {@code estimate} as people and programs call them. */
class VerificationIT {

  private static final Pattern KEY = Pattern.compile("`([A-Za-z.\\[\\]]+)`");

  @TempDir private static Path shared;

  /** The output of a run, which tests copy. */
  private static Path finished;

  @TempDir private Path directory;
  private Path images;
  private String out;

  @BeforeAll
  static void augment() throws IOException {
    Path images = TestImages.folder(shared.resolve("images"), 12, 3);
    finished = shared.resolve("out");
    emulsion(recipe("augment", images, finished)).succeeded();
  }

  @BeforeEach
  void copy() throws IOException {
    images = shared.resolve("images");
    out = directory.resolve("out").toString();
    Folders.copyRun(finished, directory.resolve("out"));
  }

  /** A copy of the images that a test may change. */
  private Path ownImages() throws IOException {
    Path own = directory.resolve("images");
    Folders.copy(images, own);
    return own;
  }

  @Tag("main")
  @Test
  void verifySaysHowEveryEpochAddsUp() {
    Outcome full = emulsion("verify", out);
    assertThat(full.exitCode()).isZero();
    assertThat(full.out())
        .isEqualTo(
            lines(
                "epoch 0      12 samples = 12 emitted + 0 quarantined + 0 duplicates; 12 rows"
                    + " checked",
                "replay       12 rows re-rendered from their plans: all identical",
                "OK           file:" + out));
    Outcome quick = emulsion("verify", out, "--quick");
    assertThat(quick.exitCode()).isZero();
    assertThat(quick.out())
        .isEqualTo(
            lines(
                "epoch 0      12 samples = 12 emitted + 0 quarantined + 0 duplicates; 12 rows not"
                    + " read",
                "OK (quick)   file:" + out));
  }

  @Test
  void verifyWithoutTheInputFailsOnlyIfFullIsAskedFor() throws IOException {
    Path elsewhere = Files.move(images, directory.resolve("elsewhere"));
    try {
      assertVerifiesWithout(elsewhere);
    } finally {
      Files.move(elsewhere, images);
    }
  }

  private void assertVerifiesWithout(Path elsewhere) {
    Outcome asFarAsPossible = emulsion("verify", out);
    assertThat(asFarAsPossible.exitCode()).isZero();
    assertThat(asFarAsPossible.out())
        .contains("replay       skipped: input.path file:" + images)
        .endsWith(lines("OK           file:" + out));
    Outcome full = emulsion("verify", out, "--full");
    assertThat(full.exitCode()).isEqualTo(2);
    assertThat(full.err()).contains("input.path file:" + images + " does not exist");
    Outcome moved = emulsion("verify", out, "--input", elsewhere.toString(), "--replay", "5");
    assertThat(moved.exitCode()).as(moved.err()).isZero();
    assertThat(moved.out()).contains("5 rows re-rendered from their plans: all identical");
  }

  @Test
  void problemsAreListedAndTheExitCodeIsThree() throws IOException {
    Path shard = removeShard();
    Outcome quick = emulsion("verify", out, "--quick");
    assertThat(quick.exitCode()).isEqualTo(3);
    assertThat(quick.out())
        .contains(out + " has 2 problems:")
        .contains("  files        epoch=0/" + shard.getFileName() + " is missing");
    Outcome json = emulsion("verify", out, "--quick", "--json");
    assertThat(json.exitCode()).isEqualTo(3);
    assertThat(json.json().path("ok").asBoolean()).isFalse();
    assertThat(json.json().path("problems").findValuesAsText("check"))
        .containsExactly("files", "footers");
    assertThat(json.json().path("problems").path(0).path("message").asText())
        .isEqualTo("epoch=0/" + shard.getFileName() + " is missing");
  }

  @Test
  void theJsonOfVerifyHasTheDocumentedKeys() throws IOException {
    JsonNode json = emulsion("verify", out, "--json", "--replay", "3").json();
    assertThat(json.path("ok").asBoolean()).isTrue();
    assertThat(json.path("depth").asText()).isEqualTo("full");
    assertThat(json.path("epochs").path(0).path("rows").asLong()).isEqualTo(12);
    assertThat(json.path("replay").path("rows").asLong()).isEqualTo(3);
    Set<String> keys = keys(json);
    keys.removeIf(key -> key.startsWith("replay."));
    keys.add("replay");
    // a run without problems has an empty list of them
    keys.remove("problems");
    keys.addAll(Set.of("problems[].check", "problems[].message"));
    assertThat(documented("verification.md", "key of verify")).isEqualTo(keys);
  }

  @Test
  void theJsonOfReplayHasTheDocumentedKeys() throws IOException {
    // another image under the same name
    Path changed = ownImages();
    Files.write(changed.resolve("class0/0.jpg"), TestImages.encoded(77, 40, 48, "jpg"));
    Outcome outcome =
        emulsion(
            "replay",
            out,
            "--input",
            changed.toString(),
            "--where",
            "base_id = 'class0/0.jpg'",
            "--json");
    assertThat(outcome.exitCode()).isEqualTo(3);
    JsonNode json = outcome.json();
    assertThat(json.path("identical").asBoolean()).isFalse();
    assertThat(json.path("rows").asLong()).isEqualTo(1);
    JsonNode difference = json.path("differences").path(0);
    assertThat(difference.path("rowId").asText()).isEqualTo("class0/0.jpg@0.0");
    assertThat(difference.path("kind").asText()).isEqualTo("image");
    assertThat(difference.path("position").path("totalPixels").asLong()).isEqualTo(256);
    assertThat(documented("verification.md", "key of replay")).isEqualTo(keys(json));
  }

  @Tag("main")
  @Test
  void replayComparesReportsAndSavesImages() throws IOException {
    Path saved = directory.resolve("saved");
    Outcome equal =
        emulsion(
            "replay",
            out,
            "--rows",
            "class0/0.jpg@0.0,class1/1.jpg@0.0",
            "--save",
            saved.toString());
    assertThat(equal.exitCode()).as(equal.err()).isZero();
    assertThat(equal.out())
        .isEqualTo(
            lines(
                "replay       2 rows re-rendered: 2 identical, 0 different",
                "images       " + saved));
    assertThat(saved.resolve("class0%2F0.jpg@0.0.png")).isNotEmptyFile();
    assertThat(saved.resolve("class1%2F1.jpg@0.0.png")).isNotEmptyFile();

    Path changed = ownImages();
    Files.delete(changed.resolve("class0/0.jpg"));
    Outcome differs = emulsion("replay", out, "--input", changed.toString(), "--sample", "12");
    assertThat(differs.exitCode()).isEqualTo(3);
    assertThat(differs.out())
        .contains("is not what the run read: ids, labels, file lengths or side inputs have changed")
        .contains("  class0/0.jpg@0.0: base class0/0.jpg is not in the input")
        .endsWith(lines("replay       12 rows re-rendered: 10 identical, 2 different"));
  }

  @Tag("main")
  @Test
  void theEstimateIsTheSameForPeopleAndPrograms() throws IOException {
    String[] estimate = recipe("estimate", "--cores", "8", "--price-per-core-hour", "0.05");
    Outcome people = emulsion(estimate);
    assertThat(people.exitCode()).as(people.err()).isZero();
    assertThat(people.out())
        .contains("samples      12 in 3 classes, ")
        .contains("rows         12: 1 epoch, 1 variant per sample")
        .contains("time         about 1 s on 8 cores (0.00 core hours)")
        .contains("cost         about 0.00");
    JsonNode json = emulsion(recipe("estimate", "--json")).json();
    assertThat(json.path("input").path("samples").asLong()).isEqualTo(12);
    assertThat(json.path("output").path("rows").asLong()).isEqualTo(12);
    assertThat(json.path("effort").path("price").isNull()).isTrue();
    assertThat(documented("sizing.md", "key")).isEqualTo(keys(json));
  }

  @Test
  void wrongOptionsAreRejected() {
    assertRejected(
        "--quick reads no rows and cannot be combined with", "verify", out, "--quick", "--full");
    assertRejected("--replay must be between 0 and 10000, was -1", "verify", out, "--replay", "-1");
    assertRejected("--sample must be between 1 and 10000, was 0", "replay", out, "--sample", "0");
    assertRejected("(--rows=ID", "replay", out);
    assertRejected("--cores must be at least 1, was 0", recipe("estimate", "--cores", "0"));
    assertRejected(
        "--price-per-core-hour must be positive, was -1.0",
        recipe("estimate", "--price-per-core-hour", "-1"));
  }

  private void assertRejected(String message, String... command) {
    Outcome outcome = emulsion(command);
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains(message);
  }

  private String[] recipe(String command, String... more) {
    return Stream.concat(Stream.of(recipe(command, images, Path.of(out))), Stream.of(more))
        .toArray(String[]::new);
  }

  private static String[] recipe(String command, Path images, Path out) {
    return new String[] {
      command,
      "--recipe",
      "cutmix",
      "--input",
      images.toString(),
      "--output",
      out.toString(),
      "--set",
      "transform=[{random-resized-crop: {size: 16}}]",
      "--set",
      "pairing.buckets=2"
    };
  }

  private Path removeShard() throws IOException {
    Path shard = Folders.shards(Path.of(out, "epoch=0")).get(0);
    Files.delete(shard);
    return shard;
  }

  /** Every path that leads to a value or a null. */
  private static Set<String> keys(JsonNode json) {
    Set<String> keys = new TreeSet<>();
    collect("", json, keys);
    return keys;
  }

  private static void collect(String path, JsonNode json, Set<String> keys) {
    if (json.isObject() && json.size() > 0) {
      json.fields()
          .forEachRemaining(
              field ->
                  collect(
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      field.getValue(),
                      keys));
    } else if (json.isArray() && json.path(0).isObject()) {
      json.forEach(element -> collect(path + "[]", element, keys));
    } else {
      keys.add(path);
    }
  }

  /** The keys in the first column of the table with this heading. */
  private static Set<String> documented(String page, String heading) throws IOException {
    Set<String> keys = new TreeSet<>();
    boolean inside = false;
    for (String line : Files.readAllLines(Path.of("..", "docs", page))) {
      inside = inside ? line.startsWith("|") : line.startsWith("| " + heading + " |");
      if (inside) {
        KEY.matcher(line.split("\\|")[1]).results().forEach(key -> keys.add(key.group(1)));
      }
    }
    return keys;
  }

  private static String lines(String... lines) {
    return String.join(System.lineSeparator(), lines) + System.lineSeparator();
  }
}
