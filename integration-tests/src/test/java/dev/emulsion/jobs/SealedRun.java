package dev.emulsion.jobs;

import dev.emulsion.io.run.Checksums;
import dev.emulsion.io.run.ClassList;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.run.WriteAttempt;
import dev.emulsion.io.shard.FileSizes;
import dev.emulsion.io.shard.ShardReader;
import dev.emulsion.io.shard.Shards;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.jobs.verify.VerifyOptions;
import dev.emulsion.jobs.verify.VerifyReport;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.TemporaryFolder;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * A finished run of 31 samples, 60 rows and one quarantined sample, in a copy that a test edits.
 */
final class SealedRun {

  private static final Path UNTOUCHED = TemporaryFolder.create("sealed-run");

  private final SparkSession spark = LocalSpark.session();
  private final Path directory;
  private final Path out;

  private SealedRun(Path directory) {
    this.directory = directory;
    this.out = directory.resolve("out");
  }

  /** Copies the run to {@code directory}/out; the first call of a JVM makes the run. */
  static synchronized SealedRun copyTo(Path directory) throws IOException {
    Path untouched = UNTOUCHED.resolve("out");
    if (Files.notExists(untouched)) {
      TestImages.folder(images(), 30, 3);
      TestImages.write(
          images().resolve("class1"), "broken.jpg", "no image".getBytes(StandardCharsets.UTF_8));
      Recipe recipe =
          Recipes.of(images())
              .with("pairing", "{variants: 2, buckets: 2}")
              .with("quarantine", "{max-fraction: 0.1}")
              .to(untouched)
              .load();
      new AugmentJob(LocalSpark.session(), recipe).run();
    }
    SealedRun run = new SealedRun(directory);
    Folders.copyRun(untouched, run.out);
    return run;
  }

  /** The input of the run, which all copies share. */
  static Path images() {
    return UNTOUCHED.resolve("images");
  }

  Path out() {
    return out;
  }

  /** Problems that the quick depth finds. */
  List<String> quick() {
    return problems(VerifyOptions.quick());
  }

  /** Problems that reading every row finds, without a replay. */
  List<String> full() {
    return problems(VerifyOptions.replaying(0, Optional.empty()));
  }

  /** Check and message of every problem. */
  List<String> problems(VerifyOptions options) {
    return verify(options).problems().stream()
        .map(problem -> problem.check() + " " + problem.message())
        .toList();
  }

  VerifyReport verify(VerifyOptions options) {
    return new VerifyJob(spark, out.toString(), options).run();
  }

  /** Edits the text of a sidecar. */
  void edit(String sidecar, UnaryOperator<String> edit) throws IOException {
    Path file = Folders.own(out).resolve(sidecar);
    Files.writeString(file, edit.apply(Files.readString(file)));
  }

  /** Replaces the quarantine by an edited copy. */
  void requarantine(UnaryOperator<Dataset<Row>> edit) throws IOException {
    Path quarantine = Folders.own(out).resolve("quarantine/epoch=0");
    Path edited = directory.resolve("requarantined");
    edit.apply(spark.read().parquet(quarantine.toString())).write().parquet(edited.toString());
    Folders.delete(quarantine);
    Files.move(edited, quarantine);
  }

  /** Sets the digest of the manifest to that of the rows as they are now. */
  void forgeDigest() {
    RunDirectory run = runDirectory();
    ContentDigest digest = new ContentDigest(OutputSchema.of(run.recipe().labels()));
    BigInteger sum = BigInteger.ZERO;
    for (Row row : new ShardReader(spark, run.recipe()).rows(run.epoch(0)).collectAsList()) {
      sum = ContentDigest.sum(sum, digest.of(row));
    }
    Path manifest = Folders.own(out).resolve("manifest.json");
    String text = run.readText(manifest.toString()).orElseThrow();
    run.writeText(
        manifest.toString(), text.replace(run.sealed().contentDigest(), ContentDigest.hex(sum)));
    run.write(manifest.toString(), run.sealed().sealed());
  }

  /** The id of the first row. */
  String someRow() {
    return spark
        .read()
        .parquet(out.resolve("epoch=0").toString())
        .agg(functions.min(OutputSchema.ROW_ID))
        .first()
        .getString(0);
  }

  /** Replaces the shards by an edited copy, and the manifest's list of files to match. */
  void rewrite(UnaryOperator<Dataset<Row>> edit) throws IOException {
    Path edited = directory.resolve("edited");
    RunDirectory run = runDirectory();
    Recipe recipe = run.recipe();
    Dataset<Row> rows = new ShardReader(spark, recipe).rows(run.epoch(0));
    new Shards(
            recipe,
            run.read(run.own("classes.json"), ClassList.class).orElseThrow(),
            run.sealed().runId(),
            new FileSizes(0, 64L << 20))
        .write(edit.apply(rows), edited.toString(), 0, new WriteAttempt(0));
    replaceShards(edited);
  }

  /** Puts the files of {@code by} in place of the shards, and in the manifest. */
  void replaceShards(Path by) throws IOException {
    Folders.delete(out.resolve("epoch=0"));
    Files.move(by, out.resolve("epoch=0"));
    RunDirectory run = runDirectory();
    Manifest seal = run.sealed();
    Manifest.Epoch epoch = seal.epochs().get(0);
    Manifest.Epoch relisted =
        new Manifest.Epoch(
            epoch.epoch(),
            epoch.rows(),
            epoch.emitted(),
            epoch.quarantined(),
            epoch.decoded(),
            epoch.unpaired(),
            epoch.methods(),
            epoch.reasons(),
            epoch.generated(),
            epoch.decoding(),
            epoch.quarantineDigest(),
            epoch.contentDigest(),
            run.shards(0));
    List<String> shards = relisted.files().stream().map(Manifest.File::path).toList();
    String files = Checksums.write(spark, run, shards, Map.of());
    run.write(run.own("manifest.json"), seal.with(List.of(relisted), files));
  }

  private RunDirectory runDirectory() {
    return RunDirectory.at(out.toString(), spark.sparkContext().hadoopConfiguration());
  }

  List<Path> shards() throws IOException {
    return Folders.shards(out.resolve("epoch=0"));
  }
}
