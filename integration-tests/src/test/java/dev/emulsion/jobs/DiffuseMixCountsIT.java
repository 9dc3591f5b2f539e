package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.Quarantine;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.augment.AugmentReport;
import dev.emulsion.jobs.estimate.EstimateJob;
import dev.emulsion.jobs.estimate.EstimateReport;
import dev.emulsion.jobs.verify.Problem;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.jobs.verify.VerifyReport;
import dev.emulsion.recipe.Recipe;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

/** Every sample and every generated image is accounted for, and what is wrong is told. */
class DiffuseMixCountsIT extends DiffuseMixRuns {

  @Test
  void everyThingThatCanBeWrongWithAImageIsCounted() throws IOException {
    generated.add(id(0), "snowy", 0, GeneratedFolder.flat(Color.BLACK));
    generated.add(id(1), "snowy", 0, "no image".getBytes());
    generated.add(id(2), "snowy", 0, new byte[0]);
    generated.add("class0/nobody.jpg", "snowy", 0);
    generated.add(id(3), "neon", 0);
    for (String prompt : PROMPTS) {
      Files.delete(generated.root().resolve(id(4) + "_generated_" + prompt + "_0.jpg"));
      generated.add(id(5), prompt, 0, GeneratedFolder.flat(Color.BLACK));
    }
    Files.write(directory.resolve("images").resolve(id(6)), "broken".getBytes());

    AugmentReport report =
        run("generated.prompts=[snowy, A Sketch with Crayon ]", "quarantine.max-fraction=0.2");

    Manifest manifest = report.manifest();
    Manifest.Generated listed = manifest.input().generated();
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

    Map<String, String> quarantine = quarantine();
    assertThat(quarantine)
        .containsEntry(id(4), "NO_GENERATED")
        .containsEntry(id(5), "NO_USABLE_GENERATED")
        .containsEntry(id(6), "UNSUPPORTED_FORMAT")
        .containsEntry(id(0) + "#snowy#0", "GENERATED_BLACK")
        .containsEntry(id(1) + "#snowy#0", "GENERATED_UNSUPPORTED_FORMAT")
        .containsEntry(id(2) + "#snowy#0", "GENERATED_EMPTY")
        .hasSize(8);
    assertThat(paths().get(id(1) + "#snowy#0"))
        .endsWith("generated/" + id(1) + "_generated_snowy_0.jpg");
    assertThat(new VerifyJob(LocalSpark.session(), out().toString()).run().problems()).isEmpty();
  }

  @Test
  void aSampleWhoseIdIsTheNameOfAnotherRowIsQuarantined() throws IOException {
    Path image = directory.resolve("images").resolve(id(0) + "#snowy#0");
    Files.copy(directory.resolve("images").resolve(id(0)), Path.of(image + ".jpg"));
    generated.add(id(0), "snowy#0.jpg", 0);
    generated.add(id(0) + "#snowy#0.jpg", "snowy", 0);
    generated.add(id(0), "snowy#0.jpg#snowy", 0);

    assertThatThrownBy(this::run)
        .isInstanceOf(DataException.class)
        .hasMessage(
            "rows are named ID#PROMPT#VARIANT, but two would be "
                + id(0)
                + "#snowy#0.jpg#snowy#0; rename a sample or a prompt that holds #");
  }

