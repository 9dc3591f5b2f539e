package dev.emulsion.jobs.ingest;

import dev.emulsion.io.run.ClassList;
import dev.emulsion.io.source.SampleTable;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.pairing.GroupStaging;
import dev.emulsion.jobs.run.EmulsionVersion;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.jobs.run.SliceMetrics.SliceSummary;
import dev.emulsion.jobs.run.TableJob;
import dev.emulsion.recipe.AttentionConfig;
import dev.emulsion.recipe.Names;
import dev.emulsion.recipe.Recipe;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * {@code emulsion ingest}: turns any input into a {@link SampleTable} of checked samples, in few
 * files that other jobs read fast.
 *
 * <ul>
 *   <li><b>Input</b>: any {@link dev.emulsion.io.source.Samples}. Of the recipe, {@code input},
 *       {@code decode}, {@code labels} and {@code quarantine} apply, and the scope of {@code
 *       pairing}.
 *   <li><b>Output</b>: a {@link SampleTable} with the columns of {@link SampleTable.Sample}, and
 *       the quarantine table.
 *   <li><b>Reads</b> ids and labels first, then every encoded image once. The image is decoded
 *       ({@code input.check: decode}) or only its header is parsed, and it is stored unchanged.
 *   <li><b>Shuffles</b> the list of files only, no image; with {@code pairing.scope: group} every
 *       image once, so that a file holds samples of one group.
 *   <li><b>Commits</b> in parts: a killed ingest continues with the samples that are in no part; a
 *       finished one is left unchanged.
 * </ul>
 *
 * <pre>
 * emulsion ingest --input images/ --output staged/
 *
 * spark-submit --master yarn --class dev.emulsion.cli.Main emulsion.jar \\
 *   ingest --input s3a://bucket/images --output s3a://bucket/staged
 * </pre>
 */
public final class IngestJob {

  private final SparkSession spark;
  private final Recipe recipe;
  private final Progress progress;

  /** A job whose progress is not observed. */
  public IngestJob(SparkSession spark, Recipe recipe) {
    this(spark, recipe, Progress.SILENT);
  }

  public IngestJob(SparkSession spark, Recipe recipe, Progress progress) {
    this.spark = spark;
    this.recipe = recipe;
    this.progress = progress;
  }

  /**
   * Runs the job.
   *
   * @throws dev.emulsion.ConfigException if input or output cannot be used; nothing was written
   * @throws dev.emulsion.DataException if the table cannot be finished because of the data, or
   *     another process has taken over
   * @throws java.io.UncheckedIOException if a file cannot be read or written
   */
  public IngestReport run() {
    return Errors.writing(recipe.output().path(), this::ingest, progress);
  }

  private IngestReport ingest() throws Exception {
    Recipe settings = recipe.forTable(AttentionConfig.DEFAULT);
    try (var table = TableJob.open(spark, recipe, settings, SampleTable.KIND)) {
      Optional<SampleTable.Marker> before = table.sealed();
      if (before.isPresent()) {
        return report(true, table, before.get());
      }
      TableJob.Contents contents =
          table.write(
              SampleTable.FOLDER,
              payload -> byGroup(payload, table.inputs().samples().info().totalBytes()),
              writer(table.census(), table.output().folder(SampleTable.FOLDER)),
              progress);
      table.output().write(table.output().own("classes.json"), table.census().classList());
      SampleTable.Marker seal = table.seal(seal(table, contents), progress);
      return report(false, table, seal);
    }
  }

  private static IngestReport report(
      boolean found, TableJob<SampleTable.Marker> table, SampleTable.Marker seal) {
    return new IngestReport(
        found, table.output().path(), seal, table.census().classList().orderNote());
  }

  /** With {@code pairing.scope: group}, every file holds samples of one group. */
  private Dataset<Row> byGroup(Dataset<Row> payload, long totalBytes) {
    int groups = recipe.pairing().groups();
    return groups == 1 ? payload : GroupStaging.arrange(payload, groups, totalBytes);
  }

  private TableJob.PartWriter writer(Census census, String path) {
    IngestPartition partition =
        new IngestPartition(census, recipe.decode(), recipe.input().check());
    Encoder<Row> rows = Encoders.row(SampleTable.schema(census.labels().kind()));
    return (payload, log, attempt) ->
        SampleTable.append(
            spark.createDataset(
                payload.mapPartitions(samples -> partition.rows(samples, log)).rdd(), rows),
            census.classList(),
            path,
            attempt);
  }

  private SampleTable.Marker seal(TableJob<SampleTable.Marker> table, TableJob.Contents contents) {
    Census census = table.census();
    ClassList classes = census.classList();
    SliceSummary summary = contents.summary();
    return new SampleTable.Marker(
        table.identity().runId(),
        EmulsionVersion.text(),
        census.classes(),
        classes.kind(),
        Names.of(recipe.input().check()),
        census.samples() + census.duplicates(),
        summary.emitted(),
        summary.quarantined(),
        census.duplicates(),
        table.inputs().samples().info().ignored(),
        table.inputs().samples().info().ignoredKinds(),
        summary.reasons(),
        summary.decoding(),
        table.sum(contents, SampleTable.BYTES),
        summary.contentDigest(),
        contents.files());
  }
}
