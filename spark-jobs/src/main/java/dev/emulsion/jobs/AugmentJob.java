package dev.emulsion.jobs;

import dev.emulsion.DataException;
import dev.emulsion.image.ImageCodecs;
import dev.emulsion.io.ClassList;
import dev.emulsion.io.FileSizes;
import dev.emulsion.io.Identity;
import dev.emulsion.io.Manifest;
import dev.emulsion.io.Owner;
import dev.emulsion.io.RunDirectory;
import dev.emulsion.io.Samples;
import dev.emulsion.io.Shards;
import dev.emulsion.jobs.Progress.Step;
import dev.emulsion.recipe.GeneratedConfig.OnMissing;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.recipe.Recipes;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.ImageColumn;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The main job: labelled images in, mixed tensors with soft labels out.
 *
 * <p>Reads any {@link Samples}: id, encoded image and label. Plans the ring of each epoch from ids
 * and labels, then moves every encoded image once: to the task that decodes it, transforms it,
 * mixes it with its successor and writes the row (see {@link dev.emulsion.spark.OutputSchema}).
 * Shuffles the encoded bytes plus a few images a bucket, never pixels. Every epoch is written in
 * slices that count by themselves, so a run that was interrupted goes on with what is not recorded;
 * a finished run is left as it is.
 *
 * <pre>
 * emulsion augment --recipe conf/recipes/cutmix.yaml --input photos/ --output out/
 * </pre>
 */
public final class AugmentJob {

  /** Name of the accumulator that counts samples as they are done, for whoever shows progress. */
  public static final String DONE = "emulsion.samples";

  private final SparkSession spark;
  private final Recipe recipe;
  private final Progress progress;

  /** A job without anyone to watch it. */
  public AugmentJob(SparkSession spark, Recipe recipe) {
    this(spark, recipe, Progress.SILENT);
  }

  public AugmentJob(SparkSession spark, Recipe recipe, Progress progress) {
    this.spark = spark;
    this.recipe = recipe;
    this.progress = progress;
  }

  /**
   * Runs to the end.
   *
   * @throws dev.emulsion.ConfigException if input, model or output cannot be used; nothing was
   *     written
   * @throws DataException if the data do not allow the run to be finished
   * @throws UncheckedIOException if a file cannot be read or written
   */
  public AugmentReport run() {
    return Failures.told(this::finish, progress);
  }

  private AugmentReport finish() throws Exception {
    RunDirectory output =
        RunDirectory.at(recipe.output().path(), spark.sparkContext().hadoopConfiguration());
    requireApart(output, recipe);
    ImageColumn.of(recipe); // fails where this machine can't write such pictures
    Attending attending = Attending.of(spark, recipe);
    Company company = Company.of(spark, recipe, attending);
    Samples samples = Samples.open(spark, recipe);
    Dataset<Row> matched = company.match(samples.index());
    try {
      Census census = Census.take(samples, matched, recipe);
      company.require(census, matched);
      Dataset<Row> index = company.admitted(matched);
      Map<String, String> beside = company.digests(index);
      Identity identity = RunId.of(recipe, census, beside);
      output.begin(identity, recipe.input());
      Optional<Manifest> sealed = output.manifest();
      if (sealed.isPresent()) {
        return AugmentReport.of(output.path(), census, sealed.get(), AugmentReport.Outcome.FOUND);
      }
      attending.require(spark, recipe, census.classes().size());
      Owner owner = Owner.claim(output, spark.sparkContext().applicationId());
      Recipe stored = withWholePaths(output).forLabels(census.labels().kind());
      int buckets = Buckets.count(recipe, census, samples.totalBytes());
      Shards shards = shards(stored, census, identity.runId(), buckets);
      describe(output, stored, census.classList(), shards);
      Work work =
          new Work(
              spark, stored, progress, output, owner, identity, samples, matched, index, census,
              shards, attending, company, beside, buckets);
      Manifest manifest = manifest(stored, work, epochs(work));
      progress.at(Step.UNSEALED);
      owner.require();
      output.seal(manifest);
      progress.at(Step.SEALED);
      return AugmentReport.of(output.path(), census, manifest, AugmentReport.Outcome.WRITTEN);
    } finally {
      company.release(matched);
    }
  }

