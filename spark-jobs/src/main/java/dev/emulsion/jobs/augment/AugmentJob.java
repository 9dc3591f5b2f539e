package dev.emulsion.jobs.augment;

import dev.emulsion.DataException;
import dev.emulsion.io.run.Checksums;
import dev.emulsion.io.run.ClassList;
import dev.emulsion.io.run.CommitLog;
import dev.emulsion.io.run.HubFolder;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.run.RunIdentity;
import dev.emulsion.io.run.SavedIndexer;
import dev.emulsion.io.shard.FileSizes;
import dev.emulsion.io.shard.Shards;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.census.Inputs;
import dev.emulsion.jobs.pairing.BucketCount;
import dev.emulsion.jobs.pairing.GroupCounts;
import dev.emulsion.jobs.run.CodecCheck;
import dev.emulsion.jobs.run.ConcurrentJobs;
import dev.emulsion.jobs.run.EmulsionVersion;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.jobs.run.Progress.Milestone;
import dev.emulsion.jobs.run.RunId;
import dev.emulsion.jobs.run.Slice;
import dev.emulsion.jobs.sideinput.AttentionSetup;
import dev.emulsion.recipe.OutputConfig.FileLayout;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.Recipes;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.ImageColumn;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code emulsion augment}: labeled images in, mixed images with soft labels out.
 *
 * <ul>
 *   <li><b>Input</b>: any {@link Samples}, and the side inputs that the recipe names: attention
 *       maps, generated images, a mixing set.
 *   <li><b>Output</b>: shards with the columns of {@link dev.emulsion.spark.OutputSchema}, one
 *       folder per epoch, or with {@code output.layout: hub} one for all; and {@code OUT.emulsion/}
 *       with recipe, classes, quarantine table and seal. With {@code output.catalog} also a table
 *       over the shards.
 *   <li><b>Reads</b> ids and labels first, to plan the ring of each epoch, then every encoded image
 *       once per epoch.
 *   <li><b>Shuffles</b> every encoded image once per epoch, to the task that decodes it, transforms
 *       it, mixes it with its successor and writes the row; and a few images per bucket (the halo)
 *       twice. Pixels are never shuffled.
 *   <li><b>Commits</b> slice by slice: a killed run continues with the slices that are not
 *       recorded; a finished run is left unchanged.
 * </ul>
 *
 * <pre>
 * emulsion augment --recipe conf/recipes/cutmix.yaml --input images/ --output out/
 *
 * spark-submit --master yarn --class dev.emulsion.cli.Main emulsion.jar \
 *   augment --recipe cutmix.yaml --input s3a://bucket/images --output s3a://bucket/out
 * </pre>
 */
public final class AugmentJob {

  private static final Logger LOG = LoggerFactory.getLogger(AugmentJob.class);

  /** The own files that are written before the first shard. */
  private static final Pattern DESCRIBED =
      Pattern.compile("recipe\\.yaml|classes\\.json|metadata\\.json|string-indexer/.*");

  private static final String README = "README.md";

  private final SparkSession spark;
  private final Recipe recipe;
  private final Progress progress;

  /** A job whose progress is not observed. */
  public AugmentJob(SparkSession spark, Recipe recipe) {
    this(spark, recipe, Progress.SILENT);
  }

  public AugmentJob(SparkSession spark, Recipe recipe, Progress progress) {
    this.spark = spark;
    this.recipe = recipe;
    this.progress = progress;
  }

  /**
   * Runs the job.
   *
   * @throws dev.emulsion.ConfigException if input, model or output cannot be used; nothing was
   *     written
   * @throws DataException if the run cannot be finished because of the data, or another process has
   *     taken over
   * @throws UncheckedIOException if a file cannot be read or written
   */
  public AugmentReport run() {
    return Errors.writing(recipe.output().path(), this::finish, progress);
  }

