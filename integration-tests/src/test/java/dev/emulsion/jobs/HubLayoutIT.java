package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.preview.PreviewJob;
import dev.emulsion.jobs.replay.ReplayJob;
import dev.emulsion.jobs.replay.Selection;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.jobs.verify.Problem;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.jobs.verify.VerifyReport;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.testing.AtMilestone;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run with layout {@code hub} is the run that it is with any layout, in other files. */
class HubLayoutIT {

  private static final int EPOCHS = 2;
  private static final int SHARDS = 2;

  private final SparkSession spark = LocalSpark.session();

  @TempDir private static Path shared;
  private static Path images;

  /** A copy of the run that {@link #stopBeforeTheSeal} has stopped, once one has. */
  private static Path stopped;

  @TempDir private Path directory;
  private Path out;

  @BeforeAll
  static void writeImages() throws IOException {
    images = TestImages.folder(shared.resolve("images"), 24, 2);
    stopped = shared.resolve("stopped");
  }

  @BeforeEach
  void chooseOutput() {
    out = directory.resolve("out");
  }

  private Recipe recipe(Path out, String profile, String layout) {
    return Recipes.of(images)
        .with("mix", "{cutmix: {}, p: 0.8}")
        .to(out, "profile: " + profile, "layout: " + layout, "min-shards: " + SHARDS)
        .load("epochs=" + EPOCHS);
  }

  private Manifest augment(String profile) {
    return new AugmentJob(spark, recipe(out, profile, "hub")).run().manifest();
  }

  private List<String> names(String extension, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> String.format(Locale.ROOT, "data/train-%05d-of-%05d.%s", i, count, extension))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hf", "webdataset"})
  void itsRowsAreThoseOfTheOtherLayout(String profile) throws IOException {
    Path hive = directory.resolve("hive");
    Manifest expected = new AugmentJob(spark, recipe(hive, profile, "hive")).run().manifest();
    Manifest found = augment(profile);
    assertThat(found.contentDigest()).isEqualTo(expected.contentDigest());
    String extension = profile.equals("hf") ? "parquet" : "tar";
    List<String> files = files(found);
    assertThat(files).isEqualTo(names(extension, files(expected).size()));
    assertThat(files).hasSizeGreaterThanOrEqualTo(EPOCHS * SHARDS);
    try (Stream<Path> there = Files.walk(out)) {
      assertThat(there.filter(Files::isRegularFile).map(file -> out.relativize(file).toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(Stream.of("README.md"), files.stream()).toList());
    }
    VerifyReport report = new VerifyJob(spark, out.toString()).run();
    assertThat(report.problems()).isEmpty();
    assertThat(report.replay()).hasValueSatisfying(it -> assertThat(it.rows()).isPositive());
    Selection where = new Selection.Where("epoch = 1");
    assertThat(new ReplayJob(spark, out.toString(), where, Optional.empty()).run().rows())
        .isEqualTo(24);
    assertThat(new PreviewJob(spark, out.toString(), 3).run().examples()).hasSize(3);
    assertThat(augment(profile).contentDigest()).isEqualTo(found.contentDigest()); // a rerun
  }

  private static List<String> files(Manifest manifest) {
    return manifest.epochs().stream()
        .flatMap(epoch -> epoch.files().stream())
        .map(Manifest.File::path)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void aRunThatWasKilledWhileItsShardsMoveIsFinished(int moved) throws IOException {
    stopBeforeTheSeal();
    List<Path> shards = moved();
    for (Path shard : shards.subList(moved, shards.size())) {
      moveBack(shard);
    }
    Manifest resumed = augment("hf");
    assertThat(files(resumed)).isEqualTo(names("parquet", shards.size()));
    assertThat(new VerifyJob(spark, out.toString()).run().problems()).isEmpty();
    assertThat(out.resolve("epoch=0")).doesNotExist();
  }

  @Test
  void aShardThatIsInBothPlacesIsTakenOnce() throws IOException {
    stopBeforeTheSeal();
    Path shard = moved().get(0);
    byte[] bytes = Files.readAllBytes(shard);
    moveBack(shard);
    Files.write(shard, bytes); // an object store has copied it and not yet deleted the original
    augment("hf");
    assertThat(new VerifyJob(spark, out.toString()).run().problems()).isEmpty();
  }

  private List<Path> moved() throws IOException {
    try (Stream<Path> files = Files.list(out.resolve("data"))) {
      return files.sorted().toList();
    }
  }

  /** Makes {@link #out} a run whose shards have moved, and that is not sealed. */
  private void stopBeforeTheSeal() throws IOException {
    if (Files.exists(stopped)) {
      Folders.copyRun(stopped, out);
      return;
    }
    Progress stop =
        new AtMilestone(
            Progress.Milestone.UNSEALED,
            1,
            () -> {
              throw new IllegalStateException("stopped");
            });
    assertThatThrownBy(() -> new AugmentJob(spark, recipe(out, "hf", "hub"), stop).run())
        .hasMessageContaining("stopped");
    Folders.copyRun(out, stopped);
  }

  /** To where {@code moves.json} says that it was. */
  private void moveBack(Path shard) throws IOException {
    String moves = Files.readString(Folders.own(out).resolve("run/moves.json"));
    String origin =
        moves
            .replaceAll("\\s", "")
            .replaceFirst(".*\"data/" + shard.getFileName() + "\":\"([^\"]*)\".*", "$1");
    Files.createDirectories(out.resolve(origin).getParent());
    Files.move(shard, out.resolve(origin));
  }

  @Test
  void itsCardMayBeEditedButItsShardsMayNot() throws IOException {
    augment("hf");
    Files.writeString(out.resolve("README.md"), "my own");
    Files.writeString(out.resolve(".gitattributes"), "*.parquet filter=lfs");
    assertThat(new VerifyJob(spark, out.toString()).run().problems()).isEmpty();
    Files.writeString(out.resolve("data/train-more.parquet"), "");
    assertThat(new VerifyJob(spark, out.toString()).run().problems())
        .extracting(Problem::message)
        .containsExactly("data/train-more.parquet was not written by this run");
  }
}
