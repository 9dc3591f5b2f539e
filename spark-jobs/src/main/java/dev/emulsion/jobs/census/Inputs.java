package dev.emulsion.jobs.census;

import dev.emulsion.io.run.InputFiles;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.side.FractalFolder;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.sideinput.AttentionSetup;
import dev.emulsion.jobs.sideinput.PairIndex;
import dev.emulsion.jobs.sideinput.SideInputs;
import dev.emulsion.pipeline.Reason;
import dev.emulsion.recipe.PairingConfig.PairTable;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ContentDigest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * All inputs of a run, opened, matched with each other by ids, counted and checked. No image is
 * read before {@link #payload} and {@link #sideInputRows}.
 *
 * <pre>
 * try (Inputs inputs = Inputs.open(spark, recipe, AttentionSetup.of(spark, recipe))) {
 *   long samples = inputs.census().samples();
 *   Dataset&lt;Row&gt; images = inputs.payload(inputs.index());
 * }
 * </pre>
 */
public final class Inputs implements AutoCloseable {

  private final Samples samples;
  private final SideInputs sideInputs;
  private final Dataset<Row> matched;
  private final Dataset<Row> index;
  private final Census census;
  private final Map<String, String> digests;
  private final Optional<PairIndex> pairs;

  private Inputs(
      Samples samples,
      SideInputs sideInputs,
      Dataset<Row> matched,
      Dataset<Row> index,
      Census census,
      Map<String, String> digests,
      Optional<PairIndex> pairs) {
    this.samples = samples;
    this.sideInputs = sideInputs;
    this.matched = matched;
    this.index = index;
    this.census = census;
    this.digests = digests;
    this.pairs = pairs;
  }

  /**
   * Opens the samples and all side inputs that {@code recipe} names.
   *
   * @throws dev.emulsion.ConfigException if something does not exist or has no usable form
   * @throws dev.emulsion.DataException if ids, labels or side inputs do not allow a run
   */
  public static Inputs open(SparkSession spark, Recipe recipe, AttentionSetup attention) {
    return open(spark, recipe, attention, activity -> {});
  }

  /**
   * The same.
   *
   * @param begins receives what begins, for people, such as {@code listing images/}
   */
  public static Inputs open(
      SparkSession spark, Recipe recipe, AttentionSetup attention, Consumer<String> begins) {
    return open(
        spark, recipe, SideInputs.open(spark, recipe, attention), recipe.pairing().table(), begins);
  }

  /**
   * Opens the samples alone, for jobs that use no side inputs, even if {@code recipe} names some.
   *
   * @throws dev.emulsion.ConfigException if the input does not exist or has no usable form
   * @throws dev.emulsion.DataException if its ids or labels do not allow a run
   */
  public static Inputs openSamples(SparkSession spark, Recipe recipe) {
    return open(spark, recipe, SideInputs.none(spark, recipe), Optional.empty(), activity -> {});
  }

  private static Inputs open(
      SparkSession spark,
      Recipe recipe,
      SideInputs sideInputs,
      Optional<PairTable> table,
      Consumer<String> begins) {
    Optional<Samples> opened = Optional.empty();
    Optional<Dataset<Row>> cached = Optional.empty();
    try {
      begins.accept("listing " + recipe.input().path());
      Samples samples = Samples.open(spark, recipe);
      opened = Optional.of(samples);
      FractalFolder.requireComplete(
          recipe.input(), samples, spark.sparkContext().hadoopConfiguration());
      Dataset<Row> matched = sideInputs.match(samples.index());
      cached = Optional.of(matched);
      begins.accept("counting samples and classes");
      Census census = Census.take(samples, matched, recipe, sideInputs.expansion());
      sideInputs.check(matched, census.generatedCounts());
      Dataset<Row> index = sideInputs.admitted(matched);
      Map<String, String> digests = new TreeMap<>(sideInputs.digests(index));
      Optional<PairIndex> pairs = Optional.empty();
      if (table.isPresent()) {
        begins.accept("matching the pairs of " + table.get().path());
        Dataset<Row> used = census.repeated().used(index);
        pairs = Optional.of(PairIndex.of(spark, table.get(), recipe, used));
        digests.put("pairs", pairs.get().digest());
      }
      return new Inputs(samples, sideInputs, matched, index, census, digests, pairs);
    } catch (RuntimeException e) {
      cached.ifPresent(Dataset::unpersist);
      opened.ifPresent(Samples::close);
      sideInputs.close();
      throw e;
    }
  }

  public Samples samples() {
    return samples;
  }

  public SideInputs sideInputs() {
    return sideInputs;
  }

  public Census census() {
    return census;
  }

  /** The pairs of {@code pairing.table}; empty if there is none. */
  public Optional<PairIndex> pairs() {
    return pairs;
  }

  /**
   * The rows of the samples that take part. Read them with {@link
   * dev.emulsion.jobs.sideinput.MatchedRow}. Duplicates are among them, and every later step
   * ignores those that {@link Duplicates#uses} does not use.
   */
  public Dataset<Row> index() {
    return index;
  }

  /**
   * One {@link dev.emulsion.io.source.PayloadRow} per row of {@code needed}.
   *
   * @param needed {@link #index}, or some of its rows
   */
  public Dataset<Row> payload(Dataset<Row> needed) {
    return samples.payload(
        needed == index && index == matched ? samples.index() : sideInputs.unmatched(needed));
  }

  /**
   * The side inputs that one epoch has drawn for the samples in {@code needed}, as rows of {@link
   * dev.emulsion.jobs.sideinput.SideInputRow#SCHEMA}; empty if there are none to shuffle.
   *
   * @param needed {@link #index}, or some of its rows
   */
  public Optional<Dataset<Row>> sideInputRows(Dataset<Row> needed, int epoch) {
    return sideInputs.rows(census.repeated().used(needed), epoch);
  }

  /** Order-free digests of the side inputs, by kind; see {@link SideInputs#digests}. */
  public Map<String, String> sideInputDigests() {
    return digests;
  }

  /** The state of the files that the run reads. */
  public InputFiles files() {
    Map<String, String> stamps = new TreeMap<>(sideInputs.stamps());
    stamps.put("input.path", ContentDigest.hex(census.stampDigest()));
    return new InputFiles(stamps);
  }

  /** The samples that are excluded by their ids alone, as rows of the quarantine table. */
  public Optional<Dataset<Row>> exclusions() {
    Optional<Dataset<Row>> duplicates =
        census.duplicates() > 0
            ? Optional.of(census.repeated().quarantined(samples, matched))
            : Optional.empty();
    Optional<Dataset<Row>> unmatched =
        sideInputs
            .excluded(matched)
            .map(rows -> census.repeated().used(rows))
            .map(
                rows ->
                    Exclusions.rows(
                        samples,
                        rows,
                        Reason.NO_GENERATED,
                        functions.lit("it has no generated image of the prompts in use")));
    return duplicates.isPresent() && unmatched.isPresent()
        ? Optional.of(duplicates.get().union(unmatched.get()))
        : duplicates.or(() -> unmatched);
  }

  /** Number of samples that are excluded because they have no generated image. */
  public long excludedUnmatched() {
    return sideInputs.excludesUnmatched() ? census.generatedCounts().without() : 0;
  }

  /** Number of rows of {@link #exclusions}. */
  public long excluded() {
    return census.duplicates() + excludedUnmatched();
  }

  /** What the manifest records of the inputs. */
  public Manifest.Input manifest() {
    return new Manifest.Input(
        census.samples(),
        census.classes().size(),
        census.duplicates(),
        samples.info().ignored(),
        samples.info().ignoredKinds(),
        ContentDigest.hex(census.inputDigest()),
        ContentDigest.hex(census.idDigest()),
        digests,
        excludedUnmatched(),
        sideInputs.manifest(census.generatedCounts()),
        pairs.map(PairIndex::counts).orElse(Manifest.Pairs.NONE));
  }

  /** Releases what is cached and broadcast. */
  @Override
  public void close() {
    matched.unpersist();
    samples.close();
    sideInputs.close();
    pairs.ifPresent(PairIndex::close);
  }
}
