package dev.emulsion.jobs;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.blend.BlendPlan.Stage;
import dev.emulsion.image.Image;
import dev.emulsion.io.ClassList;
import dev.emulsion.io.RunDirectory;
import dev.emulsion.io.Samples;
import dev.emulsion.io.ShardReader;
import dev.emulsion.jobs.Augmenter.Family;
import dev.emulsion.jobs.Augmenter.Ready;
import dev.emulsion.jobs.Repainter.Unlike;
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
 * <p>The mixed pictures come from the shards. Base and partner are read from the input again and
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
   * @param stages how the base came to be, where it was joined with other pictures; else empty
   */
  public record Example(
      String sampleId,
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
   * What was seen of an example's pictures when its label was made, seen again.
   *
   * @param base of the picture by itself
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
    Origins origins = new Origins();
    Optional<String> problem = Optional.empty();
    try {
      origins(recipe, chosen).forEach(origins::add);
    } catch (ConfigException | DataException gone) {
      problem = Optional.of(gone.getMessage());
    }
    Attending attending = Attending.of(spark, recipe);
    try (Seeing seeing = Seeing.of(spark, attending, recipe, ids)) {
      List<Example> examples = new ArrayList<>();
      for (Row row : chosen) {
        examples.add(example(row, recipe, classes, origins, seeing));
      }
      return new Preview(examples, problem, seeing.problem());
    }
  }

  private Example example(
      Row row, Recipe recipe, List<String> classes, Origins origins, Seeing seeing) {
    Augmenter augmenter =
        new Augmenter(
            recipe,
            row.getAs(OutputSchema.EPOCH),
            Math.max(1, classes.size()),
            seeing.source(),
            Shelf.empty());
    String plan = row.getAs(OutputSchema.PLAN);
    Optional<MixPlan> mix = Optional.ofNullable(plan).map(json -> Plans.read(json).mix());
    String partnerId = row.getAs(OutputSchema.PARTNER_ID);
    Optional<Ready> base = Optional.empty();
    Optional<Ready> partner = Optional.empty();
    List<Stage> stages = List.of();
    if (plan == null) {
      base = unplanned(row.getAs(OutputSchema.BASE_ID), augmenter, origins, seeing);
      partner =
          Optional.ofNullable(partnerId).flatMap(id -> unplanned(id, augmenter, origins, seeing));
    } else {
      Repainter repainter = new Repainter(recipe, origins);
      try {
        base = Optional.of(ready(repainter.base(row), augmenter, seeing));
        stages = repainter.stages(row);
        if (partnerId != null) {
          partner = Optional.of(ready(repainter.partner(row), augmenter, seeing));
        }
      } catch (Unlike gone) {
        // a picture that cannot be had any more is missing
      }
    }
    Legend legend = new Legend(recipe.labels().kind().orElseThrow(), classes);
    return new Example(
        row.getAs(OutputSchema.SAMPLE_ID),
        base.map(Ready::image),
        partner.map(Ready::image),
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

  /** The picture before mixing of a row without a plan, by the recipe. */
  private static Optional<Ready> unplanned(
      String id, Augmenter augmenter, Origins origins, Seeing seeing) {
    if (origins.photo(id) == null) {
      return Optional.empty();
    }
    EncodedSample sample =
        new EncodedSample(
            id, new Label.Single(0), origins.photo(id), seeing.map(id), List.of(), Map.of());
    return augmenter.prepare(sample) instanceof Family family && !family.members().isEmpty()
        ? Optional.of(family.members().get(0))
        : Optional.empty();
  }

  private static Ready ready(Repainter.Print print, Augmenter augmenter, Seeing seeing) {
    return augmenter.again(print, seeing.map(print.id()));
  }

  private List<Row> choose(Recipe recipe) {
    Column name = functions.col(OutputSchema.SAMPLE_ID);
    return new Selection.Sample(rows)
        .of(new ShardReader(spark, recipe), output.epoch(0))
        .orderBy(functions.xxhash64(name), name)
        .collectAsList();
  }

  /** Rows of {@link Origins#of} for the chosen rows. */
  private List<Row> origins(Recipe recipe, List<Row> chosen) {
    if (chosen.isEmpty()) {
      return List.of();
    }
    Samples samples = Samples.open(spark, recipe);
    Company company = Company.of(spark, recipe, Attending.BY_AREA);
    Dataset<Row> index = samples.index();
    Census census = Census.take(samples, index, recipe);
    Dataset<Row> rows =
        spark
            .createDataFrame(chosen, chosen.get(0).schema())
            .withColumn(Origins.GROUP, functions.lit(0L));
    return Origins.of(company, samples, index, census, rows, chosen.size()).collectAsList();
  }

  private List<String> classes() {
    return output
        .read(output.own("classes.json"), ClassList.class)
        .map(ClassList::classes)
        .orElse(List.of());
  }
}
