package dev.emulsion.jobs.preview;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.blend.BlendPlan.Stage;
import dev.emulsion.io.run.ClassList;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.shard.ShardReader;
import dev.emulsion.jobs.census.SealedInputs;
import dev.emulsion.jobs.preview.PreviewReport.Attention;
import dev.emulsion.jobs.preview.PreviewReport.Example;
import dev.emulsion.jobs.replay.PlanReplayer;
import dev.emulsion.jobs.replay.PlannedRow;
import dev.emulsion.jobs.replay.ReplayMismatch;
import dev.emulsion.jobs.replay.Selection;
import dev.emulsion.jobs.replay.SourceImageReader;
import dev.emulsion.jobs.replay.SourceImages;
import dev.emulsion.jobs.sideinput.AttentionSetup;
import dev.emulsion.label.Label;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.pipeline.AttentionLookup;
import dev.emulsion.pipeline.EncodedSample;
import dev.emulsion.pipeline.MixInput;
import dev.emulsion.pipeline.PipelineSpec;
import dev.emulsion.pipeline.PreparedSample;
import dev.emulsion.pipeline.RecipePipeline;
import dev.emulsion.pipeline.SamplePipeline;
import dev.emulsion.pipeline.TransformedImage;
import dev.emulsion.recipe.Plans;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ImageColumn;
import dev.emulsion.spark.OutputRow;
import dev.emulsion.spark.OutputSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Collects some rows of a finished run, each with its base and partner as they were before mixing.
 *
 * <p><b>Input.</b> The output directory of {@code augment}; base and partner also need the input of
 * that run, and are missing if it is gone. <b>Output.</b> A {@link PreviewReport}, from which the
 * command line draws a contact sheet; this job writes nothing.
 *
 * <p><b>What is read.</b> The mixed images come from the shards. Base and partner are read from the
 * input and transformed by the plans of the row or, if the run stored no plans, by the recipe with
 * the same random draws. Only the images of the chosen rows are read; they are collected on the
 * driver.
 *
 * <pre>
 * emulsion preview out/ --rows 8
 * spark-submit --class dev.emulsion.cli.Main emulsion.jar preview s3a://bucket/out --rows 8
 * </pre>
 */
public final class PreviewJob {

  private final SparkSession spark;
  private final RunDirectory output;
  private final int rows;
  private final List<String> classes;

  /**
   * @param path the output directory of {@code augment}
   * @param rows number of rows; which ones are chosen depends on their ids only
   */
  public PreviewJob(SparkSession spark, String path, int rows) {
    this.spark = spark;
    this.output = RunDirectory.at(path, spark.sparkContext().hadoopConfiguration());
    this.rows = rows;
    this.classes =
        output
            .read(output.own("classes.json"), ClassList.class)
            .map(ClassList::classes)
            .orElse(List.of());
  }

  /**
   * Collects the examples.
   *
   * @throws DataException if there is no finished run
   */
  public PreviewReport run() {
    Manifest manifest = output.sealed();
    Recipe recipe = output.recipe();
    String[] shards = output.paths(manifest.epochs().get(0), recipe.output().fileLayout());
    List<Row> chosen = choose(recipe, shards);
    Set<String> ids = new TreeSet<>();
    for (Row row : chosen) {
      PlannedRow planned = PlannedRow.of(row);
      ids.add(planned.baseId());
      planned.partnerId().ifPresent(ids::add);
    }
    SourceImages sourceImages = new SourceImages();
    Optional<String> problem = read(recipe, manifest, chosen, List.of(), sourceImages);
    AttentionSetup attentionSetup = AttentionSetup.of(spark, recipe);
    try (PreviewAttention attention = PreviewAttention.open(spark, attentionSetup, recipe, ids)) {
      List<Example> examples = new ArrayList<>();
      for (Row row : chosen) {
        examples.add(example(row, recipe, sourceImages, attention));
      }
      return new PreviewReport(examples, problem, attention.problem());
    }
  }

  /** Is given images one by one, so that they need not be in memory at once. */
  public interface Visitor {

    /** A row and the images that it was made of, without attention. */
    void example(Example example);

    /** The encoded image of a sample that was asked for. */
    void sample(String id, byte[] encoded);
  }

