package dev.emulsion.jobs.preview;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.blend.BlendPlan.Stage;
import dev.emulsion.image.Image;
import dev.emulsion.io.run.ClassList;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.shard.ShardReader;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.pipeline.AttentionLookup;
import dev.emulsion.jobs.pipeline.MixInput;
import dev.emulsion.jobs.pipeline.PipelineSpec;
import dev.emulsion.jobs.pipeline.PreparedSample;
import dev.emulsion.jobs.pipeline.RecipePipeline;
import dev.emulsion.jobs.pipeline.SamplePipeline;
import dev.emulsion.jobs.pipeline.TransformedImage;
import dev.emulsion.jobs.replay.PlanReplayer;
import dev.emulsion.jobs.replay.PlanReplayer.ReplayMismatch;
import dev.emulsion.jobs.replay.Selection;
import dev.emulsion.jobs.replay.SourceImages;
import dev.emulsion.jobs.sideinput.AttentionSetup;
import dev.emulsion.jobs.sideinput.EncodedSample;
import dev.emulsion.jobs.sideinput.SideInputs;
import dev.emulsion.label.Label;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.recipe.Plans;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ImageColumn;
import dev.emulsion.spark.OutputSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Takes some rows of a finished run, with the base and partner as they looked before mixing.
 *
 * <p>The mixed images come from the shards. Base and partner are read from the input again and
 * transformed with the same draws; where the input is gone they are missing.
 */
public final class PreviewJob {

  private final SparkSession spark;
  private final RunDirectory output;
  private final int rows;

  /**
   * @param rows how many to take; which ones depends on their names alone
   */
  public PreviewJob(SparkSession spark, String path, int rows) {
    this.spark = spark;
    this.output = RunDirectory.at(path, spark.sparkContext().hadoopConfiguration());
    this.rows = rows;
  }

  /**
   * One row and where it comes from.
   *
   * @param base empty if the input can't be read any more
   * @param partner empty if there is none, or like {@code base}
   * @param mix how they were mixed; empty if the row has no plan
   * @param stages how the base came to be, where it was joined with other images; else empty
   */
  public record Example(
      String rowId,
      Optional<Image> base,
      Optional<Image> partner,
      Image mixed,
      String method,
      double lambda,
      String baseLabel,
      Optional<String> partnerLabel,
      Optional<MixPlan> mix,
      Heat heat,
      List<Stage> stages) {}

