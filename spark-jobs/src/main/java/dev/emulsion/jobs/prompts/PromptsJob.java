package dev.emulsion.jobs.prompts;

import dev.emulsion.DataException;
import dev.emulsion.io.run.CommitLog;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.side.GeneratedFileName;
import dev.emulsion.io.side.GeneratedImages;
import dev.emulsion.io.side.GenerationManifest;
import dev.emulsion.io.side.GenerationManifest.Line;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.run.EmulsionVersion;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.jobs.run.Progress.Milestone;
import dev.emulsion.random.DrawKey;
import dev.emulsion.random.Draws;
import dev.emulsion.random.PhiloxDraws;
import dev.emulsion.random.Purpose;
import dev.emulsion.random.SampleKey;
import dev.emulsion.recipe.GeneratedConfig;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.transform.GeneratedKey;
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
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code emulsion prompts}: lists the images that a generative model is to make from the samples.
 *
 * <ul>
 *   <li><b>Input</b>: any {@link Samples}. Of the recipe, {@code seed}, {@code input}, {@code
 *       decode} and {@code output.path} apply.
 *   <li><b>Output</b>: a {@link GenerationManifest}, one list per worker, with the columns of
 *       {@link Line}. Images that exist already are not listed, so a rerun lists what is missing.
 *   <li><b>Reads</b> ids, never an image. A sample's prompts, an image's seed and its worker depend
 *       on their keys alone.
 *   <li><b>Shuffles</b> the lines of the lists.
 *   <li><b>Commits</b> all at once: a rerun, after a killed run or a finished one, replaces the
 *       lists.
 * </ul>
 *
 * <pre>
 * emulsion prompts --input images/ --output worklist/ --workers 4 --generated generated/
 *
 * spark-submit --master yarn --class dev.emulsion.cli.Main emulsion.jar \\
 *   prompts --input s3a://bucket/images --output s3a://bucket/worklist --workers 64
 * </pre>
 */
public final class PromptsJob {

  private static final Logger LOG = LoggerFactory.getLogger(PromptsJob.class);

  private static final String PATH = "path";

  private final SparkSession spark;
  private final Recipe recipe;
  private final PromptsRequest request;
  private final Progress progress;

  /** A job whose progress is not observed. */
  public PromptsJob(SparkSession spark, Recipe recipe, PromptsRequest request) {
    this(spark, recipe, request, Progress.SILENT);
  }

  public PromptsJob(SparkSession spark, Recipe recipe, PromptsRequest request, Progress progress) {
    this.spark = spark;
    this.recipe = recipe;
    this.request = request;
    this.progress = progress;
  }

  /**
   * Runs the job.
   *
   * @throws dev.emulsion.ConfigException if input, output or generated images cannot be used;
   *     nothing was written
   * @throws DataException if an image cannot have a file, or another process has taken over
   * @throws java.io.UncheckedIOException if a file cannot be read or written
   */
  public PromptsReport run() {
    return Errors.writing(recipe.output().path(), this::list, progress);
  }

  private PromptsReport list() throws Exception {
    RunDirectory output =
        RunDirectory.at(recipe.output().path(), spark.sparkContext().hadoopConfiguration());
    output.requireApart(recipe.input());
    request.generated().ifPresent(images -> output.requireApart("generated", images.path()));
    Samples samples = Samples.open(spark, recipe);
    Dataset<Row> index = samples.index();
    try {
      Dataset<Row> sources = sources(samples, index);
      Dataset<Row> missing = missing(sources);
      Sources counts = Sources.count(sources);
      var header = new GenerationManifest.Header(EmulsionVersion.text());
      var log = CommitLog.open(output, GenerationManifest.KIND, header);
      log.claim(spark.sparkContext().applicationId());
      return new PromptsReport(output.path(), log.undisturbed(() -> write(log, missing, counts)));
    } finally {
      index.unpersist();
    }
  }

  private GenerationManifest.Marker write(
      CommitLog<GenerationManifest.Marker> log, Dataset<Row> missing, Sources sources) {
    progress.at(Milestone.SLICE_BEGUN);
    List<Long> workers = GenerationManifest.write(spark, missing, request.workers(), log);
    long all = sources.count() * request.promptsPerSample() * request.imagesPerPrompt();
    GenerationManifest.Marker seal =
        new GenerationManifest.Marker(
            EmulsionVersion.text(),
            sources.count(),
            request.prompts(),
            request.imagesPerPrompt(),
            request.promptsPerSample(),
            recipe.seed(),
            all - workers.stream().mapToLong(n -> n).sum(),
            sources.withoutFile(),
            workers);
    progress.at(Milestone.UNSEALED);
    log.seal(seal);
    progress.at(Milestone.SEALED);
    LOG.info(
        "{} images of {} samples listed for {} workers, {} exist already",
        seal.rows(),
        seal.sources(),
        request.workers(),
        seal.there());
    return seal;
  }