  private AugmentReport finish() throws Exception {
    RunDirectory output =
        RunDirectory.at(recipe.output().path(), spark.sparkContext().hadoopConfiguration());
    output.requireApart(recipe);
    ImageColumn.of(recipe); // fails if this machine cannot encode such images
    AttentionSetup attentionSetup = AttentionSetup.of(spark, recipe);
    try (Inputs inputs = Inputs.open(spark, recipe, attentionSetup, progress::begins)) {
      Census census = inputs.census();
      RunIdentity identity = RunId.of(recipe, census, inputs.sideInputDigests());
      Optional<CatalogEntry> table =
          recipe
              .output()
              .catalog()
              .map(entry -> CatalogEntry.of(spark, entry, output.path(), identity.runId()));
      CommitLog<Manifest> log = CommitLog.open(output, Manifest.KIND, identity);
      Optional<Manifest> sealed = log.sealed();
      if (sealed.isPresent()) {
        table.ifPresent(CatalogEntry::add);
        return AugmentReport.of(output.path(), census, sealed.get(), AugmentReport.Outcome.FOUND);
      }
      CodecCheck codecs = CodecCheck.of(spark, recipe);
      codecs.requireNoWebp(inputs.index(), () -> inputs.payload(inputs.index()));
      codecs.warning().ifPresent(this::warn);
      attentionSetup.checkModel(spark, recipe, census.classes().size());
      log.claim(spark.sparkContext().applicationId());
      Configuration conf = spark.sparkContext().hadoopConfiguration();
      Recipe stored = // readable from any working directory
          recipe
              .withPaths(path -> RunDirectory.whole(path, conf))
              .forLabels(census.labels().kind());
      int buckets = BucketCount.count(recipe, census, inputs.samples().info().totalBytes());
      LOG.info(
          "run {}: {} samples in {} classes, {} duplicates, {} epochs of {} buckets, decoded by {}",
          identity.runId(),
          census.samples(),
          census.classes().size(),
          census.duplicates(),
          recipe.epochs(),
          buckets,
          codecs.codecs());
      Optional<HubFolder> hub =
          recipe.output().fileLayout() == FileLayout.HUB
              ? Optional.of(new HubFolder(log))
              : Optional.empty();
      Shards shards = shards(stored, census, identity.runId(), buckets);
      Map<String, String> described = new TreeMap<>();
      RunContext work =
          new RunContext(
              spark,
              stored,
              progress,
              log,
              inputs,
              codecs,
              shards,
              attentionSetup,
              GroupCounts.rules(recipe, inputs),
              buckets);
      List<EpochRun> runs =
          log.whileOwned(
              () -> {
                hub.ifPresent(HubFolder::restore);
                log.requireInputs(inputs.files(), () -> isBegun(log));
                log.undisturbed(() -> describe(work));
                described.putAll(described(output));
                return epochs(work);
              });
      Manifest manifest =
          log.whileOwned(
              () -> {
                requireUnchanged(described, output);
                requireUnchanged(runs, output);
                return hub.isPresent()
                    ? completeHub(work, identity.runId(), hub.get(), runs)
                    : complete(work, identity.runId(), runs);
              });
      progress.at(Milestone.UNSEALED);
      log.seal(manifest);
      progress.at(Milestone.SEALED);
      table.ifPresent(CatalogEntry::add);
      return AugmentReport.of(output.path(), census, manifest, AugmentReport.Outcome.WRITTEN);
    }
  }

  private void warn(String warning) {
    LOG.warn(warning);
    progress.warns(warning);
  }

  private boolean isBegun(CommitLog<Manifest> log) {
    return IntStream.range(0, recipe.epochs()).anyMatch(epoch -> EpochSlices.areBegun(log, epoch));
  }

  /** Writes what readers of the shards need to know. */
  private static RunDirectory describe(RunContext work) {
    work.log().check();
    RunDirectory output = work.log().output();
    ClassList classes = work.census().classList();
    output.writeText(output.own("recipe.yaml"), Recipes.write(work.recipe()));
    output.write(output.own("classes.json"), classes);
    SavedIndexer.write(work.spark(), output, "string-indexer", classes.classes());
    output.write(output.own("metadata.json"), work.shards().metadata());
    return output;
  }

  /**
   * Writes what is missing. One epoch or group is planned and shuffled while the previous one is
   * written.
   */
  private List<EpochRun> epochs(RunContext work) throws Exception {
    List<EpochRun> runs = new ArrayList<>();
    try (ConcurrentJobs jobs =
        new ConcurrentJobs(spark.sparkContext(), work.log().output().jobsAtOnce())) {
      for (int epoch = 0; epoch < recipe.epochs(); epoch++) {
        EpochRun run = new EpochRun(work, epoch);
        runs.add(run);
        progress.epoch(epoch, recipe.epochs(), work.census().samples(), run.done());
        jobs.ahead(run::begin);
        for (List<Slice> group : run.missing()) {
          jobs.ahead(() -> run.shuffle(group));
          for (Slice slice : group) {
            jobs.add("epoch " + epoch + ", buckets " + slice.name(), () -> run.write(slice));
          }
        }
      }
      jobs.await();
    }
    return runs;
  }

