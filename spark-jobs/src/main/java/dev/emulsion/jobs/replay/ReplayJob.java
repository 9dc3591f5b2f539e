package dev.emulsion.jobs.replay;

import dev.emulsion.ConfigException;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.shard.ShardReader;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.replay.ReplayReport.Difference;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.jobs.sideinput.AttentionSetup;
import dev.emulsion.jobs.sideinput.SideInputs;
import dev.emulsion.random.RingKey;
import dev.emulsion.random.SampleKey;
import dev.emulsion.recipe.OutputConfig.Plans;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.OutputSchema;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
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
 * Paints rows of a finished run again, from their plans and the images of its input, and compares
 * them with what is stored, byte for byte.
 *
 * <p>Rows that are neighbors on the ring go to one task in groups of about {@value #GROUP_ROWS}, so
 * that an image which serves several of them is decoded once there. Of the input only the images of
 * these rows are shuffled.
 *
 * <pre>
 * emulsion replay out/ --sample 100
 * </pre>
 */
public final class ReplayJob {

  private static final int GROUP_ROWS = 64;

  /** Differences that are told; all are counted. */
  private static final int TOLD = 100;

  /** The driver holds their images for a moment. */
  private static final long MAX_IMAGES = 1000;

  private final SparkSession spark;
  private final RunDirectory output;
  private final Selection selection;
  private final Optional<String> input;

  /**
   * @param input where the input is now, if not where it was
   */
  public ReplayJob(SparkSession spark, String path, Selection selection, Optional<String> input) {
    this.spark = spark;
    this.output = RunDirectory.at(path, spark.sparkContext().hadoopConfiguration());
    this.selection = selection;
    this.input = input;
  }

  /** Takes the images of a replay, one call a row. */
  public interface Gallery {

    /**
     * Receives both images of a row.
     *
     * @param png the stored image on the left, the repainted one on the right
     */
    void show(String rowId, byte[] png);
  }

  /**
   * Repaints and compares.
   *
   * @throws ConfigException if there are no plans, no such rows, or no input
   * @throws dev.emulsion.DataException if the run is not finished, or its input is unusable
   */
  public ReplayReport run() {
    return run(false, (id, png) -> {});
  }

  /** The same, and shows the images of every row whose image could be painted. */
  public ReplayReport run(Gallery gallery) {
    return run(true, gallery);
  }

  private ReplayReport run(boolean images, Gallery gallery) {
    return Errors.unwrapping(() -> replay(images, gallery), Progress.SILENT);
  }

  private ReplayReport replay(boolean images, Gallery gallery) {
    Manifest manifest = output.sealed();
    Recipe stored = output.recipe();
    Recipe recipe = input.map(stored::withInputPath).orElse(stored);
    requirePlans(recipe);
    String[] epochs =
        manifest.epochs().stream().map(e -> output.epoch(e.epoch())).toArray(String[]::new);
    Dataset<Row> rows = selection.of(new ShardReader(spark, recipe), epochs);
    long count = rows.count();
    if (images && count > MAX_IMAGES) {
      throw new ConfigException(
          "images of at most "
              + MAX_IMAGES
              + " rows can be saved, but "
              + count
              + " are chosen; choose fewer");
    }
    Samples samples = Samples.open(spark, recipe);
    SideInputs sideInputs = SideInputs.of(spark, recipe, AttentionSetup.BY_AREA);
    Dataset<Row> index = samples.index();
    try {
      Census census = Census.take(samples, index, recipe);
      sideInputs.match(index);
      boolean changed =
          !ContentDigest.hex(census.inputDigest()).equals(manifest.input().digest())
              || !manifest
                  .input()
                  .sideInputRows()
                  .entrySet()
                  .containsAll(sideInputs.digests(index).entrySet());
      Dataset<Row> grouped = rows.withColumn(SourceImages.GROUP, group(recipe.seed(), count));
      Dataset<Row> sourceImages =
          SourceImages.of(sideInputs, samples, index, census, grouped, count);
      Dataset<Row> outcomes = outcomes(grouped, sourceImages, recipe, images);
      return report(outcomes, recipe, changed, gallery);
    } finally {
      sideInputs.release(index);
    }
  }

  private void requirePlans(Recipe recipe) {
    if (recipe.output().plans() == Plans.OMIT) {
      throw new ConfigException(
          output.path()
              + " was written with output.plans: omit, so there is nothing to paint its rows from;"
              + " run augment with output.plans: write into another directory");
    }
  }

  /** Which group of neighbors on the ring of its epoch a row belongs to. */
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
      Dataset<Row> rows, Dataset<Row> sourceImages, Recipe recipe, boolean images) {
    ReplayPartition replaying = new ReplayPartition(recipe, images);
    return rows.groupByKey(
            (MapFunction<Row, Long>) row -> row.<Long>getAs(SourceImages.GROUP), Encoders.LONG())
        .cogroup(
            sourceImages.groupByKey(
                (MapFunction<Row, Long>) row -> row.getLong(0), Encoders.LONG()),
            (CoGroupFunction<Long, Row, Row, Row>)
                (group, some, encoded) -> replay(replaying, some, encoded),
            Encoders.row(ReplayPartition.OUTCOME));
  }

  private static Iterator<Row> replay(
      ReplayPartition replaying, Iterator<Row> rows, Iterator<Row> images) {
    SourceImages sourceImages = new SourceImages();
    images.forEachRemaining(sourceImages::add);
    ReplayPartition.Group group = replaying.new Group(sourceImages);
    List<Row> outcomes = new ArrayList<>();
    rows.forEachRemaining(row -> outcomes.add(group.replay(row)));
    return outcomes.iterator();
  }

  private ReplayReport report(
      Dataset<Row> outcomes, Recipe recipe, boolean changed, Gallery gallery) {
    long rows = 0;
    long differing = 0;
    List<Difference> differences = new ArrayList<>();
    for (Row outcome : outcomes.orderBy(OutputSchema.ROW_ID).collectAsList()) {
      rows++;
      if (!outcome.isNullAt(1)) {
        differing++;
        if (differences.size() < TOLD) {
          differences.add(ReplayPartition.difference(outcome));
        }
      }
      if (!outcome.isNullAt(4)) {
        gallery.show(outcome.getString(0), outcome.getAs(4));
      }
    }
    return new ReplayReport(
        output.path(), recipe.input().path(), changed, rows, differing, differences);
  }
}