  /**
   * What was seen of an example's images when its label was made, seen again.
   *
   * @param base of the image by itself
   * @param mixed of the mixture, where the method looks at that
   */
  public record Heat(
      Optional<AttentionGrid> base,
      Optional<AttentionGrid> partner,
      Optional<AttentionGrid> mixed) {

    static final Heat NONE = new Heat(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Examples in no particular order.
   *
   * @param inputProblem why the input can't be read, if it can't
   * @param attentionProblem why what was seen can't be seen again, if it can't
   */
  public record Preview(
      List<Example> examples, Optional<String> inputProblem, Optional<String> attentionProblem) {}

  /**
   * Collects the examples.
   *
   * @throws DataException if there is no finished run
   */
  public Preview run() {
    output.sealed();
    Recipe recipe = output.recipe();
    List<String> classes = classes();
    List<Row> chosen = choose(recipe);
    Set<String> ids = new TreeSet<>();
    for (Row row : chosen) {
      ids.add(row.getAs(OutputSchema.BASE_ID));
      Optional.ofNullable(row.<String>getAs(OutputSchema.PARTNER_ID)).ifPresent(ids::add);
    }
    SourceImages sourceImages = new SourceImages();
    Optional<String> problem = Optional.empty();
    try {
      sourceImages(recipe, chosen).forEach(sourceImages::add);
    } catch (ConfigException | DataException gone) {
      problem = Optional.of(gone.getMessage());
    }
    AttentionSetup attentionSetup = AttentionSetup.of(spark, recipe);
    try (PreviewAttention seeing = PreviewAttention.of(spark, attentionSetup, recipe, ids)) {
      List<Example> examples = new ArrayList<>();
      for (Row row : chosen) {
        examples.add(example(row, recipe, classes, sourceImages, seeing));
      }
      return new Preview(examples, problem, seeing.problem());
    }
  }

  private Example example(
      Row row,
      Recipe recipe,
      List<String> classes,
      SourceImages sourceImages,
      PreviewAttention seeing) {
    SamplePipeline augmenter =
        RecipePipeline.of(
            new PipelineSpec(
                recipe,
                row.getAs(OutputSchema.EPOCH),
                Math.max(1, classes.size()),
                seeing.source()));
    AttentionLookup attention = AttentionLookup.of(recipe, seeing.source());
    String plan = row.getAs(OutputSchema.PLAN);
    Optional<MixPlan> mix = Optional.ofNullable(plan).map(json -> Plans.read(json).mix());
    String partnerId = row.getAs(OutputSchema.PARTNER_ID);
    Optional<MixInput> base = Optional.empty();
    Optional<MixInput> partner = Optional.empty();
    List<Stage> stages = List.of();
    if (plan == null) {
      base = unplanned(row.getAs(OutputSchema.BASE_ID), augmenter, sourceImages, seeing);
      partner =
          Optional.ofNullable(partnerId)
              .flatMap(id -> unplanned(id, augmenter, sourceImages, seeing));
    } else {
      PlanReplayer replayer = new PlanReplayer(recipe, sourceImages);
      try {
        base = Optional.of(restore(replayer.base(row), attention, seeing));
        stages = replayer.stages(row);
        if (partnerId != null) {
          partner = Optional.of(restore(replayer.partner(row), attention, seeing));
        }
      } catch (ReplayMismatch gone) {
        // an image that cannot be had any more is missing
      }
    }
    LabelFormatter legend = new LabelFormatter(recipe.labels().kind().orElseThrow(), classes);
    return new Example(
        row.getAs(OutputSchema.ROW_ID),
        base.map(MixInput::image),
        partner.map(MixInput::image),
        ImageColumn.of(recipe).decode(row),
        row.getAs(OutputSchema.METHOD),
        row.getAs(OutputSchema.LAMBDA),
        legend.of(row, OutputSchema.LABEL_BASE).orElseThrow(),
        legend.of(row, OutputSchema.LABEL_PARTNER),
        mix,
        base.isPresent() && partner.isPresent()
            ? seeing.heat(base.get(), partner.get(), mix)
            : Heat.NONE,
        stages);
  }

  /** The image before mixing of a row without a plan, by the recipe. */
  private static Optional<MixInput> unplanned(
      String id, SamplePipeline augmenter, SourceImages sourceImages, PreviewAttention seeing) {
    if (sourceImages.image(id) == null) {
      return Optional.empty();
    }
    EncodedSample sample =
        new EncodedSample(
            id, new Label.Single(0), sourceImages.image(id), seeing.map(id), List.of(), Map.of());
    return augmenter.prepare(sample) instanceof PreparedSample prepared
            && !prepared.members().isEmpty()
        ? Optional.of(prepared.members().get(0))
        : Optional.empty();
  }

  private static MixInput restore(
      TransformedImage image, AttentionLookup attention, PreviewAttention seeing) {
    return attention.restore(image, seeing.map(image.id()));
  }

  private List<Row> choose(Recipe recipe) {
    Column name = functions.col(OutputSchema.ROW_ID);
    return new Selection.Sample(rows)
        .of(new ShardReader(spark, recipe), output.epoch(0))
        .orderBy(functions.xxhash64(name), name)
        .collectAsList();
  }

  /** Rows of {@link SourceImages#of} for the chosen rows. */
  private List<Row> sourceImages(Recipe recipe, List<Row> chosen) {
    if (chosen.isEmpty()) {
      return List.of();
    }
    Samples samples = Samples.open(spark, recipe);
    SideInputs sideInputs = SideInputs.of(spark, recipe, AttentionSetup.BY_AREA);
    Dataset<Row> index = samples.index();
    Census census = Census.take(samples, index, recipe);
    Dataset<Row> rows =
        spark
            .createDataFrame(chosen, chosen.get(0).schema())
            .withColumn(SourceImages.GROUP, functions.lit(0L));
    return SourceImages.of(sideInputs, samples, index, census, rows, chosen.size()).collectAsList();
  }

  private List<String> classes() {
    return output
        .read(output.own("classes.json"), ClassList.class)
        .map(ClassList::classes)
        .orElse(List.of());
  }
}
