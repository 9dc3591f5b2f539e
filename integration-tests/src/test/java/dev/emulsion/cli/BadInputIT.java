package dev.emulsion.cli;

import static dev.emulsion.testing.CommandLine.emulsion;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.testing.CommandLine.Outcome;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command names what is wrong with its input, where, and what to do. */
class BadInputIT {

  private static final byte[] IMAGE = TestImages.encoded(1, 40, 48, "jpg");

  @TempDir private Path directory;

  @Test
  void anEmptyFileATextATruncatedImageAndAbsurdDimensionsGoToQuarantine() throws IOException {
    Path images = TestImages.folder(directory.resolve("images"), 6, 2);
    Path folder = images.resolve("class0");
    TestImages.write(folder, "empty.jpg", new byte[0]);
    TestImages.write(folder, "text.jpg", "not an image".getBytes(StandardCharsets.UTF_8));
    TestImages.write(folder, "cut.jpg", Arrays.copyOf(IMAGE, IMAGE.length / 2));
    TestImages.write(folder, "huge.png", pngOf(100_000, 100_000));
    TestImages.write(folder, "animated.gif", animatedGif());
    TestImages.write(folder, "png-named.jpg", TestImages.encoded(2, 40, 48, "png"));
    TestImages.write(folder, "dot.png", TestImages.encoded(3, 1, 1, "png"));
    TestImages.write(folder, "notes.txt", "ignored".getBytes(StandardCharsets.UTF_8));

    Outcome outcome = augment(images, "quarantine.max-fraction=0.5");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(quarantine())
        .isEqualTo(
            new TreeMap<>(
                Map.of(
                    "class0/empty.jpg", "EMPTY",
                    "class0/text.jpg", "UNSUPPORTED_FORMAT",
                    "class0/cut.jpg", "TRUNCATED",
                    "class0/huge.png", "TOO_LARGE",
                    "class0/animated.gif", "UNSUPPORTED_FORMAT")));
    assertThat(bases())
        .hasSize(8)
        .contains("class0/png-named.jpg", "class0/dot.png")
        .doesNotContain("class0/notes.txt");
    assertThat(outcome.out())
        .contains("quarantined  5 (EMPTY 1, TOO_LARGE 1, TRUNCATED 1, UNSUPPORTED_FORMAT 2)")
        .contains("not read: animated GIF 1, unknown 1")
        .contains("ignored      1 file that is no sample (.txt 1)");
    assertThat(emulsion("verify", directory.resolve("out").toString()).exitCode()).isZero();
  }

  @Test
  void tooManyUnreadableImagesFailTheRunUntilTheFractionIsRaised() throws IOException {
    Path images = TestImages.folder(directory.resolve("images"), 9, 2);
    TestImages.write(images.resolve("class0"), "empty.jpg", new byte[0]);
    Outcome outcome = augment(images);
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err())
        .contains(
            "1 of 10 samples were quarantined (EMPTY: 1), above quarantine.max-fraction = 0.01;"
                + " e.g. class0/empty.jpg: the file is empty or missing. All are listed in ")
        .contains(". Fix the input or raise quarantine.max-fraction");
    assertThat(directory.resolve("out.emulsion/manifest.json")).doesNotExist();

