package dev.emulsion.jobs.run;

import dev.emulsion.DataException;
import dev.emulsion.io.run.CommitLog;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.Quarantine;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.run.RunIdentity;
import dev.emulsion.io.run.WriteAttempt;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.census.Inputs;
import dev.emulsion.jobs.run.Progress.Milestone;
import dev.emulsion.jobs.run.SliceMetrics.SliceSummary;
import dev.emulsion.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The frame of a job that writes a table with a row for each sample, such as {@code ingest}: opens
 * input and output, writes the table in parts, and checks that every sample is in the table or in
 * quarantine. The job supplies what its tasks do.
 *
 * <p>A part is a range of the input's partitions. It is committed on its own, so a killed job
 * continues with the samples that are in no part.
 *
 * @param <S> the seal of the table
 */
public final class TableJob<S extends Record> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TableJob.class);

  private static final int MAX_PARTS = 16;

  private final SparkSession spark;
  private final Recipe recipe;
  private final Inputs inputs;
  private final Census census;
  private final RunIdentity identity;
  private final CommitLog<S> log;

  private TableJob(
      SparkSession spark, Recipe recipe, Inputs inputs, RunIdentity identity, CommitLog<S> log) {
    this.spark = spark;
    this.recipe = recipe;
    this.inputs = inputs;
    this.census = inputs.census();
    this.identity = identity;
    this.log = log;
  }

  /** Writes the rows of one part: appends them to the files in the table's folder. */
  public interface PartWriter {
    void append(JavaRDD<Row> payload, PartLog log, WriteAttempt attempt);
  }

  /**
   * A committed part.
   *
   * @param number of the write; names the part's record, its files and its quarantined samples
   */
  record Part(int number, SliceSummary metrics, List<Manifest.File> files) {

    private static String recordFile(String table, int number) {
      return String.format(Locale.ROOT, "%s/part-%010d.json", table, number);
    }

    private static String quarantineFolder(String table, int number) {
      return String.format(Locale.ROOT, "%s/quarantined-%010d", table, number);
    }
  }

  /** What a table consists of when all its parts are committed. */
  public record Contents(SliceSummary summary, List<Manifest.File> files) {}

  /**
   * Opens the input and the log of the output.
   *
   * @param settings {@code recipe} reduced to what determines the table's rows, see {@link
   *     Recipe#forTable}
   * @throws dev.emulsion.ConfigException if input or output cannot be used; nothing was written
   */
  public static <S extends Record> TableJob<S> open(
      SparkSession spark, Recipe recipe, Recipe settings, CommitLog.Kind<RunIdentity, S> kind) {
    RunDirectory output =
        RunDirectory.at(recipe.output().path(), spark.sparkContext().hadoopConfiguration());
    output.requireApart(recipe.input());
    Inputs inputs = Inputs.openSamples(spark, recipe);
    try {
      Census census = inputs.census();
      RunIdentity identity = RunId.ofTable(settings, census);
      CommitLog<S> log = CommitLog.open(output, kind, identity);
      LOG.info(
          "{} {}: {} samples in {} classes, {} duplicates",
          kind.noun(),
          identity.runId(),
          census.samples(),
          census.classes().size(),
          census.duplicates());
      return new TableJob<>(spark, recipe, inputs, identity, log);
    } catch (RuntimeException e) {
      inputs.close();
      throw e;
    }
  }

  public RunDirectory output() {
    return log.output();
  }

  public Inputs inputs() {
    return inputs;
  }

  public Census census() {
    return census;
  }

  public RunIdentity identity() {
    return identity;
  }

  /** The seal, if the table was completed before. */
  public Optional<S> sealed() {
    return log.sealed();
  }

  /**
   * Writes the parts that are missing.
   *
   * @param table the folder of the table's files, below the output
   * @throws DataException if the input changed meanwhile, too many samples are quarantined, or
   *     another process has taken over
   */
  public Contents write(String table, PartWriter writer, Progress progress) throws Exception {
    return write(table, payload -> payload, writer, progress);
  }

  /**
   * The same.
   *
   * @param arrangement of the payload into the tasks that write it
   */
  public Contents write(
      String table, UnaryOperator<Dataset<Row>> arrangement, PartWriter writer, Progress progress)
      throws Exception {
    log.claim(spark.sparkContext().applicationId());
    return log.whileOwned(() -> writeOwned(table, arrangement, writer, progress));
  }

  private Contents writeOwned(
      String table, UnaryOperator<Dataset<Row>> arrangement, PartWriter writer, Progress progress)
      throws Exception {
    List<Part> parts = new ArrayList<>(log.recordedIn(table, Part.class));
    log.requireInputs(inputs.files(), () -> !parts.isEmpty());
    log.deleteUnrecorded(table, files(parts));
    long done = done(parts);
    progress.epoch(0, 1, census.samples(), done);
    if (done < census.samples()) {
      JavaRDD<Row> payload = arrangement.apply(inputs.payload(missing(table, parts))).toJavaRDD();
      int tasks = payload.getNumPartitions();
      int cores = spark.sparkContext().defaultParallelism();
      int count = Math.max(1, Math.min(MAX_PARTS, tasks / cores));
      for (Slice slice : Slice.cut(tasks, count, List.of())) {
        parts.add(writePart(table, slice.of(payload), writer, progress));
      }
    }
    long listed = writeQuarantine(table, parts);
    Contents contents =
        new Contents(SliceSummary.sum(parts.stream().map(Part::metrics).toList()), files(parts));
    requireConserved(table, contents, listed);
    requireFewQuarantined(contents.summary());
    log.deleteUnrecorded(table, contents.files());
    return contents;
  }

  /**
   * Completes the table.
   *
   * @return the seal
   */
  public S seal(S seal, Progress progress) {
    progress.at(Milestone.UNSEALED);
    log.seal(seal);
    progress.at(Milestone.SEALED);
    return seal;
  }

  private static long done(List<Part> parts) {
    return parts.stream()
        .mapToLong(part -> part.metrics().emitted() + part.metrics().quarantined())
        .sum();
  }

  private static List<Manifest.File> files(List<Part> parts) {
    return parts.stream().flatMap(part -> part.files().stream()).toList();
  }

  /** Rows of the index whose samples are in no part. */
  private Dataset<Row> missing(String table, List<Part> parts) {
    Dataset<Row> missing = inputs.index();
    for (Part part : parts) {
      if (!part.files().isEmpty()) {
        missing = without(missing, spark.read().parquet(paths(part.files())));
      }
      if (part.metrics().quarantined() > 0) {
        String folder = output().run(Part.quarantineFolder(table, part.number()));
        missing = without(missing, spark.read().schema(Quarantine.SCHEMA).json(folder));
      }
    }
    return missing;
  }

  private static Dataset<Row> without(Dataset<Row> index, Dataset<Row> done) {
    Dataset<Row> ids = done.select(functions.col(Samples.ID).as("done"));
    return index.join(ids, functions.col(Samples.ID).equalTo(functions.col("done")), "left_anti");
  }

  private Part writePart(String table, JavaRDD<Row> payload, PartWriter writer, Progress progress)
      throws Exception {
    progress.at(Milestone.SLICE_BEGUN);
    long started = System.nanoTime();
    Part part = log.undisturbed(() -> writeFiles(table, log.nextWrite(), payload, writer));
    progress.at(Milestone.SLICE_WRITTEN);
    log.record(Part.recordFile(table, part.number()), part);
    LOG.info(
        "{} part {} committed: {} rows, {} quarantined, {} bytes, {} s",
        table,
        part.number(),
        part.metrics().rows(),
        part.metrics().quarantined(),
        part.files().stream().mapToLong(Manifest.File::bytes).sum(),
        (System.nanoTime() - started) / 1_000_000_000);
    progress.at(Milestone.SLICE_RECORDED);
    return part;
  }

  private Part writeFiles(
      String table, WriteAttempt attempt, JavaRDD<Row> payload, PartWriter writer) {
    String folder = Part.quarantineFolder(table, attempt.number());
    log.forget(folder);
    Quarantine quarantine =
        new Quarantine(spark, output().run(folder), inputs.samples().info().pathPrefix(), 0);
    PartLog counters = PartLog.register(spark, table, quarantine);
    writer.append(payload, counters, attempt);
    // a previous owner that still runs may have added others
    List<Manifest.File> added = output().files(table).stream().filter(attempt::wrote).toList();
    return new Part(attempt.number(), counters.metrics().value(), added);
  }

  private long writeQuarantine(String table, List<Part> parts) throws Exception {
    List<String> notes =
        parts.stream()
            .map(part -> output().run(Part.quarantineFolder(table, part.number())))
            .toList();
    return log.undisturbed(
        () ->
            Quarantine.write(
                spark, notes, output().own("quarantine"), Optional.empty(), inputs.exclusions()));
  }

  /** Every sample is in the files or in quarantine. Otherwise the next run begins anew. */
  private void requireConserved(String table, Contents contents, long listed) {
    SliceSummary summary = contents.summary();
    Row onDisk = count(contents.files());
    boolean filesAreOurs =
        onDisk.getLong(0) == summary.emitted() && onDisk.getLong(1) == summary.emitted();
    if (filesAreOurs
        && summary.emitted() + summary.quarantined() == census.samples()
        && listed == summary.quarantined() + census.duplicates()) {
      return;
    }
    log.forget(table);
    throw new DataException(
        filesAreOurs
            ? "the input changed during the run: "
                + census.samples()
                + " samples were listed, but "
                + summary.emitted()
                + " were written and "
                + summary.quarantined()
                + " quarantined; rerun once it is no longer being written"
            : output().folder(table)
                + " has "
                + onDisk.getLong(0)
                + " rows of "
                + onDisk.getLong(1)
                + " samples, but "
                + summary.emitted()
                + " were written: another process wrote to it; run the same command again");
  }

  /** The numbers of rows and of different ids in these files. */
  private Row count(List<Manifest.File> files) {
    if (files.isEmpty()) {
      return RowFactory.create(0L, 0L);
    }
    return spark
        .read()
        .parquet(paths(files))
        .agg(functions.count(functions.lit(1)), functions.countDistinct(functions.col(Samples.ID)))
        .first();
  }

  private void requireFewQuarantined(SliceSummary summary) {
    String table = output().own("quarantine");
    if (summary.quarantined() > 0) {
      LOG.warn(
          "{} of {} samples quarantined ({}), e.g. {}; all are listed in {}",
          summary.quarantined(),
          census.samples(),
          QuarantinePolicy.listed(summary.reasons(), summary.decoding().unsupported()),
          Quarantine.example(spark, table),
          table);
    }
    new QuarantinePolicy(recipe.quarantine().maxFraction())
        .check(
            QuarantinePolicy.Subject.SAMPLES,
            census.samples(),
            summary.reasons(),
            summary.decoding().unsupported(),
            table,
            () -> Quarantine.example(spark, table));
  }

  /** Total of a column of the table's rows, such as the bytes of all images. */
  public long sum(Contents contents, String column) {
    return contents.files().isEmpty()
        ? 0
        : spark
            .read()
            .parquet(paths(contents.files()))
            .agg(functions.sum(column))
            .as(org.apache.spark.sql.Encoders.LONG())
            .first();
  }

  private String[] paths(List<Manifest.File> files) {
    return files.stream().map(file -> output().folder(file.path())).toArray(String[]::new);
  }

  @Override
  public void close() {
    inputs.close();
  }
}
