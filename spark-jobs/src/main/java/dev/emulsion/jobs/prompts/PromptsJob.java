package dev.emulsion.jobs.prompts;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.side.GeneratedImages;
import dev.emulsion.io.side.GeneratedName;
import dev.emulsion.io.side.GenerationManifest;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.run.EmulsionVersion;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.random.DrawKey;
import dev.emulsion.random.Draws;
import dev.emulsion.random.PhiloxDraws;
import dev.emulsion.random.Purpose;
import dev.emulsion.random.SampleKey;
import dev.emulsion.recipe.Recipe;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Lists the images that a generative model is to make of the samples, for as many workers as are
 * asked: a {@link GenerationManifest}. What is there already is left out, so that a rerun lists
 * what is missing. Of the recipe it uses {@code seed}, {@code input}, {@code decode} and {@code
 * output.path}.
 *
 * <p>Reads ids, never an image, and shuffles rows of the list. Which prompts a sample has, the seed
 * of an image and its worker depend on its key alone.
 *
 * <pre>
 * emulsion prompts --input images/ --output worklist/ --workers 4 --generated generated/
 * </pre>
 */
public final class PromptsJob {

  private static final String PATH = "path";

  private final SparkSession spark;
  private final Recipe recipe;
  private final PromptsRequest request;

  public PromptsJob(SparkSession spark, Recipe recipe, PromptsRequest request) {
    this.spark = spark;
    this.recipe = recipe;
    this.request = request;
  }

  /**
   * Runs to the end.
   *
   * @throws ConfigException if input, output or what is generated cannot be used; nothing was
   *     written
   * @throws DataException if there can be no file for an image
   * @throws java.io.UncheckedIOException if a file cannot be read or written
   */
  public PromptsReport run() {
    return Errors.unwrapping(this::list, Progress.SILENT);
  }

  private PromptsReport list() {
    RunDirectory output =
        RunDirectory.at(recipe.output().path(), spark.sparkContext().hadoopConfiguration());
    output.requireApart(recipe.input());
    request.generated().ifPresent(there -> output.requireApart("generated", there.path()));
    Samples samples = Samples.open(spark, recipe);
    Dataset<Row> index = samples.index();
    try {
      return new PromptsReport(output.path(), list(output, sources(samples, index)));
    } finally {
      index.unpersist();
    }
  }

  private GenerationManifest.Marker list(RunDirectory output, Dataset<Row> sources) {
    PromptAssignment work =
        new PromptAssignment(
            request.prompts(),
            request.promptsOfEach(),
            request.imagesPerPrompt(),
            request.workers(),
            recipe.seed());
    requireFiles(sources, work);
    Dataset<Row> rows =
        sources.flatMap(
            (FlatMapFunction<Row, Row>) source -> work.of(source).iterator(),
            Encoders.row(GenerationManifest.ROWS));
    Dataset<Row> missing = request.generated().isEmpty() ? rows : without(rows);
    Row counts =
        sources
            .agg(
                functions.count(functions.lit(1)),
                functions.count(functions.when(functions.col(PATH).isNull(), 1)))
            .first();
    GenerationManifest list = GenerationManifest.begin(output, request.workers());
    List<Long> workers = list.write(spark, missing);
    long all = counts.getLong(0) * request.promptsOfEach() * request.imagesPerPrompt();
    GenerationManifest.Marker marker =
        new GenerationManifest.Marker(
            EmulsionVersion.text(),
            counts.getLong(0),
            request.prompts(),
            request.imagesPerPrompt(),
            request.promptsOfEach(),
            recipe.seed(),
            all - workers.stream().mapToLong(n -> n).sum(),
            counts.getLong(1),
            workers);
    list.finish(marker);
    return marker;
  }

  /** Id, location and path of every sample; of several with one id, the first. */
  private static Dataset<Row> sources(Samples samples, Dataset<Row> index) {
    Dataset<Row> all =
        index.select(
            functions.col(Samples.ID), functions.col(Samples.LOCATION), samples.file().as(PATH));
    return samples.mayRepeat()
        ? all.groupBy(Samples.ID)
            .agg(functions.min(functions.struct(Samples.LOCATION, PATH)).as("first"))
            .select(Samples.ID, "first." + Samples.LOCATION, "first." + PATH)
        : all;
  }

  private static void requireFiles(Dataset<Row> sources, PromptAssignment work) {
    Row unfit =
        sources
            .select(functions.col(Samples.ID))
            .flatMap(
                (FlatMapFunction<Row, String>)
                    source -> work.obstacle(source.getString(0)).stream().iterator(),
                Encoders.STRING())
            .agg(functions.count("value"), functions.min("value"))
            .first();
    if (unfit.getLong(0) > 0) {
      throw new DataException(
          "every generated image needs a file that is named by its source, but "
              + unfit.getLong(0)
              + " samples can have none, such as "
              + unfit.getString(1)
              + "; name an id column with input.columns.id, or shorten the prompts");
    }
  }

  /** The rows of which there is no image. One that has no bytes is not there. */
  private Dataset<Row> without(Dataset<Row> rows) {
    GeneratedImages generated =
        GeneratedImages.open(spark, request.generated().orElseThrow(), recipe.decode().limits());
    String[] key = {GeneratedImages.SOURCE, GeneratedImages.PROMPT, GeneratedImages.INDEX};
    Column there = functions.col(Samples.BYTES).gt(0);
    return rows.join(
            generated.index().filter(there).select(key[0], key[1], key[2]), key, "left_anti")
        .select(
            Arrays.stream(GenerationManifest.ROWS.fieldNames())
                .map(functions::col)
                .toArray(Column[]::new));
  }

  /** What is to be made of one source. */
  private record PromptAssignment(
      List<String> prompts, int perSource, int imagesPerPrompt, int workers, long seed)
      implements Serializable {

    List<Row> of(Row source) {
      List<Row> rows = new ArrayList<>();
      String id = source.getString(0);
      for (String prompt : promptsOf(id)) {
        for (int variant = 0; variant < imagesPerPrompt; variant++) {
          GeneratedName name = new GeneratedName(id, prompt, variant);
          SampleKey key = SampleKey.of(name.file());
          rows.add(
              RowFactory.create(
                  (int) Long.remainderUnsigned(key.high(), workers),
                  id,
                  source.getString(2),
                  source.getString(1),
                  prompt,
                  variant,
                  name.file(),
                  (long) draws(key, 1).below(Integer.MAX_VALUE)));
        }
      }
      return rows;
    }

    /** Why the images of a source can't have files, if they can't. */
    Optional<String> obstacle(String id) {
      return promptsOf(id).stream()
          .map(prompt -> new GeneratedName(id, prompt, imagesPerPrompt - 1))
          .flatMap(
              name ->
                  name.obstacle().stream()
                      .map(reason -> "\"" + id + "\" with prompt " + name.prompt() + ": " + reason))
          .findFirst();
    }

    /** Drawn without replacement: each of those that are left is equally likely to be next. */
    private List<String> promptsOf(String id) {
      if (perSource == prompts.size()) {
        return prompts;
      }
      Draws draws = draws(SampleKey.of(id), 0);
      List<String> left = new ArrayList<>(prompts);
      List<String> drawn = new ArrayList<>();
      while (drawn.size() < perSource) {
        drawn.add(left.remove(draws.below(left.size())));
      }
      return drawn;
    }

    private Draws draws(SampleKey key, int operation) {
      return new PhiloxDraws(new DrawKey(seed, 0, key, Purpose.PROMPT, 0, operation));
    }
  }
}
