package dev.emulsion.jobs.replay;

import dev.emulsion.ConfigException;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.shard.ShardReader;
import dev.emulsion.jobs.census.SealedInputs;
import dev.emulsion.jobs.replay.ReplayReport.Difference;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.random.RingKey;
import dev.emulsion.random.SampleKey;
import dev.emulsion.recipe.OutputConfig.Plans;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.OutputSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Re-renders rows of a finished run from their plans and the images of its input, and compares them
 * with the stored rows byte for byte.
 *
 * <p><b>Input.</b> The output directory of {@code augment}, written with {@code output.plans:
 * write}, and the input and side inputs of that run. <b>Output.</b> A {@link ReplayReport}, and the
 * images side by side if asked for; the run itself is not changed.
 *
 * <p><b>What is read and shuffled.</b> The chosen rows and their source images only, once the ids
 * of the input have been counted to see whether it has changed. Rows that are neighbors on the ring
 * go to one task in groups of about {@value #GROUP_ROWS}, so that an image that several of them use
 * is decoded once.
 *
 * <pre>
 * emulsion replay out/ --sample 100
 * spark-submit --class dev.emulsion.cli.Main emulsion.jar replay s3a://bucket/out --sample 1000
 * </pre>
 */
public final class ReplayJob {

  private static final int GROUP_ROWS = 64;

  /** Differences in the report; all are counted. */
  private static final int MAX_DIFFERENCES = 100;

  /** The driver holds the images of all rows at once. */
  private static final long MAX_IMAGES = 1000;

  private final SparkSession spark;
  private final RunDirectory output;
  private final Selection selection;
  private final Optional<String> input;

  /**
   * @param path the output directory of {@code augment}
   * @param selection the rows to re-render
   * @param input path of the input, if it has moved since the run
   */
  public ReplayJob(SparkSession spark, String path, Selection selection, Optional<String> input) {
    this.spark = spark;
    this.output = RunDirectory.at(path, spark.sparkContext().hadoopConfiguration());
    this.selection = selection;
    this.input = input;
  }

  /** Receives the images of a replay, one call per row. */
  public interface ImageSink {

    /**
     * Receives both images of a row.
     *
     * @param png the stored image on the left, the re-rendered one on the right
     */
    void accept(String rowId, byte[] png);
  }

  /**
   * Re-renders and compares the rows.
   *
   * @throws ConfigException if the run has no plans, no such rows, or its input is not there
   * @throws dev.emulsion.DataException if the run is not finished, or its input is unusable
   */
  public ReplayReport run() {
    return run(Optional.empty());
  }

  /** Like {@link #run()}; also passes on the images of every row that could be rendered. */
  public ReplayReport run(ImageSink images) {
    return run(Optional.of(images));
  }

  private ReplayReport run(Optional<ImageSink> images) {
    return Errors.unwrapping(() -> replay(images), Progress.SILENT);
  }

  private ReplayReport replay(Optional<ImageSink> images) {
    Manifest manifest = output.sealed();
    Recipe stored = output.recipe();
    Recipe recipe = input.map(stored::withInputPath).orElse(stored);
    requirePlans(recipe);
    String[] epochs =
        manifest.epochs().stream()
            .flatMap(epoch -> Stream.of(output.paths(epoch, recipe.output().fileLayout())))
            .toArray(String[]::new);
    Dataset<Row> rows = selection.rows(new ShardReader(spark, recipe), epochs);
    long count = rows.count();
    if (images.isPresent() && count > MAX_IMAGES) {
      throw new ConfigException(
          "images can be saved of at most "
              + MAX_IMAGES
              + " rows, but "
              + count
              + " are selected; select fewer rows");
    }
    try (SealedInputs inputs = SealedInputs.openAndCompare(spark, recipe, manifest)) {
      Dataset<Row> grouped = rows.withColumn(SourceImageReader.GROUP, group(recipe.seed(), count));
      Dataset<Row> sourceImages = new SourceImageReader(inputs).read(grouped, count);
      ReplayPartition partition = new ReplayPartition(recipe, images.isPresent());
      Dataset<Row> outcomes = outcomes(grouped, sourceImages, partition);
      return report(outcomes, recipe, inputs.differ(), images);
    }
  }

  private void requirePlans(Recipe recipe) {
    if (recipe.output().plans() == Plans.OMIT) {
      throw new ConfigException(
          output.path()
              + " was written with output.plans: omit, so its rows cannot be re-rendered; run"
              + " augment with output.plans: write into another directory");
    }
  }

  /** The group of a row: a range of the ring of its epoch. */
  private static Column group(long seed, long rows) {
    long groups = 1 + rows / GROUP_ROWS;
    return functions
        .udf(
            (UDF2<Integer, String, Long>)
                (epoch, base) -> {
                  RingKey key = RingKey.of(seed, epoch, SampleKey.of(base));
                  return epoch * groups + Math.multiplyHigh(key.high() >>> 1, 2 * groups);
                },
            DataTypes.LongType)
        .apply(functions.col(OutputSchema.EPOCH), functions.col(OutputSchema.BASE_ID));
  }

  private static Dataset<Row> outcomes(
      Dataset<Row> rows, Dataset<Row> sourceImages, ReplayPartition partition) {
    MapFunction<Row, Long> group = row -> row.getAs(SourceImageReader.GROUP);
    return rows.groupByKey(group, Encoders.LONG())
        .cogroup(
            sourceImages.groupByKey(group, Encoders.LONG()),
            (CoGroupFunction<Long, Row, Row, Row>)
                (key, rowsOfGroup, images) -> partition.replay(rowsOfGroup, images),
            Encoders.row(ReplayOutcome.SCHEMA));
  }

  private ReplayReport report(
      Dataset<Row> outcomes, Recipe recipe, boolean changed, Optional<ImageSink> images) {
    long rows = 0;
    long differing = 0;
    List<Difference> differences = new ArrayList<>();
    for (Row row : outcomes.orderBy(ReplayOutcome.ROW_ID).collectAsList()) {
      ReplayOutcome outcome = ReplayOutcome.of(row);
      rows++;
      if (outcome.difference().isPresent()) {
        differing++;
        if (differences.size() < MAX_DIFFERENCES) {
          differences.add(outcome.difference().get());
        }
      }
      if (images.isPresent() && outcome.png().isPresent()) {
        images.get().accept(outcome.rowId(), outcome.png().get());
      }
    }
    return new ReplayReport(
        output.path(), recipe.input().path(), changed, rows, differing, differences);
  }
}
