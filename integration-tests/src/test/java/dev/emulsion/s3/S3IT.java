package dev.emulsion.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.augment.AugmentReport;
import dev.emulsion.jobs.ingest.IngestJob;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.jobs.verify.Problem;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that Emulsion reads and writes, on {@code s3a://}. */
@Tag("slow")
class S3IT {

  private static S3Server s3;
  private static S3Session session;
  private static SparkSession spark;

  /** Of a run over the image folder, without S3. */
  private static String digestOnDisk;

  private static final Map<Source, String> digests = new EnumMap<>(Source.class);

  @TempDir private static Path local;

  @BeforeAll
  static void start() throws Exception {
    s3 = S3Server.start();
    session = S3Session.open(s3);
    spark = session.spark();
    Source.IMAGE_FOLDER.write(spark, s3.uri("images"));
    Source.IMAGE_FOLDER.write(spark, local.resolve("images").toString());
    digestOnDisk =
        run(fromImages(local.resolve("undisturbed").toString(), "")).manifest().contentDigest();
  }

  @AfterAll
  static void stop() throws Exception {
    session.close();
    s3.close();
  }

  @ParameterizedTest
  @EnumSource(Source.class)
  void everySourceGivesTheRowsThatItGivesOnALocalDisk(Source source) throws IOException {
    String here = local.resolve("from-" + source).toString();
    String there = s3.uri("from-" + source);
    source.write(spark, here + "/in");
    source.write(spark, there + "/in");

    AugmentReport onDisk = run(recipe(source, here + "/in", here + "/out", ""));
    AugmentReport onS3 = run(recipe(source, there + "/in", there + "/out", ""));

    assertThat(onS3.rows()).isEqualTo(Source.IMAGES);
    assertThat(onS3.manifest().contentDigest()).isEqualTo(onDisk.manifest().contentDigest());
    assertThat(onS3.manifest().runId()).isEqualTo(onDisk.manifest().runId());
    assertThat(digests.put(source, onS3.manifest().contentDigest())).isNull();
    assertThat(digests.values()).containsOnly(onS3.manifest().contentDigest());
    assertThat(problems(there + "/out")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "profile: raw, dtype: float16, layout: hwc, plans: omit",
        "profile: hf, encoding: png, footer: sidecar",
        "profile: arrow",
        "profile: webdataset, encoding: webp"
      })
  void everyProfileIsWrittenByTheMagicCommitterAndVerifies(String profile) throws IOException {
    String name = profile.replaceAll("\\W+", "-");
    String there = s3.uri(name);

    AugmentReport onDisk = run(fromImages(local.resolve(name).toString(), profile));
    Committers committers = new Committers(name + "/epoch=0");
    AugmentReport onS3 = new AugmentJob(spark, fromImages(there, profile), committers).run();

    assertThat(onS3.manifest().contentDigest()).isEqualTo(onDisk.manifest().contentDigest());
    assertThat(committers.found).isNotEmpty().containsOnly("magic");
    assertThat(quarantine(name + ".emulsion/quarantine/epoch=0")).hasSize(1);
    assertThat(s3.keys(name)).noneMatch(key -> key.contains("__magic"));
    assertThat(s3.unfinishedUploads()).isEmpty();
    assertThat(problems(there)).isEmpty();
  }

  @Test
  void aFinishedRunIsNotTouchedAndAnInterruptedOneIsResumed() {
    String digest = run(fromImages(s3.uri("resumed"), "", "epochs=2")).manifest().contentDigest();
    List<String> before = s3.keys("resumed");
    assertThat(run(fromImages(s3.uri("resumed"), "", "epochs=2")).outcome())
        .isEqualTo(AugmentReport.Outcome.FOUND);
    assertThat(s3.keys("resumed")).isEqualTo(before);

    s3.delete("resumed.emulsion/manifest.json");
    s3.delete("resumed.emulsion/run/epoch-1.json");
    AugmentReport again = run(fromImages(s3.uri("resumed"), "", "epochs=2"));

    assertThat(again.outcome()).isEqualTo(AugmentReport.Outcome.WRITTEN);
    assertThat(again.manifest().contentDigest()).isEqualTo(digest);
    assertThat(s3.keys("resumed/epoch=0"))
        .isEqualTo(before.stream().filter(key -> key.startsWith("resumed/epoch=0")).toList());
    assertThat(problems(s3.uri("resumed"))).isEmpty();
  }

  /**
   * The step, which time it is passed, and how many slices of four are recorded and visible then.
   */
  @ParameterizedTest(name = "{0}, time {1}")
  @CsvSource({"SLICE_RECORDED, 2, 2, 2", "SLICE_WRITTEN, 3, 2, 3"})
  void aKilledRunLeavesWholeSlicesAndIsFinishedByTheSameCommand(
      String step, int time, int recorded, int visible) throws Exception {
    String name = "killed-" + step;
    String yaml = yaml(Source.IMAGE_FOLDER, s3.uri("images"), s3.uri(name), "commits-per-epoch: 4");
    Path file = Files.writeString(local.resolve(name + ".yaml"), yaml);

    Command.Outcome killed = Command.kill(s3, file.toString(), step, "" + time);

    assertThat(killed.exitCode()).as(killed.text()).isEqualTo(KilledOnS3.KILLED);
    assertThat(s3.keys(name + ".emulsion/run/epoch-0/slice-")).hasSize(recorded);
    List<String> shards = s3.keys(name + "/epoch=0/part-");
    assertThat(shards).hasSize(visible); // a slice is one of four buckets, in one file
    assertThat(s3.keys(name + ".emulsion/manifest.json")).isEmpty();
    assertThat(spark.read().parquet(s3.uri(name + "/epoch=0")).count()).isPositive();
    List<String> times = s3.versions(name + "/epoch=0/part-").subList(0, recorded);

    AugmentReport report = run(RecipeLoader.load(file, List.of()));

    assertThat(report.manifest().contentDigest()).isEqualTo(digestOnDisk);
    assertThat(s3.versions(name + "/epoch=0/part-").subList(0, recorded)).isEqualTo(times);
    assertThat(s3.keys(name)).noneMatch(key -> key.contains("__magic"));
    assertThat(s3.unfinishedUploads()).isEmpty();
    assertThat(problems(s3.uri(name))).isEmpty();
  }

  @Test
  void aRunKilledWithUploadsInFlightShowsNoneOfThem() throws Exception {
    String yaml =
        yaml(Source.IMAGE_FOLDER, s3.uri("images"), s3.uri("in-flight"), "commits-per-epoch: 1");
    Path file = Files.writeString(local.resolve("in-flight.yaml"), yaml);

    Command.Outcome killed = Command.kill(s3, file.toString(), KilledOnS3.IN_A_SLICE, "1");

    assertThat(killed.exitCode()).as(killed.text()).isEqualTo(KilledOnS3.KILLED);
    assertThat(s3.unfinishedUploads()).isNotEmpty();
    assertThat(s3.keys("in-flight/epoch=0/part-")).isEmpty();
    run(RecipeLoader.load(file, List.of()));
    assertThat(s3.unfinishedUploads()).isEmpty();
    assertThat(problems(s3.uri("in-flight"))).isEmpty();
  }

  @Test
  void anImageThatCannotBeReadIsQuarantinedOnS3() throws IOException {
    Source.IMAGE_FOLDER.write(spark, s3.uri("damaged/in"));
    s3.put("damaged/in/class 0/0.jpg", "no image");

    AugmentReport report =
        run(
            recipe(
                Source.IMAGE_FOLDER,
                s3.uri("damaged/in"),
                s3.uri("damaged/out"),
                "",
                "quarantine.max-fraction=0.1"));

    assertThat(report.reasons()).containsOnlyKeys("UNSUPPORTED_FORMAT");
    assertThat(spark.read().parquet(s3.uri("damaged/out.emulsion/quarantine")).select("path"))
        .extracting(paths -> paths.first().getString(0))
        .isEqualTo(s3.uri("damaged/in/class 0/0.jpg"));
    assertThat(s3.keys("damaged/out")).noneMatch(key -> key.contains("unfinished"));
    assertThat(problems(s3.uri("damaged/out"))).isEmpty();
  }

  @Test
  void anInterruptedIngestBeginsAnewAndAFinishedOneIsNotTouched() throws IOException {
    Source.INGESTED.write(spark, s3.uri("ingested"));
    String marker = s3.text("ingested.emulsion/samples.json");
    List<String> before = s3.versions("ingested/");
    IngestJob again =
        new IngestJob(
            spark, recipe(Source.IMAGE_FOLDER, s3.uri("ingested-images"), s3.uri("ingested"), ""));
    assertThat(again.run().found()).isTrue();
    assertThat(s3.versions("ingested/")).isEqualTo(before);

    s3.delete("ingested.emulsion/samples.json");
    assertThat(again.run().found()).isFalse();
    assertThat(digest(s3.text("ingested.emulsion/samples.json"))).isEqualTo(digest(marker));
    assertThat(quarantine("ingested.emulsion/quarantine")).hasSize(1);
    assertThat(spark.read().parquet(s3.uri("ingested/samples")).count()).isEqualTo(Source.IMAGES);
  }

  private static String digest(String marker) throws IOException {
    return new ObjectMapper().readTree(marker).get("contentDigest").asText();
  }

  @Test
  void aShardThatIsCutOffOnS3IsFound() {
    run(fromImages(s3.uri("cut"), ""));
    String shard =
        s3.keys("cut/epoch=0").stream().filter(k -> k.endsWith(".parquet")).findFirst().get();
    s3.put(shard, "PAR1");

    assertThat(problems(s3.uri("cut")))
        .anyMatch(problem -> problem.message().contains(" bytes, was 4"));
  }

  @Test
  void aSealIsNotReplaced() {
    RunDirectory run =
        RunDirectory.at(s3.uri("sealed"), spark.sparkContext().hadoopConfiguration());
    String seal = run.own("manifest.json");
    assertThat(run.writeNew(seal, Map.of("first", 1))).isTrue();
    assertThat(run.writeNew(seal, Map.of("second", 2))).isFalse();
    assertThat(s3.text("sealed.emulsion/manifest.json")).contains("first");
    assertThat(s3.keys("sealed")).containsExactly("sealed.emulsion/manifest.json");
  }

  @Test
  void theCommandNeedsNothingButCredentialsInItsEnvironment() throws Exception {
    s3.put("my.yaml", Files.readString(Path.of("../conf/recipes/quickstart.yaml")));
    Command.Outcome done =
        Command.run(
            s3,
            s3.environment(),
            "augment",
            "-r",
            s3.uri("my.yaml"),
            "-i",
            s3.uri("images"),
            "--set",
            "epochs=1",
            "-o",
            s3.uri("command"));
    assertThat(done.exitCode()).as(done.text()).isZero();
    assertThat(quarantine("command.emulsion/quarantine/epoch=0")).hasSize(1);
    assertThat(problems(s3.uri("command"))).isEmpty();
  }

  @Test
  void withoutCredentialsTheCommandSaysWhereItLooked() throws Exception {
    Command.Outcome rejected = Command.run(s3, Map.of(), "verify", s3.uri("command"));
    assertThat(rejected.exitCode()).as(rejected.text()).isEqualTo(3);
    assertThat(rejected.text())
        .contains("emulsion: cannot list " + s3.uri("command") + ": ")
        .contains("No AWS Credentials provided by")
        .contains("DefaultAWSCredentialsProviderChain")
        .doesNotContain("\tat ");
  }

  private static Recipe fromImages(String output, String profile, String... set) {
    String input =
        output.startsWith("s3a:") ? s3.uri("images") : local.resolve("images").toString();
    return recipe(Source.IMAGE_FOLDER, input, output, profile, set);
  }

  private static Recipe recipe(
      Source source, String input, String output, String profile, String... set) {
    return RecipeLoader.parse("s3.yaml", yaml(source, input, output, profile), List.of(set));
  }

  private static String yaml(Source source, String input, String output, String profile) {
    return String.join(
        "\n",
        "input: " + source.input(input),
        "output: {path: " + output + (profile.isEmpty() ? "" : ", " + profile) + "}",
        "transform: [{random-resized-crop: {size: 16}}]",
        "mix: {cutmix: {}}",
        "pairing: {buckets: 4}");
  }

  private static AugmentReport run(Recipe recipe) {
    return new AugmentJob(spark, recipe).run();
  }

  private static List<Problem> problems(String output) {
    return new VerifyJob(spark, output).run().problems();
  }

  /** Who committed each slice; the files that say so go when the epoch is complete. */
  private static final class Committers implements Progress {

    private final String folder;
    private final List<String> found = new ArrayList<>();

    Committers(String folder) {
      this.folder = folder;
    }

    @Override
    public void epoch(int epoch, int epochs, long samples, long done) {}

    @Override
    public void at(Milestone step) {
      if (step == Milestone.SLICE_WRITTEN) {
        found.add(committer(folder));
      }
    }

    @Override
    public void end() {}
  }

  /** The files of a table without rows, which the driver writes without a committer. */
  private static List<String> quarantine(String folder) {
    return s3.keys(folder).stream().filter(key -> key.endsWith(".parquet")).toList();
  }

  /** Who committed, as S3A's committers write it; the file committer leaves an empty file. */
  private static String committer(String folder) {
    try {
      JsonNode success = new ObjectMapper().readTree(s3.text(folder + "/_SUCCESS"));
      return success.path("committer").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