  /** The lines of all images that do not exist yet. */
  private Dataset<Row> missing(Dataset<Row> sources) {
    PromptAssignment assignment =
        new PromptAssignment(
            request.prompts(),
            request.promptsPerSample(),
            request.imagesPerPrompt(),
            request.workers(),
            recipe.seed());
    requireFiles(sources, assignment);
    Dataset<Row> rows =
        sources.flatMap(
            (FlatMapFunction<Row, Row>)
                source -> assignment.lines(Source.of(source)).stream().map(Line::toRow).iterator(),
            Encoders.row(GenerationManifest.ROWS));
    return request.generated().map(images -> without(rows, images)).orElse(rows);
  }

  /**
   * A sample, as {@link #sources} has it.
   *
   * @param path null if the sample is part of a larger file
   */
  private record Source(String id, String location, String path) {

    static Source of(Row row) {
      return new Source(row.getString(0), row.getString(1), row.getString(2));
    }
  }

  /** How many samples there are, and how many of them have no file of their own. */
  private record Sources(long count, long withoutFile) {

    static Sources count(Dataset<Row> sources) {
      Row counts =
          sources
              .agg(
                  functions.count(functions.lit(1)),
                  functions.count(functions.when(functions.col(PATH).isNull(), 1)))
              .first();
      return new Sources(counts.getLong(0), counts.getLong(1));
    }
  }

  /** Id, location and path of every sample; of several with the same id, the first. */
  private static Dataset<Row> sources(Samples samples, Dataset<Row> index) {
    Dataset<Row> all =
        index.select(
            functions.col(Samples.ID), functions.col(Samples.LOCATION), samples.file().as(PATH));
    return samples.info().mayRepeat()
        ? all.groupBy(Samples.ID)
            .agg(functions.min(functions.struct(Samples.LOCATION, PATH)).as("first"))
            .select(Samples.ID, "first." + Samples.LOCATION, "first." + PATH)
        : all;
  }

  private static void requireFiles(Dataset<Row> sources, PromptAssignment assignment) {
    Dataset<String> obstacles =
        sources.flatMap(
            (FlatMapFunction<Row, String>)
                source -> assignment.obstacle(Source.of(source).id()).stream().iterator(),
            Encoders.STRING());
    long unfit = obstacles.count();
    if (unfit > 0) {
      throw new DataException(
          "every generated image needs a file that is named after its source, but "
              + unfit
              + " samples can have none, e.g. "
              + obstacles.agg(functions.min("value")).as(Encoders.STRING()).first()
              + "; set input.columns.id to an id column, or shorten the prompts");
    }
  }

  /** The rows whose images do not exist. An image without bytes does not count. */
  private Dataset<Row> without(Dataset<Row> rows, GeneratedConfig config) {
    GeneratedImages generated = GeneratedImages.open(spark, config, recipe.decode().limits());
    String[] key = {GeneratedImages.SOURCE, GeneratedImages.PROMPT, GeneratedImages.INDEX};
    Column exists = functions.col(Samples.BYTES).gt(0);
    return rows.join(
            generated.index().filter(exists).select(key[0], key[1], key[2]), key, "left_anti")
        .select(
            Arrays.stream(GenerationManifest.ROWS.fieldNames())
                .map(functions::col)
                .toArray(Column[]::new));
  }

  /** Assigns prompts, seeds and workers to the images of a sample. */
  private record PromptAssignment(
      List<String> prompts, int perSample, int imagesPerPrompt, int workers, long seed)
      implements Serializable {

    List<Line> lines(Source source) {
      List<Line> lines = new ArrayList<>();
      for (String prompt : promptsOf(source.id())) {
        for (int index = 0; index < imagesPerPrompt; index++) {
          String file = GeneratedFileName.of(new GeneratedKey(source.id(), prompt, index));
          SampleKey key = SampleKey.of(file);
          int worker = (int) Long.remainderUnsigned(key.high(), workers);
          long imageSeed = draws(key, 1).below(Integer.MAX_VALUE);
          lines.add(
              new Line(
                  worker,
                  source.id(),
                  source.path(),
                  source.location(),
                  prompt,
                  index,
                  file,
                  imageSeed));
        }
      }
      return lines;
    }

    /** Why the images of a sample cannot have files, if they cannot. */
    Optional<String> obstacle(String id) {
      return promptsOf(id).stream()
          .map(prompt -> new GeneratedKey(id, prompt, imagesPerPrompt - 1))
          .flatMap(
              key ->
                  GeneratedFileName.obstacle(key).stream()
                      .map(reason -> "\"" + id + "\" with prompt " + key.prompt() + ": " + reason))
          .findFirst();
    }

    /** Drawn without replacement: each remaining prompt is equally likely to be next. */
    private List<String> promptsOf(String id) {
      if (perSample == prompts.size()) {
        return prompts;
      }
      Draws draws = draws(SampleKey.of(id), 0);
      List<String> left = new ArrayList<>(prompts);
      List<String> drawn = new ArrayList<>();
      while (drawn.size() < perSample) {
        drawn.add(left.remove(draws.below(left.size())));
      }
      return drawn;
    }

    private Draws draws(SampleKey key, int operation) {
      return new PhiloxDraws(new DrawKey(seed, 0, key, Purpose.PROMPT, 0, operation));
    }
  }
}