    Outcome raised = augment(images, "quarantine.max-fraction=0.2").succeeded();
    assertThat(raised.out()).contains("quarantined  1 (EMPTY 1)");
    emulsion("verify", directory.resolve("out").toString()).succeeded();
  }

  @Test
  void anEmptyFolderIsRejected() throws IOException {
    Path images = Files.createDirectories(directory.resolve("images/cat")).getParent();
    Outcome outcome = augment(images);
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err())
        .contains("no images in " + images + ": expected class folders of images");
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void oneImageStaysUnmixed() throws IOException {
    Path images = TestImages.folder(directory.resolve("images"), 1, 1);
    Outcome outcome = augment(images);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("unpaired     1 row without an eligible partner");
    Row row = rows().get(0);
    assertThat(row.<String>getAs("method")).isEqualTo("none");
    assertThat(row.<Double>getAs("lam")).isEqualTo(1.0);
    assertThat(row.<String>getAs("partner_id")).isNull();
  }

  @Test
  void twoImagesAreEachOthersPartners() throws IOException {
    Outcome outcome = augment(TestImages.folder(directory.resolve("images"), 2, 2));
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(rows())
        .hasSize(2)
        .allSatisfy(
            row ->
                assertThat(List.of(row.<String>getAs("base_id"), row.<String>getAs("partner_id")))
                    .containsExactlyInAnyOrder("class0/0.jpg", "class1/1.jpg"));
  }

  @Test
  void aClassOfOneImageFindsPartnersOfOtherLabels() throws IOException {
    Path images = TestImages.folder(directory.resolve("images"), 5, 1);
    TestImages.write(images.resolve("single"), "one.jpg", IMAGE);
    Outcome outcome = augment(images, "pairing.labels=different");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(rows())
        .hasSize(6)
        .allSatisfy(
            row ->
                assertThat(row.<Integer>getAs("label_partner"))
                    .isNotNull()
                    .isNotEqualTo(row.<Integer>getAs("label_base")));
  }

  @Test
  void imagesOfOneClassHaveNoPartnersOfOtherLabels() throws IOException {
    Path images = TestImages.folder(directory.resolve("images"), 5, 1);
    Outcome kept = augment(images, "pairing.labels=different");
    assertThat(kept.exitCode()).as(kept.err()).isZero();
    assertThat(kept.out()).contains("unpaired     5 rows without an eligible partner");

    Outcome failed =
        augment(
            images,
            "pairing.labels=different",
            "pairing.on-no-partner=fail",
            "output.path=" + directory.resolve("failed"));
    assertThat(failed.exitCode()).isEqualTo(3);
    assertThat(failed.err())
        .contains("no sample qualifies as partner of class0/")
        .contains("relax pairing.labels, or set pairing.on-no-partner to keep or drop");

    Outcome dropped =
        augment(
            images,
            "pairing.labels=different",
            "pairing.on-no-partner=drop",
            "output.path=" + directory.resolve("dropped"));
    assertThat(dropped.exitCode()).as(dropped.err()).isZero();
    assertThat(dropped.out()).contains("quarantined  5 (NO_PARTNER 5)");
  }

  @Test
  void repeatedIdsAreRejectedUnlessTheFirstIsAskedFor() {
    Path table = directory.resolve("table");
    spark()
        .sql(
            "select id, image, label from values ('a', X'00', 'cat'), ('b', X'00', 'cat'),"
                + " ('a', X'00', 'dog') as t(id, image, label)")
        .coalesce(1)
        .write()
        .parquet(table.toString());
    String[] set = {"input.format=parquet", "input.columns.id=id", "quarantine.max-fraction=1"};
    Outcome rejected = augment(table, set);
    assertThat(rejected.exitCode()).isEqualTo(3);
    assertThat(rejected.err())
        .contains(
            "ids must be unique, but 1 repeat, such as a (2 times); make them unique, or set"
                + " input.duplicates to first");
    assertThat(directory.resolve("out")).doesNotExist();

    Outcome first = augment(table, set[0], set[1], set[2], "input.duplicates=first");
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out()).contains("duplicates   1 excluded");
    assertThat(emulsion("verify", directory.resolve("out").toString()).exitCode()).isZero();
  }

  @Test
  void anOutputThatExistsIsNotTouched() throws IOException {
    Path images = TestImages.folder(directory.resolve("images"), 3, 1);
    Path treasure = TestImages.write(directory.resolve("out"), "treasure.txt", IMAGE);
    Outcome outcome = augment(images);
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("exists and is not empty; choose another path, or delete it");
    assertThat(treasure).hasBinaryContent(IMAGE);
    assertThat(directory.resolve("out.emulsion")).doesNotExist();
  }

  @Test
  void aFinishedRunIsNeitherOverwrittenNorRepeatedAndVerifyNamesWhatItCannotRead()
      throws IOException {
    Path images = TestImages.folder(directory.resolve("images"), 3, 1);
    assertThat(augment(images).exitCode()).isZero();
    Outcome other = augment(images, "seed=2");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err()).contains("holds another run: ");
    Outcome same = augment(images);
    assertThat(same.exitCode()).isZero();
    assertThat(same.out()).contains("This run already exists; nothing was written.");

    Path out = directory.resolve("out");
    Folders.delete(Folders.own(out).resolve("quarantine"));
    Outcome outcome = emulsion("verify", out.toString());
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.out()).contains("epoch 0 cannot be read: ").contains("quarantine");
  }

  @Test
  void anOutputInsideTheInputIsRejected() throws IOException {
    Path images = TestImages.folder(directory.resolve("images"), 3, 1);
    Outcome outcome = augment(images, "output.path=" + images.resolve("out"));
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("must not contain each other, or the run would read its own output");
    assertThat(images.resolve("out")).doesNotExist();
  }

  @Test
  void aMissingInputIsNamed() {
    Outcome outcome = augment(directory.resolve("nowhere"));
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("input.path " + directory.resolve("nowhere") + " does not exist");
  }

  @Test
  void foldersAndFilesMayHaveAnyName() throws IOException {
    Path images = directory.resolve("my phötos 50% #1");
    TestImages.write(images.resolve("a cat"), "x:y.JPG", IMAGE);
    TestImages.write(images.resolve("dog: big/deeper"), "1 %20.jpeg", IMAGE);
    TestImages.write(
        images.resolve("dog: big"), "ünder[1].png", TestImages.encoded(2, 40, 48, "png"));
    TestImages.write(images.resolve("a cat"), "._x.jpg", IMAGE);
    TestImages.write(images.resolve("a cat/.thumbs"), "t.jpg", IMAGE);
    String input = RecipeLoader.override("input.path", images.toString());
    Outcome outcome = augment(images, input);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("ignored      2 files that are no samples");
    assertThat(bases())
        .containsExactlyInAnyOrder(
            "a cat/x:y.JPG", "dog: big/deeper/1 %20.jpeg", "dog: big/ünder[1].png");
  }

  @Test
  void manyUnreadableImagesInAFewLeaveTheGoodOnesPaired() throws IOException {
    Path images = TestImages.folder(directory.resolve("images"), 8, 2);
    for (int i = 0; i < 16; i++) {
      TestImages.write(images.resolve("class0"), "bad" + i + ".jpg", new byte[] {1, 2, 3});
    }
    for (int seed = 0; seed < 2; seed++) {
      Outcome outcome =
          augment(
              images,
              "quarantine.max-fraction=1",
              "seed=" + seed,
              "output.path=" + directory.resolve("out" + seed));
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
      assertThat(outcome.out()).contains("rows         8 in 1 epoch (cutmix 8)");
    }
  }

  @Test
  void anOutputThatReadsAsAPatternIsRejected() throws IOException {
    Path images = TestImages.folder(directory.resolve("images"), 2, 2);
    Outcome outcome = augment(images, RecipeLoader.override("output.path", directory + "/o[1]"));
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("an output path must not hold any of {}[]*?");
  }

  @Test
  void verifyNamesAnOutputThatDoesNotExist() {
    Outcome nowhere = emulsion("verify", directory.resolve("nowhere").toString());
    assertThat(nowhere.exitCode()).isEqualTo(2);
    assertThat(nowhere.err()).contains("does not exist or is empty; name the output of a run");
  }

  @Test
  void aTableWithOtherPixelsIsAnotherRun() {
    Path table = directory.resolve("table");
    String[] set = {"input.format=parquet", "input.columns.id=id", "quarantine.max-fraction=1"};
    for (String pixels : List.of("00", "0001020304")) {
      spark()
          .sql("select 'a' id, X'" + pixels + "' image, 'cat' label")
          .coalesce(1)
          .write()
          .mode("overwrite")
          .parquet(table.toString());
      Outcome outcome = augment(table, set);
      if (pixels.equals("00")) {
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
      } else {
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("holds another run: ");
      }
    }
  }

  @Test
  void anUnknownRecipeNameIsAnsweredWithTheNearest() {
    Outcome outcome = emulsion("recipes", "cutmx");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("there is no shipped recipe cutmx; choose one of arrow, classic, cutmix");
  }

  @Test
  void anUnreadableRecipeIsNamedWithAllItsProblems() throws IOException {
    Path recipe = directory.resolve("bad.yaml");
    Files.writeString(recipe, "sed: 1\nmix: {cutmix: {alpha: -1}}\n");
    Outcome outcome = emulsion("augment", "-r", recipe.toString(), "-i", "in", "-o", "out");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("bad.yaml")
        .contains("sed is not a key; did you mean seed?")
        .contains("alpha must be positive, was -1.0");

    Outcome missing = emulsion("augment", "-r", directory.resolve("no.yaml").toString());
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("no.yaml");
  }

  private Outcome augment(Path input, String... set) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("augment", "--recipe", "cutmix"));
    arguments.addAll(List.of("--set", RecipeLoader.override("input.path", input.toString())));
    arguments.addAll(List.of("--set", "output.path=" + directory.resolve("out")));
    arguments.addAll(List.of("--set", "transform[0].random-resized-crop.size=32"));
    for (String override : set) {
      arguments.addAll(List.of("--set", override));
    }
    return emulsion(arguments.toArray(new String[0]));
  }

  private static SparkSession spark() {
    return LocalSpark.session();
  }

  private List<Row> rows() {
    return spark().read().parquet(directory.resolve("out/epoch=0").toString()).collectAsList();
  }

  private List<String> bases() {
    return rows().stream().map(row -> row.<String>getAs("base_id")).toList();
  }

  private Map<String, String> quarantine() {
    Map<String, String> reasons = new TreeMap<>();
    spark()
        .read()
        .parquet(directory.resolve("out.emulsion/quarantine/epoch=0").toString())
        .collectAsList()
        .forEach(row -> reasons.put(row.getAs("id"), row.getAs("reason")));
    return reasons;
  }

  /** A PNG whose header claims a size and whose data are a few bytes. */
  private static byte[] pngOf(int width, int height) {
    byte[] png = TestImages.encoded(1, 2, 2, "png");
    java.nio.ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(png, 12, 17);
    java.nio.ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
    return png;
  }

  private static byte[] animatedGif() {
    byte[] still = TestImages.encoded(4, 8, 8, "gif");
    int palette = (still[10] & 0x80) == 0 ? 0 : 3 << (still[10] & 7) + 1;
    int frame = 13 + palette;
    // the same frame once more, in place of the trailer
    byte[] animated = Arrays.copyOf(still, 2 * still.length - 1 - frame);
    System.arraycopy(still, frame, animated, still.length - 1, still.length - frame);
    return animated;
  }
}
