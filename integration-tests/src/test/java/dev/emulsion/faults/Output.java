package dev.emulsion.faults;

import dev.emulsion.DataException;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.run.CommitLog;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.shard.ShardReader;
import dev.emulsion.io.side.AttentionMaps;
import dev.emulsion.io.side.AttentionTable;
import dev.emulsion.io.side.FractalTable;
import dev.emulsion.io.side.GenerationManifest;
import dev.emulsion.io.side.ImageSet;
import dev.emulsion.io.source.SampleTable;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.jobs.verify.VerifyOptions;
import dev.emulsion.recipe.AttentionConfig.MapTable;
import dev.emulsion.recipe.AttentionConfig.MapTable.OnMissing;
import dev.emulsion.recipe.MixingSetConfig;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.testing.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a {@link Work} has left in a directory, read without the code that wrote it.
 *
 * @param local the directory, on the local disk
 * @param path the same as the command knows it
 */
record Output(SparkSession spark, Work work, Path local, String path) {

  private RunDirectory directory() {
    return RunDirectory.at(path, spark.sparkContext().hadoopConfiguration());
  }

  private <S extends Record> Optional<S> seal(CommitLog.Kind<?, S> kind) {
    return directory().read(directory().own(kind.seal()), kind.sealType());
  }

  private Optional<? extends Record> seal() {
    return switch (work.command()) {
      case AUGMENT -> seal(Manifest.KIND);
      case INGEST -> seal(SampleTable.KIND);
      case ATTENTION -> seal(AttentionTable.KIND);
      case FRACTALS -> seal(FractalTable.KIND);
      case PROMPTS ->
          directory().read(directory().own("prompts.json"), GenerationManifest.Marker.class);
    };
  }

  /** Whether a command has begun to write. */
  boolean isBegun() {
    return Files.exists(Path.of(local + ".emulsion"));
  }

  boolean isSealed() {
    return seal().isPresent();
  }

  /**
   * Opens the output as the commands that read it do.
   *
   * @throws dev.emulsion.ConfigException if they do not accept it; so do {@link
   *     dev.emulsion.DataException} and {@link java.io.UncheckedIOException}
   */
  void openAsReader() {
    switch (work.command()) {
      case AUGMENT -> requireSound(VerifyOptions.quick());
      case INGEST -> {
        Recipe recipe = Recipes.input("format: parquet, path: '" + path + "'").to("none").load();
        Samples.open(spark, recipe).close();
      }
      case ATTENTION ->
          AttentionMaps.open(spark, new MapTable(path, "id", "attention", OnMissing.FAIL));
      case FRACTALS -> ImageSet.open(spark, MixingSetConfig.at(path), DecodeLimits.DEFAULT).close();
      case PROMPTS -> {
        if (seal().isEmpty()) {
          throw new DataException("no seal");
        }
      }
    }
  }

  /** Fails unless {@code verify} finds the run sound. Only runs of {@code augment} have it. */
  void requireSound(VerifyOptions options) {
    if (work.command() == Work.Command.AUGMENT) {
      var report = new VerifyJob(spark, path, options).run();
      if (!report.isOk()) {
        throw new AssertionError("verify: " + report.problems());
      }
    }
  }

  /**
   * A digest of every data file, if two runs name their files alike; empty if they do not. Where
   * these are equal, so are {@link #rows}.
   */
  Optional<List<String>> fileDigests() throws IOException {
    boolean random = work.command() == Work.Command.INGEST || work.form().equals("sidecar");
    return random || work.command() == Work.Command.ATTENTION
        ? Optional.empty()
        : Optional.of(files(""));
  }

  /** Every row or file, with a digest of what it holds; sorted. */
  List<String> rows() throws IOException {
    return switch (work.command()) {
      case AUGMENT -> augmented();
      case INGEST -> table(((SampleTable.Marker) seal().get()).files(), "id");
      case ATTENTION -> table(((AttentionTable.Marker) seal().get()).files(), "id");
      case FRACTALS ->
          work.form().equals("parquet")
              ? digested(spark.read().parquet(local.resolve("fractals").toString()), "fractal_id")
              : files(".png");
      case PROMPTS -> lines();
    };
  }

  private List<String> augmented() {
    List<String> rows = new ArrayList<>();
    Recipe stored = directory().recipe();
    for (Manifest.Epoch epoch : ((Manifest) seal().get()).epochs()) {
      Dataset<Row> shards =
          new ShardReader(spark, stored).rows(local.resolve("epoch=" + epoch.epoch()).toString());
      digested(shards, "row_id").forEach(row -> rows.add("epoch " + epoch.epoch() + " " + row));
    }
    return rows.stream().sorted().toList();
  }

  private List<String> table(List<Manifest.File> files, String id) {
    String[] paths =
        files.stream().map(file -> local.resolve(file.path()).toString()).toArray(String[]::new);
    return digested(spark.read().parquet(paths), id);
  }

  private static List<String> digested(Dataset<Row> rows, String id) {
    return rows
        .selectExpr("concat(" + id + ", ' ', md5(to_json(struct(*)))) as row")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  private List<String> files(String ending) throws IOException {
    List<String> files = new ArrayList<>();
    for (Path file : visible()) {
      if (file.toString().endsWith(ending) && !file.endsWith("_SUCCESS")) {
        files.add(local.relativize(file) + " " + sha256(Files.readAllBytes(file)));
      }
    }
    return files.stream().sorted().toList();
  }

  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : visible()) {
      if (file.toString().endsWith(".jsonl")) {
        Files.readAllLines(file)
            .forEach(line -> lines.add(file.getFileName() + " " + withLocalPath(line)));
      }
    }
    return lines.stream().sorted().toList();
  }

  /** Processes of their own read the images without the file system that fails on purpose. */
  private static String withLocalPath(String line) {
    return line.replaceFirst("\"path\":\"(fault://(disk|store)|file:(//)?)/", "\"path\":\"/");
  }

  /** All files; our own are beside them. */
  private List<Path> visible() throws IOException {
    try (Stream<Path> files = Files.walk(local)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** Files that are no part of a finished output, where readers may find them. */
  List<String> leftovers() throws IOException {
    List<Manifest.File> sealed =
        switch (work.command()) {
          case INGEST -> ((SampleTable.Marker) seal().get()).files();
          case ATTENTION -> ((AttentionTable.Marker) seal().get()).files();
          case FRACTALS -> ((FractalTable.Marker) seal().get()).files();
          case AUGMENT ->
              ((Manifest) seal().get())
                  .epochs().stream().flatMap(epoch -> epoch.files().stream()).toList();
          case PROMPTS -> List.of();
        };
    List<String> names = sealed.stream().map(Manifest.File::path).toList();
    return visible().stream()
        .map(file -> local.relativize(file).toString())
        .filter(
            name ->
                name.contains("_temporary")
                    || name.contains(".unfinished")
                    || name.contains("/.")
                    || name.contains("part-") && !names.contains(name))
        .toList();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of()
          .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