  /**
   * @throws dev.emulsion.ConfigException if the output lies in what is read, or round it
   */
  static void requireApart(RunDirectory output, Recipe recipe) {
    output.requireApart(recipe.input());
    recipe.generated().ifPresent(made -> output.requireApart("generated.path", made.path()));
    recipe.fractals().ifPresent(set -> output.requireApart("fractals.path", set.path()));
  }

  /** What stands beside the shards for whoever reads them. */
  private static void describe(
      RunDirectory output, Recipe stored, ClassList classes, Shards shards) {
    output.writeText(output.own("recipe.yaml"), Recipes.write(stored));
    output.write(output.own("classes.json"), classes);
    classes.saveIndexer(output.own("string-indexer"));
    output.write(output.own("metadata.json"), shards.metadata());
    output.writeText(output.own("README.md"), shards.readme());
  }

  /** Writes what is not written; one epoch is planned and shuffled while another is written. */
  private List<Manifest.Epoch> epochs(Work work) throws Exception {
    List<EpochRun> runs = new ArrayList<>();
    try (SideBySide jobs = new SideBySide(spark.sparkContext(), work.output().jobsAtOnce())) {
      for (int epoch = 0; epoch < recipe.epochs(); epoch++) {
        EpochRun run = new EpochRun(work, epoch);
        runs.add(run);
        progress.epoch(epoch, recipe.epochs(), work.census().samples(), run.done());
        run.begin();
        for (Slice slice : run.open()) {
          jobs.add("epoch " + epoch + ", buckets " + slice.name(), () -> run.write(slice));
        }
      }
      jobs.await();
    } catch (Exception e) {
      work.owner().require(); // another process may have cleared away what this one worked on
      throw e;
    }
    return runs.stream().map(EpochRun::closed).toList();
  }

  /** The recipe as it can be read from any working directory. */
  private Recipe withWholePaths(RunDirectory output) {
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    List<String> paths = new ArrayList<>();
    paths.add(RecipeLoader.override("input.path", RunDirectory.whole(recipe.input(), conf)));
    paths.add(RecipeLoader.override("output.path", output.path()));
    recipe
        .generated()
        .ifPresent(
            generated -> {
              paths.add(whole("generated.path", generated.path()));
              generated.root().ifPresent(root -> paths.add(whole("generated.root", root)));
            });
    recipe.fractals().ifPresent(set -> paths.add(whole("fractals.path", set.path())));
    return RecipeLoader.parse("recipe", Recipes.write(recipe), paths);
  }

  private String whole(String key, String path) {
    String whole = RunDirectory.whole(path, spark.sparkContext().hadoopConfiguration());
    return RecipeLoader.override(key, whole);
  }

  private static Shards shards(Recipe recipe, Census census, String runId, int buckets) {
    FileSizes sizes =
        FileSizes.of(recipe, census.classes().size(), census.provision().members(), buckets);
    return new Shards(recipe, census.classList(), runId, sizes);
  }

  private Manifest manifest(Recipe stored, Work work, List<Manifest.Epoch> epochs) {
    Census census = work.census();
    BigInteger digest = BigInteger.ZERO;
    for (Manifest.Epoch epoch : epochs) {
      digest = ContentDigest.sum(digest, new BigInteger(epoch.contentDigest(), 16));
    }
    Manifest.Input input =
        new Manifest.Input(
            census.samples(),
            census.classes().size(),
            census.duplicates(),
            work.samples().ignored(),
            ContentDigest.hex(census.inputDigest()),
            ContentDigest.hex(census.idDigest()),
            work.beside(),
            recipe.generated().filter(g -> g.missing() == OnMissing.SKIP).isPresent()
                ? census.provision().without()
                : 0,
            work.company().counts(census));
    return new Manifest(
        work.identity().runId(),
        EmulsionVersion.text(),
        spark.version(),
        ImageCodecs.of(recipe.decode()).toString(),
        work.buckets(),
        Recipes.values(stored),
        input,
        epochs,
        ContentDigest.hex(digest));
  }
}
