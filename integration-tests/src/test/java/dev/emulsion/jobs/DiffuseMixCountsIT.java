package dev.emulsion.jobs;

import static dev.emulsion.jobs.DiffuseMixData.IMAGES;
import static dev.emulsion.jobs.DiffuseMixData.PROMPTS;
import static dev.emulsion.jobs.DiffuseMixData.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.Quarantine;
import dev.emulsion.jobs.DiffuseMixData.Run;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.jobs.verify.VerifyReport;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.GeneratedFolder;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.TestImages;
import java.awt.Color;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every sample and every generated image is accounted for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DiffuseMixCountsIT {

  @TempDir private static Path directory;

  /** Samples whose generated images are all sound. */
  private DiffuseMixData sound;

  private Run soundRun;

  /** Samples 0 to 6 have a defect each. */
  private DiffuseMixData defective;

  @BeforeAll
  void layOut() throws IOException {
    sound = new DiffuseMixData(directory.resolve("sound"));
    soundRun = sound.run();
    defective = new DiffuseMixData(directory.resolve("defective"));
    GeneratedFolder generated = defective.generated();
    generated.add(id(0), "snowy", 0, GeneratedFolder.flat(Color.BLACK));
    generated.add(id(1), "snowy", 0, "no image".getBytes(StandardCharsets.UTF_8));
    generated.add(id(2), "snowy", 0, new byte[0]);
    generated.add("class0/unknown.jpg", "snowy", 0);
    generated.add(id(3), "neon", 0);
    for (String prompt : PROMPTS) {
      Files.delete(generated.root().resolve(id(4) + "_generated_" + prompt + "_0.jpg"));
      generated.add(id(5), prompt, 0, GeneratedFolder.flat(Color.BLACK));
    }
    Files.write(defective.images().resolve(id(6)), "broken".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void everyDefectIsCounted() throws IOException {
    Run run =
        defective.run(
            "generated.prompts=[snowy, A Sketch with Crayon ]", "quarantine.max-fraction=0.2");

    Manifest manifest = run.report().manifest();
    Manifest.Generated listed = manifest.input().generated();
    // one of an unknown sample and one of an unused prompt more, two that were deleted less
    assertThat(listed.found()).isEqualTo(2 * IMAGES + 2 - 2);
    assertThat(listed.unusedPrompt()).isEqualTo(1);
    assertThat(listed.orphaned()).isEqualTo(1);
    assertThat(listed.duplicates()).isZero();
    assertThat(listed.matched()).isEqualTo(2 * (IMAGES - 1));
    assertThat(manifest.input().withoutGenerated()).isEqualTo(1);
    assertThat(manifest.input().samples()).isEqualTo(IMAGES - 1);

    Manifest.Epoch epoch = manifest.epochs().get(0);
    Manifest.GeneratedUse images = epoch.generated();
    assertThat(images.used()).isEqualTo(2 * (IMAGES - 1));
    assertThat(images.rejected())
        .isEqualTo(
            Map.of(
                "GENERATED_BLACK", 3L, "GENERATED_UNSUPPORTED_FORMAT", 1L, "GENERATED_EMPTY", 1L));
    assertThat(images.lost()).isEqualTo(2);
    assertThat(images.joined()).isEqualTo(images.used() - 5 - 2);
    assertThat(epoch.reasons())
        .isEqualTo(Map.of("NO_USABLE_GENERATED", 1L, "UNSUPPORTED_FORMAT", 1L));
    assertThat(epoch.emitted()).isEqualTo(IMAGES - 3);

    Map<String, String> quarantine = quarantine(run.out(), "reason");
    assertThat(quarantine)
        .containsEntry(id(4), "NO_GENERATED")
        .containsEntry(id(5), "NO_USABLE_GENERATED")
        .containsEntry(id(6), "UNSUPPORTED_FORMAT")
        .containsEntry(id(0) + "#snowy#0", "GENERATED_BLACK")
        .containsEntry(id(1) + "#snowy#0", "GENERATED_UNSUPPORTED_FORMAT")
        .containsEntry(id(2) + "#snowy#0", "GENERATED_EMPTY")
        .hasSize(8);
    assertThat(quarantine(run.out(), "path").get(id(1) + "#snowy#0"))
        .endsWith("generated/" + id(1) + "_generated_snowy_0.jpg");
    assertThat(run.rowIdsOf(id(4))).isEmpty();
    assertThat(run.verify().problems()).isEmpty();
    assertVerifyReportsAnEditOfTheQuarantine(run);
  }

  private static void assertVerifyReportsAnEditOfTheQuarantine(Run run) {
    Path table = Folders.own(run.out()).resolve("quarantine/epoch=0");
    List<Row> edited =
        LocalSpark.session()
            .read()
            .schema(Quarantine.SCHEMA)
            .parquet(table.toString())
            .withColumn("id", functions.expr("if(id like '%#snowy#%', 'another id', id)"))
            .collectAsList();
    LocalSpark.session()
        .createDataFrame(edited, Quarantine.SCHEMA)
        .write()
        .mode("overwrite")
        .parquet(table.toString());
    assertThat(run.verify().problems())
        .anySatisfy(
            problem ->
                assertThat(problem.toString())
                    .contains("quarantine of epoch 0 lists other rows than the run wrote"));
  }

  @Test
  void aSampleWhoseIdIsTheNameOfAnotherRowIsRejected() throws IOException {
    Path image = sound.images().resolve(id(0) + "#snowy#0.jpg");
    GeneratedFolder ambiguous = new GeneratedFolder(directory.resolve("ambiguous"));
    ambiguous.add(id(0), "snowy#0.jpg", 0);
    ambiguous.add(id(0) + "#snowy#0.jpg", "snowy", 0);
    ambiguous.add(id(0), "snowy#0.jpg#snowy", 0);
    Files.copy(sound.images().resolve(id(0)), image);
    try {
      assertThatThrownBy(() -> sound.run("generated.path=" + ambiguous.root()))
          .isInstanceOf(DataException.class)
          .hasMessage(
              "row ids are ID#PROMPT#INDEX and must be unique, but two rows would be "
                  + id(0)
                  + "#snowy#0.jpg#snowy#0; rename a sample or a prompt that contains #");
    } finally {
      Files.delete(image);
    }
  }

  @Test
  void damagedImagesBeyondTheLimitStopTheRun() throws IOException {
    GeneratedFolder damaged = new GeneratedFolder(directory.resolve("four-damaged"));
    Folders.copy(sound.generated().root(), damaged.root());
    for (int i = 0; i < 4; i++) {
      damaged.add(id(i), "snowy", 0, "no image".getBytes(StandardCharsets.UTF_8));
    }
    assertThatThrownBy(
            () -> sound.run("generated.path=" + damaged.root(), "quarantine.max-fraction=0.05"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("4 of 48 generated images were rejected (")
        .hasMessageContaining("#snowy#0: ");
  }

  /** 1 of 48 is 0.0208; of the images of one slice in eight it would be far more. */
  @Test
  void theLimitIsAShareOfAllImagesHoweverManySlices() throws IOException {
    GeneratedFolder damaged = new GeneratedFolder(directory.resolve("one-damaged"));
    Folders.copy(sound.generated().root(), damaged.root());
    damaged.add(id(1), "snowy", 0, "no image".getBytes(StandardCharsets.UTF_8));
    Run run =
        sound.run(
            "generated.path=" + damaged.root(),
            "quarantine.max-fraction=0.021",
            "pairing.buckets=8",
            "output.commits-per-epoch=8");
    assertThat(run.report().manifest().epochs().get(0).generated().rejected())
        .isEqualTo(Map.of("GENERATED_UNSUPPORTED_FORMAT", 1L));
    assertThat(run.report().rows()).isEqualTo(2 * IMAGES - 1);
  }

  @Test
  void aRunThatRejectsEverythingFails() {
    assertThatThrownBy(() -> sound.run("generated.reject={rule: black, share: 0.01, level: 255}"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "no sample is left: of 48 generated images, 48 were rejected (GENERATED_BLACK: 48)")
        .hasMessageContaining("Relax generated.reject");
  }

  @Test
  void theOfficialRuleRejectsWhiteFrames() throws IOException {
    GeneratedFolder frames = new GeneratedFolder(directory.resolve("frames"));
    frames.add(id(0), "snowy", 0, GeneratedFolder.flat(Color.WHITE));
    frames.add(id(1), "snowy", 0, GeneratedFolder.flat(Color.BLACK));

    Run run = sound.run("generated.path=" + frames.root(), "generated.reject.rule=official");
    assertThat(run.report().manifest().epochs().get(0).generated().rejected())
        .isEqualTo(Map.of("GENERATED_WHITE", 1L));
    assertThat(run.rows()).extracting(row -> row.getAs("base_id")).containsExactly(id(1));
  }

  @Test
  void aSampleWithoutGeneratedImagesKeepsItsOriginalOrStopsTheRun() throws IOException {
    GeneratedFolder lacking = new GeneratedFolder(directory.resolve("lacking"));
    Folders.copy(sound.generated().root(), lacking.root());
    for (String prompt : PROMPTS) {
      Files.delete(lacking.root().resolve(id(7) + "_generated_" + prompt + "_0.jpg"));
    }
    String path = "generated.path=" + lacking.root();
    Run run = sound.run(path, "generated.missing=original");
    assertThat(run.report().rows()).isEqualTo(2 * (IMAGES - 1) + 1);
    assertThat(run.rowIdsOf(id(7))).containsExactly(id(7) + "@0.0");
    assertThat(run.verify().problems()).isEmpty();

    assertThatThrownBy(() -> sound.run(path, "generated.missing=fail"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "every sample must have a generated image, but 1 have none, such as "
                + id(7)
                + "; generate them (emulsion prompts lists what is missing), or set"
                + " generated.missing to skip or original");
  }

  @Test
  void sourceIdsOfAnotherDataSetAreNamed() throws IOException {
    GeneratedFolder other = new GeneratedFolder(directory.resolve("other"));
    other.add("train/1.jpg", "snowy", 0);
    assertThatThrownBy(() -> sound.run("generated.path=" + other.root()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no sample has a generated image")
        .hasMessageContaining("train/1.jpg")
        .hasMessageContaining("class0/0.jpg");
  }

  @Test
  void keysWithoutEffectAreRejected() {
    assertThatThrownBy(() -> sound.run("mixing-set.id=name"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("mixing-set.id and mixing-set.image name columns of a table");
    assertThatThrownBy(() -> sound.run("generated.columns.source=id"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(
            "generated.root and generated.columns apply to tables only, but generated.path ");
  }

  @Test
  void aFolderWithoutAnyGeneratedImageSaysHowFilesAreNamed() {
    assertThatThrownBy(() -> sound.run("generated.path=" + sound.images()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "there is no generated image in "
                + sound.images()
                + "; 24 other files were ignored. Files must be named as emulsion prompts lists"
                + " them, such as cat/1.jpg_generated_snowy_0.jpg");
  }

  @Test
  void promptsThatWereNotGeneratedAreNamed() {
    assertThatThrownBy(() -> sound.run("generated.prompts=[winter]"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "generated.prompts names no prompt of the 48 images in "
                + sound.generated().root()
                + ", such as a sketch with crayon; name prompts that were generated, or remove"
                + " generated.prompts to use all");
  }

  @Test
  void ofARepeatedTableRowTheFirstIsUsedOnRequest() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("source_id,prompt,index,path");
    for (int i = 0; i < IMAGES; i++) {
      String file = sound.generated().root() + "/" + id(i) + "_generated_snowy_0.jpg";
      lines.add(id(i) + ",Snowy,0," + file);
    }
    lines.add(
        id(0) + ",snowy ,0," + sound.generated().root() + "/" + id(1) + "_generated_snowy_0.jpg");
    Path table = Files.write(directory.resolve("generated.csv"), lines);

    assertThatThrownBy(() -> sound.run("generated.path=" + table))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("1 of 25 repeat another, such as class0/0.jpg#snowy#0")
        .hasMessageContaining("generated.duplicates to first");
    Run run = sound.run("generated.path=" + table, "generated.duplicates=first");
    assertThat(run.report().manifest().input().generated().duplicates()).isEqualTo(1);
    assertThat(run.report().rows()).isEqualTo(IMAGES);
  }

  @Test
  void verifyReportsGeneratedImagesThatWereReplaced() throws IOException {
    Path file = sound.generated().root().resolve(id(0) + "_generated_snowy_0.jpg");
    byte[] original = Files.readAllBytes(file);
    sound.generated().add(id(0), "snowy", 0, TestImages.encoded(99, 64, 64, "jpg"));
    try {
      assertThatThrownBy(() -> new AugmentJob(LocalSpark.session(), soundRun.recipe()).run())
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("the generated images or their lengths have changed");
      VerifyReport verified = soundRun.verify();
      assertThat(verified.problems()).isEmpty();
      assertThat(verified.notReplayed().orElseThrow())
          .contains("ids, labels, file lengths or side inputs have changed");
    } finally {
      Files.write(file, original);
    }
  }

  @Test
  void verifyMissesARowThatWasRemoved() throws IOException {
    Path copy = directory.resolve("removed-row");
    Folders.copyRun(soundRun.out(), copy);
    Path edited = directory.resolve("edited");
    LocalSpark.session()
        .read()
        .parquet(copy.resolve("epoch=0").toString())
        .filter("row_id <> '" + id(0) + "#snowy#0@0.0'")
        .coalesce(1)
        .write()
        .parquet(edited.toString());
    assertThat(LocalSpark.session().read().parquet(edited.toString()).count())
        .isEqualTo(2 * IMAGES - 1);
    Folders.delete(copy.resolve("epoch=0"));
    Files.move(edited, copy.resolve("epoch=0"));
    assertThat(new VerifyJob(LocalSpark.session(), copy.toString()).run().problems())
        .anySatisfy(
            problem ->
                assertThat(problem.toString())
                    .contains("shards must contain 48 joined images, was 47"));
  }

  /** A column of the quarantine by id. */
  private static Map<String, String> quarantine(Path out, String column) {
    Map<String, String> byId = new TreeMap<>();
    for (Row row :
        LocalSpark.session()
            .read()
            .schema(Quarantine.SCHEMA)
            .parquet(out + ".emulsion/quarantine/epoch=0")
            .collectAsList()) {
      byId.put(row.getAs("id"), row.getAs(column));
    }
    return byId;
  }
}