  private static Shards shards(Recipe recipe, Census census, String runId, int buckets) {
    FileSizes sizes =
        FileSizes.of(recipe, census.classes().size(), census.generatedCounts().members(), buckets);
    return new Shards(recipe, census.classList(), runId, sizes);
  }

  private static List<Manifest.Epoch> written(List<EpochRun> runs) {
    return runs.stream().map(EpochRun::closed).toList();
  }

  /** The SHA-256 of shards by path, as far as they were taken while writing. */
  private static Map<String, String> digests(List<EpochRun> runs) {
    Map<String, String> digests = new TreeMap<>();
    runs.forEach(run -> digests.putAll(run.digests()));
    return digests;
  }

  private Manifest complete(RunContext work, String runId, List<EpochRun> runs) {
    RunDirectory output = work.log().output();
    writeReadme(work, written(runs), output.own(README));
    Manifest complete = manifest(work, runId, written(runs), digests(runs));
    requireUnchanged(runs, output);
    return complete;
  }

  /** Moves the shards; from then on they are checked by name and length. */
  private Manifest completeHub(RunContext work, String runId, HubFolder hub, List<EpochRun> runs) {
    RunDirectory output = work.log().output();
    Map<String, String> digests = HubFolder.arranged(written(runs), digests(runs));
    List<Manifest.Epoch> epochs = hub.arrange(written(runs));
    writeReadme(work, epochs, output.own(README));
    writeReadme(work, epochs, output.folder(HubFolder.CARD));
    Manifest complete = manifest(work, runId, epochs, digests);
    hub.requireUnchanged(epochs);
    requireNothingAdded(epochs, FileLayout.HUB, output);
    return complete;
  }

  private static void writeReadme(RunContext work, List<Manifest.Epoch> epochs, String path) {
    work.log().check();
    work.log().output().writeText(path, work.shards().readme(epochs));
  }

  private Manifest manifest(
      RunContext work, String runId, List<Manifest.Epoch> epochs, Map<String, String> digests) {
    BigInteger digest = BigInteger.ZERO;
    List<String> shards = new ArrayList<>();
    for (Manifest.Epoch epoch : epochs) {
      epoch.files().forEach(file -> shards.add(file.path()));
      digest = ContentDigest.sum(digest, new BigInteger(epoch.contentDigest(), 16));
    }
    return new Manifest(
            runId,
            EmulsionVersion.text(),
            spark.version(),
            codecs(epochs),
            work.buckets(),
            Recipes.values(work.recipe()),
            work.inputs().manifest(),
            epochs,
            ContentDigest.hex(digest),
            Checksums.write(spark, work.log().output(), shards, digests),
            "")
        .sealed();
  }

  /** The codecs of all executors that decoded an image. */
  private static String codecs(List<Manifest.Epoch> epochs) {
    return epochs.stream()
        .flatMap(epoch -> epoch.decoding().codecs().keySet().stream())
        .distinct()
        .sorted()
        .collect(Collectors.joining(" and "));
  }

  /** The SHA-256 of what {@link #describe} wrote. */
  private static Map<String, String> described(RunDirectory output) {
    return Checksums.ofOwnFiles(output, file -> DESCRIBED.matcher(file).matches());
  }

  /** The next run writes them again before it does anything else. */
  private static void requireUnchanged(Map<String, String> described, RunDirectory output) {
    Map<String, String> now = described(output);
    described.forEach(
        (file, digest) -> {
          if (!digest.equals(now.get(file))) {
            throw new DataException(
                output.own(file)
                    + " was deleted or changed during the run; run the same command again"
                    + " to write it again");
          }
        });
  }

  /** Readers would take what is added for a part of the run; below an epoch it is deleted. */
  private static void requireUnchanged(List<EpochRun> runs, RunDirectory output) {
    runs.forEach(EpochRun::requireUnchanged);
    requireNothingAdded(written(runs), FileLayout.HIVE, output);
  }

  private static void requireNothingAdded(
      List<Manifest.Epoch> epochs, FileLayout layout, RunDirectory output) {
    List<String> foreign = output.contents().foreign(epochs, layout);
    if (!foreign.isEmpty()) {
      throw new DataException(
          output.path()
              + " must hold nothing but this run, but "
              + foreign.get(0)
              + " was added; move it elsewhere and run the same command again");
    }
  }
}
