package dev.emulsion.jobs.doctor;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.image.codec.DecodeOptions.Codec;
import dev.emulsion.jobs.estimate.EstimateJob;
import dev.emulsion.jobs.estimate.EstimateReport;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.jobs.run.Masters;
import dev.emulsion.jobs.run.StorageException;
import dev.emulsion.recipe.OutputConfig.Compression;
import dev.emulsion.recipe.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * {@code emulsion doctor}: checks a place before a run.
 *
 * <p><b>Input.</b> A session, and optionally what {@code augment} would be given. <b>Output.</b>
 * {@link Finding}s, one for each question. A file is written next to the output and deleted again;
 * nothing else is written.
 *
 * <p><b>What is read and shuffled.</b> Tasks of a fraction of a second ask all executors. With a
 * recipe, {@link EstimateJob} lists the input and samples it.
 *
 * <pre>
 * emulsion doctor --recipe cutmix --input images/ --output out/
 * spark-submit --master yarn --class dev.emulsion.cli.Main emulsion.jar doctor
 * </pre>
 */
public final class DoctorJob {

  private final SparkSession spark;
  private final Optional<Recipe> recipe;
  private final Optional<String> output;
  private final Consumer<Finding> found;

  /**
   * @param recipe its output path may be {@link EstimateJob#NO_OUTPUT}
   * @param output where it would write
   * @param found receives each finding as soon as it is made
   */
  public DoctorJob(
      SparkSession spark,
      Optional<Recipe> recipe,
      Optional<String> output,
      Consumer<Finding> found) {
    this.spark = spark;
    this.recipe = recipe;
    this.output = output;
    this.found = found;
  }

  /**
   * The checks of this process without which Spark would not start, or not work.
   *
   * @param conf the settings of the session to come
   */
  public static List<Finding> beforeSpark(SparkConf conf) {
    ProcessChecks checks =
        new ProcessChecks(ProcessFacts.ask(ProcessFacts.DRIVER, conf), List.of());
    return Stream.concat(checks.versions().all(), Stream.of(checks.user(), checks.scratch()))
        .toList();
  }

  /**
   * Checks that this process runs the versions that Emulsion was built for.
   *
   * @throws ConfigException if it does not
   */
  public static void requireVersions() {
    VersionChecks.here()
        .all()
        .filter(Finding::isFailure)
        .findFirst()
        .ifPresent(
            wrong -> {
              throw new ConfigException(wrong.name() + " is " + wrong.text());
            });
  }

  /**
   * What can be checked of a run without asking executors or listing its input, and is not as it
   * should be. A run makes these checks by itself.
   */
  public static List<Finding> cheap(SparkSession spark, Recipe recipe) {
    SparkConf conf = spark.sparkContext().getConf();
    String path = recipe.output().path();
    DoctorJob doctor = new DoctorJob(spark, Optional.of(recipe), Optional.of(path), any -> {});
    List<Finding> findings = new ArrayList<>();
    findings.add(new OutputChecks(doctor.scheme(path), doctor::setting).committer());
    if (Masters.isLocal(conf.get("spark.master"))) {
      ProcessChecks driver =
          new ProcessChecks(ProcessFacts.ask(ProcessFacts.DRIVER, conf), List.of());
      findings.add(driver.vectors());
      findings.add(driver.natives(isCompressed(recipe)));
    }
    return findings.stream().filter(finding -> finding.level() != Finding.Level.OK).toList();
  }

  /** Makes all checks. */
  public void run() {
    SparkConf conf = spark.sparkContext().getConf();
    ProcessFacts driver = ProcessFacts.ask(ProcessFacts.DRIVER, conf);
    long asked = System.currentTimeMillis();
    List<ProcessFacts> executors = executors(conf);
    long answered = System.currentTimeMillis();
    ProcessChecks processes = new ProcessChecks(driver, executors);
    processes.versions().all().forEach(found);
    Stream.of(
            processes.user(),
            NetworkChecks.host(driver, !executors.isEmpty(), conf),
            processes.codec(recipe.filter(DoctorJob::needsNative).isPresent()),
            processes.vectors(),
            processes.natives(recipe.filter(DoctorJob::isCompressed).isPresent()),
            processes.scratch())
        .forEach(found);
    Optional<OutputFacts> written = output.flatMap(this::output);
    found.accept(
        written.flatMap(OutputChecks::clock).orElseGet(() -> processes.clock(asked, answered)));
    credentials();
    recipe.ifPresent(it -> measure(it, executors.isEmpty() ? List.of(driver) : executors, written));
  }