  /**
   * Visits examples from some shards, and samples of the input.
   *
   * @param shards paths of shards to choose the rows from
   * @param samples ids of the samples; those that are not found, or large, are omitted
   * @return why the input cannot be read, if it cannot
   * @throws DataException if there is no finished run
   */
  public Optional<String> visit(List<String> shards, List<String> samples, Visitor visitor) {
    Manifest manifest = output.sealed();
    Recipe recipe = output.recipe();
    List<Row> chosen = shards.isEmpty() ? List.of() : choose(recipe, shards.toArray(String[]::new));
    SourceImages sourceImages = new SourceImages();
    Optional<String> problem = read(recipe, manifest, chosen, samples, sourceImages);
    chosen.forEach(
        row -> visitor.example(example(row, recipe, sourceImages, PreviewAttention.NONE)));
    samples.forEach(
        id -> sourceImages.ofSample(id).ifPresent(encoded -> visitor.sample(id, encoded)));
    return problem;
  }

  /**
   * Reads what the chosen rows were made of, and further samples.
   *
   * @return why the input cannot be read, if it cannot
   */
  private Optional<String> read(
      Recipe recipe,
      Manifest manifest,
      List<Row> chosen,
      List<String> samples,
      SourceImages sourceImages) {
    if (chosen.isEmpty() && samples.isEmpty()) {
      return Optional.empty();
    }
    try (SealedInputs inputs = SealedInputs.open(spark, recipe, manifest)) {
      new SourceImageReader(inputs).collect(chosen, samples, sourceImages);
      return Optional.empty();
    } catch (ConfigException | DataException gone) {
      return Optional.of(gone.getMessage());
    }
  }

  private Example example(
      Row row, Recipe recipe, SourceImages sourceImages, PreviewAttention attention) {
    SamplePipeline pipeline =
        RecipePipeline.of(
            new PipelineSpec(
                recipe,
                row.getAs(OutputSchema.EPOCH),
                Math.max(1, classes.size()),
                attention.source()));
    AttentionLookup lookup = AttentionLookup.of(recipe, attention.source());
    PlannedRow planned = PlannedRow.of(row);
    Optional<MixPlan> mix = planned.plan().map(json -> Plans.read(json).mix());
    Optional<MixInput> base = Optional.empty();
    Optional<MixInput> partner = Optional.empty();
    List<Stage> stages = List.of();
    if (planned.plan().isEmpty()) {
      int variant = row.getAs(OutputSchema.VARIANT);
      base = prepare(planned.baseId(), variant, pipeline, sourceImages, attention);
      partner =
          planned
              .partnerId()
              .flatMap(id -> prepare(id, variant, pipeline, sourceImages, attention));
    } else {
      PlanReplayer replayer = new PlanReplayer(recipe, sourceImages);
      try {
        base = Optional.of(restore(replayer.base(planned), lookup, attention));
        stages = replayer.stages(planned);
        if (planned.partnerId().isPresent()) {
          partner = Optional.of(restore(replayer.partner(planned), lookup, attention));
        }
      } catch (ReplayMismatch changed) {
        // the input has changed: the example lacks its base or partner
      }
    }
    LabelFormatter labels = new LabelFormatter(recipe.labels().kind().orElseThrow(), classes);
    return new Example(
        OutputRow.of(row),
        sourceImages.ofSample(planned.baseId()),
        base.map(MixInput::image),
        partner.map(MixInput::image),
        ImageColumn.of(recipe).decode(row),
        labels.format(row, OutputSchema.LABEL_BASE).orElseThrow(),
        labels.format(row, OutputSchema.LABEL_PARTNER),
        mix,
        base.isPresent() && partner.isPresent()
            ? attention.attention(base.get(), partner.get(), mix)
            : Attention.NONE,
        stages);
  }

  /** The image of a sample before mixing, by the recipe, for a row without a plan. */
  private static Optional<MixInput> prepare(
      String id,
      int variant,
      SamplePipeline pipeline,
      SourceImages sourceImages,
      PreviewAttention attention) {
    if (sourceImages.ofSample(id).isEmpty()) {
      return Optional.empty();
    }
    EncodedSample sample =
        new EncodedSample(
            id,
            new Label.Single(0),
            sourceImages.ofSample(id).get(),
            attention.map(id),
            List.of(),
            Map.of());
    return pipeline.prepare(sample) instanceof PreparedSample prepared && prepared.members() > 0
        ? Optional.of(prepared.members(variant).get(0))
        : Optional.empty();
  }

  private static MixInput restore(
      TransformedImage image, AttentionLookup lookup, PreviewAttention attention) {
    return lookup.restore(image, attention.map(image.id()));
  }

  private List<Row> choose(Recipe recipe, String... shards) {
    return new Selection.Sample(rows).collect(new ShardReader(spark, recipe), shards);
  }
}