  @Test
  void damagedImagesBeyondTheLimitStopTheRun() throws IOException {
    for (int i = 0; i < 4; i++) {
      generated.add(id(i), "snowy", 0, "no image".getBytes());
    }
    assertThatThrownBy(() -> run("quarantine.max-fraction=0.05"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("4 of 48 generated images were refused")
        .hasMessageContaining("#snowy#0: ");
  }

  /** 1 of 48 is 0.0208; of the images of one slice in eight it would be far more. */
  @Test
  void theLimitIsAShareOfAllImagesWhateverTheSlices() throws IOException {
    generated.add(id(1), "snowy", 0, "no image".getBytes());
    String whole = run("quarantine.max-fraction=0.021").manifest().contentDigest();
    assertThat(
            run("quarantine.max-fraction=0.021", "pairing.buckets=8", "output.commits-per-epoch=8")
                .manifest()
                .contentDigest())
        .isEqualTo(whole);
  }

  @Test
  void aRunThatRejectsEverythingFails() {
    assertThatThrownBy(() -> run("generated.reject={rule: black, share: 0.01, level: 255}"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no sample is left: of 48 generated images {GENERATED_BLACK=48}")
        .hasMessageContaining("Relax generated.reject");
  }

  @Test
  void verifySeesARowOfTheQuarantineThatWasChanged() throws IOException {
    generated.add(id(0), "snowy", 0, GeneratedFolder.flat(Color.BLACK));
    run();
    Path table = out().resolve("_emulsion/quarantine/epoch=0");
    List<Row> edited =
        LocalSpark.session()
            .read()
            .schema(Quarantine.SCHEMA)
            .parquet(table.toString())
            .withColumn("id", functions.lit("somebody else"))
            .collectAsList();
    LocalSpark.session()
        .createDataFrame(edited, Quarantine.SCHEMA)
        .write()
        .mode("overwrite")
        .parquet(table.toString());
    assertThat(new VerifyJob(LocalSpark.session(), out().toString()).run().problems())
        .anySatisfy(
            problem ->
                assertThat(problem.toString())
                    .contains("quarantine of epoch 0 lists other rows than the run wrote"));
  }

  @Test
  void whiteFramesAreWhatTheAuthorsCodeRejects() throws IOException {
    generated.add(id(0), "snowy", 0, GeneratedFolder.flat(Color.WHITE));
    generated.add(id(1), "snowy", 0, GeneratedFolder.flat(Color.BLACK));

    Manifest official = run("generated.reject.rule=official").manifest();
    assertThat(official.epochs().get(0).generated().rejected())
        .isEqualTo(Map.of("GENERATED_WHITE", 1L));
    Manifest none = run("generated.reject.rule=none").manifest();
    assertThat(none.epochs().get(0).generated().rejected()).isEmpty();
  }

  @Test
  void aSampleWithoutImagesIsSkippedKeptOrTheEnd() throws IOException {
    for (String prompt : PROMPTS) {
      Files.delete(generated.root().resolve(id(7) + "_generated_" + prompt + "_0.jpg"));
    }
    assertThat(run("generated.missing=skip").rows()).isEqualTo(2 * (IMAGES - 1));
    assertThat(rowsOf(id(7))).isEmpty();

    assertThat(run("generated.missing=original").rows()).isEqualTo(2 * (IMAGES - 1) + 1);
    assertThat(rowsOf(id(7))).containsExactly(id(7) + "@0.0");
    assertThat(new VerifyJob(LocalSpark.session(), out().toString()).run().problems()).isEmpty();

    assertThatThrownBy(() -> run("generated.missing=fail"))
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
    assertThatThrownBy(() -> run("generated.path=" + other.root()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no sample has a generated image")
        .hasMessageContaining("train/1.jpg")
        .hasMessageContaining("class0/0.jpg");
  }

  @Test
  void keysThatCouldHaveNoEffectAreQuarantined() {
    assertThatThrownBy(() -> run("mixing-set.id=name"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("mixing-set.id and mixing-set.image must be left out: ");
    assertThatThrownBy(() -> run("generated.columns.source=id"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("generated.root and generated.columns must be left out: ");
  }

  @Test
  void aFolderWithoutAnyGeneratedImageSaysHowFilesAreNamed() {
    assertThatThrownBy(() -> run("generated.path=" + directory.resolve("images")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "there is no generated image in "
                + directory.resolve("images")
                + "; 24 other files were ignored. Files must be named as emulsion prompts lists"
                + " them, such as cat/1.jpg_generated_snowy_0.jpg");
  }

  @Test
  void promptsThatWereNotGeneratedAreNamed() {
    assertThatThrownBy(() -> run("generated.prompts=[winter]"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "generated.prompts names no prompt of the 48 images in "
                + generated.root()
                + ", such as a sketch with crayon; name prompts that were generated, or leave"
                + " generated.prompts out for all");
  }

  @Test
  void aTableThatNamesAImageTwiceIsRefusedOrTheFirstIsUsed() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("source_id,prompt,variant,path");
    for (int i = 0; i < IMAGES; i++) {
      String file = generated.root() + "/" + id(i) + "_generated_snowy_0.jpg";
      lines.add(id(i) + ",Snowy,0," + file);
    }
    lines.add(id(0) + ",snowy ,0," + generated.root() + "/" + id(1) + "_generated_snowy_0.jpg");
    Path table = Files.write(directory.resolve("generated.csv"), lines);

    assertThatThrownBy(() -> run("generated.path=" + table))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("1 of 25 repeat another, such as class0/0.jpg#snowy#0")
        .hasMessageContaining("generated.duplicates to first");
    AugmentReport report = run("generated.path=" + table, "generated.duplicates=first");
    assertThat(report.manifest().input().generated().duplicates()).isEqualTo(1);
    assertThat(report.rows()).isEqualTo(IMAGES);
  }

  @Test
  void verifySaysWhenTheImagesAreNotThoseOfTheRun() throws IOException {
    run();
    generated.add(id(0), "snowy", 0, TestImages.encoded(99, 64, 64, "jpg"));
    Recipe again = recipe(List.of());
    assertThatThrownBy(() -> new AugmentJob(LocalSpark.session(), again).run())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("the generated images are others or of other lengths");
    VerifyReport verified = new VerifyJob(LocalSpark.session(), out().toString()).run();
    assertThat(verified.problems()).isEmpty();
    assertThat(verified.notReplayed().orElseThrow())
        .contains("ids, labels, lengths or what stands beside it have changed");
  }

  @Test
  void planCountsWhatTheRunWrites() {
    Recipe recipe = recipe(List.of("generated.originals=include"));
    EstimateReport plan = new EstimateJob(LocalSpark.session(), recipe, 2, Optional.empty()).run();
    AugmentReport report = new AugmentJob(LocalSpark.session(), recipe).run();
    assertThat(plan.output().rows()).isEqualTo(report.rows()).isEqualTo(3 * IMAGES);
    assertThat(plan.generated().used()).isEqualTo(2 * IMAGES);
    assertThat(plan.generated().listed()).isEqualTo(report.manifest().input().generated());
  }

  @Test
  void verifyMissesARowThatIsTakenOut() throws IOException {
    run("output.footer=sidecar");
    Path epoch = out().resolve("epoch=0");
    Path copy = directory.resolve("copy");
    LocalSpark.session()
        .read()
        .parquet(epoch.toString())
        .filter("row_id <> '" + id(0) + "#snowy#0@0.0'")
        .coalesce(1)
        .write()
        .parquet(copy.toString());
    assertThat(LocalSpark.session().read().parquet(copy.toString()).count())
        .isEqualTo(2 * IMAGES - 1);
    try (var files = Files.list(epoch)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    try (var files = Files.list(copy)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        Files.copy(file, epoch.resolve(file.getFileName()));
      }
    }
    List<Problem> problems = new VerifyJob(LocalSpark.session(), out().toString()).run().problems();
    assertThat(problems)
        .anySatisfy(
            problem ->
                assertThat(problem.toString())
                    .contains("shards must hold 48 joined images, hold 47"));
  }

  private Map<String, String> quarantine() {
    return quarantine("reason");
  }

  private Map<String, String> paths() {
    return quarantine("path");
  }

  private Map<String, String> quarantine(String column) {
    Map<String, String> byId = new TreeMap<>();
    for (Row row :
        LocalSpark.session()
            .read()
            .schema(Quarantine.SCHEMA)
            .parquet(out() + "/_emulsion/quarantine/epoch=0")
            .collectAsList()) {
      byId.put(row.getAs("id"), row.getAs(column));
    }
    return byId;
  }
}