  /** The executors; empty if tasks run in this process, or if none answers. */
  private List<ProcessFacts> executors(SparkConf conf) {
    if (Masters.isLocal(conf.get("spark.master"))) {
      found.accept(Finding.ok("executors", "none: tasks run in the driver"));
      return List.of();
    }
    try {
      List<ProcessFacts> answers = ExecutorProbe.ask(new JavaSparkContext(spark.sparkContext()));
      found.accept(Finding.ok("executors", answers.size() + " answered"));
      return answers;
    } catch (DataException e) {
      found.accept(Finding.failure("executors", e.getMessage()));
      return List.of();
    }
  }

  private static boolean needsNative(Recipe recipe) {
    return recipe.decode().codec() == Codec.NATIVE || recipe.output().isWebp();
  }

  private static boolean isCompressed(Recipe recipe) {
    return recipe
        .output()
        .parquet()
        .filter(parquet -> parquet.compression() != Compression.NONE)
        .isPresent();
  }

  private Optional<OutputFacts> output(String path) {
    Optional<OutputFacts> facts = attempt("output", () -> OutputFacts.ask(path, hadoop()));
    facts.map(OutputChecks::output).ifPresent(found);
    facts.ifPresent(
        it -> found.accept(new OutputChecks(scheme(it.path()), this::setting).committer()));
    return facts;
  }

  private void credentials() {
    Credentials credentials =
        new Credentials(System.getenv(), this::setting, Path.of(System.getProperty("user.home")));
    Stream.concat(output.stream(), recipe.map(it -> it.input().path()).stream())
        .map(this::scheme)
        .distinct()
        .map(credentials::of)
        .forEach(found);
  }

  /** Lists and samples the input, which finds out whether the run could start with it. */
  private void measure(Recipe recipe, List<ProcessFacts> workers, Optional<OutputFacts> written) {
    int cores = spark.sparkContext().defaultParallelism();
    attempt("input", () -> new EstimateJob(spark, recipe, cores, Optional.empty()).run())
        .ifPresent(estimate -> judge(estimate, workers, written));
  }

  private void judge(
      EstimateReport estimate, List<ProcessFacts> workers, Optional<OutputFacts> written) {
    found.accept(
        Finding.ok(
            "input",
            String.format(
                "%,d samples in %s", estimate.input().samples(), estimate.input().path())));
    RecipeChecks checks =
        new RecipeChecks(estimate, workers, Overhead.bytes(spark.sparkContext().getConf()));
    List.of(checks.memory(), checks.overhead(), checks.space()).forEach(found);
    written.flatMap(facts -> checks.outputSpace(facts.freeBytes())).ifPresent(found);
  }

  /** What {@code question} answers; a failure that addresses the user is a finding. */
  private <T> Optional<T> attempt(String name, Supplier<T> question) {
    try {
      return Optional.of(question.get());
    } catch (RuntimeException e) {
      RuntimeException shown = Errors.toShow(e);
      boolean isForUser =
          shown instanceof ConfigException
              || shown instanceof DataException
              || shown instanceof StorageException;
      if (!isForUser) {
        throw e;
      }
      found.accept(Finding.failure(name, shown.getMessage()));
      return Optional.empty();
    }
  }

  private Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  private Optional<String> setting(String key) {
    return Optional.ofNullable(
        key.startsWith("spark.") ? spark.conf().get(key, null) : hadoop().get(key));
  }

  /** The scheme of a path; empty for a path that is none, which is refused elsewhere. */
  private String scheme(String path) {
    try {
      String scheme = new org.apache.hadoop.fs.Path(path).toUri().getScheme();
      return scheme == null
          ? org.apache.hadoop.fs.FileSystem.getDefaultUri(hadoop()).getScheme()
          : scheme;
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
