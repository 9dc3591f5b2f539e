package dev.emulsion.faults;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.attention.ModelSpec;
import dev.emulsion.attention.Models;
import dev.emulsion.cli.Main;
import dev.emulsion.jobs.run.StorageException;
import dev.emulsion.jobs.verify.VerifyOptions;
import dev.emulsion.testing.ChildJvm;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.sql.SparkSession;

/**
 * Disturbs runs and checks what becomes of them: before the rerun no reader takes half of an output
 * for all of it, and after it the output is that of an undisturbed run, row by row.
 */
final class Trials implements AutoCloseable {

  private static final int SAMPLES = 24;
  private static final int CLASSES = 3;

  /** Attempts that are disturbed before one that is not. */
  private static final int MAX_DISTURBED = 3;

  /** Loggers that would print every fault with its stack trace. */
  private static final List<String> QUIET = List.of("org.apache.spark", "org.apache.hadoop");

  /** Two dozen images need no generated code: compiling it takes most of the time. */
  private static final Map<String, String> QUICK =
      Map.of(
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN",
          "spark.sql.adaptive.enabled", "false");

  private final SparkSession spark;
  private final Path scratch;
  private final Path images;
  private final ModelSpec model;
  private final Map<Work, Undisturbed> undisturbed = new HashMap<>();
  private int count;

  /** What an undisturbed run does and writes. */
  private record Undisturbed(
      List<String> rows, Optional<List<String>> files, Fault.Meter meter, long millis) {}

  /**
   * What became of a trial.
   *
   * @param faults number of faults that were injected
   * @param lost number of rows that are missing in the end
   * @param doubled number of rows too many in the end
   * @param problems what else was wrong
   */
  record Outcome(
      Kind kind, Work work, long seed, int faults, long lost, long doubled, List<String> problems) {

    boolean isRight() {
      return lost == 0 && doubled == 0 && problems.isEmpty();
    }
  }

  /**
   * @param scratch a folder for inputs and outputs
   */
  Trials(SparkSession spark, Path scratch) throws IOException {
    this.spark = spark;
    this.scratch = scratch;
    FaultyFileSystem.register(spark);
    QUIET.forEach(logger -> Configurator.setLevel(logger, Level.OFF));
    QUICK.forEach(spark.conf()::set);
    images = scratch.resolve("images");
    for (int i = 0; i < SAMPLES; i++) {
      byte[] image = TestImages.encoded(i, 32, 32, "png");
      TestImages.write(images.resolve("class" + i % CLASSES), i + ".png", image);
    }
    TestImages.write(images.resolve("class0"), "damaged.png", new byte[] {1, 2, 3});
    model = Models.tinyVit(Models.tinyVitIn(scratch.resolve("models")), 8);
  }

  @Override
  public void close() {
    QUIET.forEach(logger -> Configurator.setLevel(logger, Level.ERROR));
    QUICK.keySet().forEach(spark.conf()::unset);
  }

  /** One trial; equal arguments choose equal faults. */
  Outcome run(Kind kind, Work work, long seed) throws Exception {
    RandomGenerator random = new SplittableRandom(seed);
    boolean store = kind.isInProcess() && random.nextInt(4) == 0;
    Path local = scratch.resolve("out-" + count++);
    String path = kind.isInProcess() ? path(store, local) : local.toString();
    Output output = new Output(spark, work, local, path);
    Trial trial = new Trial(kind, work, random, output, undisturbed(work));
    try {
      switch (kind) {
        case RIVAL, OTHER_RIVAL -> trial.withRival();
        case INPUT_DELETED, INPUT_REPLACED -> trial.withOtherInput();
        case SIGKILL, SIGTERM -> trial.withSignal();
        case EXECUTOR_LOST -> trial.withLostExecutor();
        default -> trial.interrupted();
      }
    } finally {
      FaultyFileSystem.inject(Fault.NONE);
      awaitIdle();
      deleteOutput(local);
    }
    return new Outcome(
        kind, work, seed, trial.faults, trial.lost, trial.doubled, List.copyOf(trial.problems));
  }

  /** Tasks of a failed job may still run; those of a dead process do not. */
  private void awaitIdle() throws InterruptedException {
    for (int quiet = 0; quiet < 3; Thread.sleep(5)) {
      int running = 0;
      for (SparkExecutorInfo executor : spark.sparkContext().statusTracker().getExecutorInfos()) {
        running += executor.numRunningTasks();
      }
      quiet = running == 0 ? quiet + 1 : 0;
    }
  }

  private Undisturbed undisturbed(Work work) throws Exception {
    if (!undisturbed.containsKey(work)) {
      Path local = scratch.resolve("undisturbed-" + count++);
      Output output = new Output(spark, work, local, path(false, local));
      Fault.Meter meter = new Fault.Meter();
      FaultyFileSystem.inject(meter);
      long started = System.nanoTime();
      work.run(spark, inputs(images), output.path());
      long millis = (System.nanoTime() - started) / 1_000_000;
      FaultyFileSystem.inject(Fault.NONE);
      output.requireSound(VerifyOptions.full());
      output.openAsReader();
      List<String> rows = output.rows();
      if (rows.isEmpty() || !output.leftovers().isEmpty()) {
        throw new AssertionError(work + ": " + rows.size() + " rows, " + output.leftovers());
      }
      undisturbed.put(work, new Undisturbed(rows, output.fileDigests(), meter, millis));
      deleteOutput(local);
    }
    return undisturbed.get(work);
  }

  private Work.Inputs inputs(Path folder) {
    return new Work.Inputs(path(false, folder), model);
  }

  /** Executors that are processes of their own do not know of the faults of this one. */
  private String path(boolean store, Path local) {
    return spark.sparkContext().isLocal() ? FaultyFileSystem.path(store, local) : local.toString();
  }

  private static void deleteOutput(Path output) throws IOException {
    delete(output);
    delete(output.resolveSibling(output.getFileName() + ".emulsion"));
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      Folders.delete(folder);
    }
  }

  /** The attempts on one directory. */
  private final class Trial {

    private final Kind kind;
    private final Work work;
    private final RandomGenerator random;
    private final Output output;
    private final Undisturbed expected;
    private final List<String> problems = new ArrayList<>();
    private int faults;
    private long lost;
    private long doubled;

    Trial(Kind kind, Work work, RandomGenerator random, Output output, Undisturbed expected) {
      this.kind = kind;
      this.work = work;
      this.random = random;
      this.output = output;
      this.expected = expected;
    }

    /** Attempts that fail, and one that does not. */
    void interrupted() throws Exception {
      int disturbed = 1 + (random.nextInt(3) == 0 ? random.nextInt(MAX_DISTURBED) : 0);
      for (int attempt = 0; attempt < disturbed; attempt++) {
        attempt(fault(), inputs(images));
        checkReaders();
      }
      finish(inputs(images));
    }

    private Fault fault() {
      Fault.Meter meter = expected.meter();
      return switch (kind) {
        case KILL -> new Fault.Kill(random.nextInt(meter.changes()));
        case DISK_FULL -> new Fault.DiskFull((long) (random.nextDouble() * meter.bytes()));
        case REFUSED -> new Fault.Replies(random, meter.changes(), false);
        case LOST_REPLY -> new Fault.Replies(random, meter.changes(), true);
        case READ_FAILURE ->
            new Fault.Reading(random.nextInt(SAMPLES), 1 + random.nextInt(6)); // a task has 3 tries
        default -> throw new IllegalStateException(kind.toString());
      };
    }

    /** How an attempt ended: empty if well. */
    private Optional<Throwable> attempt(Fault fault, Work.Inputs inputs)
        throws InterruptedException {
      FaultyFileSystem.inject(fault);
      Optional<Throwable> failure = failure(work, inputs);
      awaitIdle();
      FaultyFileSystem.inject(Fault.NONE);
      faults += fault.injected();
      if (kind != Kind.KILL) {
        failure.ifPresent(this::requireExplained);
      }
      return failure;
    }

    private Optional<Throwable> failure(Work request, Work.Inputs inputs) {
      try {
        request.run(spark, inputs, output.path());
        return Optional.empty();
      } catch (Exception e) {
        return Optional.of(e);
      }
    }

    private void requireExplained(Throwable failure) {
      if (!(failure instanceof ConfigException
          || failure instanceof DataException
          || failure instanceof StorageException)) {
        problems.add("ends as a bug: " + chain(failure));
      }
    }

    private static String chain(Throwable failure) {
      StringBuilder text = new StringBuilder();
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        text.append(cause.getClass().getSimpleName()).append(": ");
        text.append(String.valueOf(cause.getMessage()).lines().findFirst().orElse(""));
        text.append(cause.getStackTrace().length > 0 ? " at " + cause.getStackTrace()[0] : "");
        text.append(" < ");
      }
      return text.toString();
    }

    /** Before the rerun: what is sealed is right, and what is not sealed is not accepted. */
    private void checkReaders() throws Exception {
      if (output.isSealed()) {
        compare(expected, output);
      } else {
        try {
          output.openAsReader();
          problems.add("a reader accepts an output without a seal");
        } catch (ConfigException | DataException | StorageException refused) {
          // as it must be
        }
      }
    }

    private void finish(Work.Inputs inputs) throws Exception {
      Optional<Throwable> failure = failure(work, inputs);
      if (failure.isPresent()) {
        problems.add("the rerun fails: " + chain(failure.get()));
        return;
      }
      compare(expected, output);
      checkFinished(output);
    }

    private void checkFinished(Output of) throws IOException {
      of.leftovers().forEach(file -> problems.add("left over: " + file));
      try {
        of.openAsReader();
        if (random.nextInt(4) == 0) {
          of.requireSound(VerifyOptions.full());
        }
      } catch (RuntimeException | AssertionError e) {
        problems.add("not sound: " + e);
      }
    }

    /** Counts the rows that are not those of an undisturbed run. */
    private void compare(Undisturbed undisturbed, Output of) throws IOException {
      if (undisturbed.files().isPresent() && undisturbed.files().equals(of.fileDigests())) {
        return;
      }
      List<String> more = new ArrayList<>(of.rows());
      List<String> less = new ArrayList<>();
      for (String row : undisturbed.rows()) {
        if (!more.remove(row)) {
          less.add(row);
        }
      }
      lost += less.size();
      doubled += more.size();
      if (!less.isEmpty() || !more.isEmpty()) {
        problems.add(
            less.size()
                + " rows lost, "
                + more.size()
                + " too many: "
                + Stream.concat(less.stream(), more.stream()).limit(4).toList());
      }
    }

    /** An executor of the cluster is killed while the command runs. */
    void withLostExecutor() throws Exception {
      ExecutorService threads = Executors.newSingleThreadExecutor();
      try {
        Work.Inputs inputs = new Work.Inputs(images.toString(), model);
        Future<Optional<Throwable>> run = threads.submit(() -> failure(work, inputs));
        Thread.sleep((long) (random.nextDouble() * expected.millis()));
        faults += ClusterRuns.killAnExecutor(random) ? 1 : 0;
        run.get().ifPresent(failure -> problems.add("does not go on: " + chain(failure)));
        compare(expected, output);
        checkFinished(output);
      } finally {
        threads.shutdown();
      }
    }

    /** The command in a process of its own, to which a signal is sent. */
    void withSignal() throws Exception {
      Work.Inputs inputs = new Work.Inputs(images.toString(), model);
      Path log = Files.createTempFile(scratch, "command", ".log");
      Process process =
          ChildJvm.start(
              Main.class,
              List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-Dspark.master=local[2]"),
              log,
              work.arguments(inputs, output.path(), scratch));
      // most of the time the process starts: the signals are for what comes after
      awaitOwnFiles(process);
      Thread.sleep((long) (random.nextDouble() * 4 * expected.millis()));
      faults += process.isAlive() ? 1 : 0;
      if (kind == Kind.SIGKILL) {
        process.destroyForcibly();
      } else {
        process.destroy();
      }
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        problems.add("does not end");
        process.destroyForcibly().waitFor();
      }
      if (Files.readString(log).contains("this is a bug")) {
        problems.add("says that it is a bug: " + log);
      } else {
        Files.delete(log);
      }
      checkReaders();
      finish(inputs);
    }

    private void awaitOwnFiles(Process process) throws InterruptedException {
      while (process.isAlive() && !output.isBegun()) {
        Thread.sleep(20);
      }
    }

    /** Two processes on one directory. */
    void withRival() throws Exception {
      Work second = kind == Kind.RIVAL ? work : rival();
      faults++;
      long wait = (long) (random.nextDouble() * 1.2 * expected.millis());
      wait = random.nextInt(3) == 0 ? random.nextInt(30) : wait;
      ExecutorService threads = Executors.newFixedThreadPool(2);
      try {
        Future<Optional<Throwable>> first = threads.submit(other(work));
        Thread.sleep(wait);
        Future<Optional<Throwable>> later = threads.submit(other(second));
        Optional<Throwable> one = first.get();
        Optional<Throwable> two = later.get();
        one.ifPresent(this::requireExplained);
        two.ifPresent(this::requireExplained);
        awaitIdle();
        settle(second, one.isEmpty(), two.isEmpty());
      } finally {
        threads.shutdown();
      }
    }

    private Callable<Optional<Throwable>> other(Work request) {
      return () -> failure(request, inputs(images));
    }

    private Work rival() {
      if (random.nextBoolean()) {
        return work.another();
      }
      List<Work> others =
          Work.ALL.stream().filter(other -> other.command() != work.command()).toList();
      return others.get(random.nextInt(others.size()));
    }

    /** The output is that of one request, and nothing of the other is in it. */
    private void settle(Work second, boolean firstDone, boolean secondDone) throws Exception {
      boolean replaces =
          work.command() == Work.Command.PROMPTS && second.command() == work.command();
      if (firstDone && secondDone && !second.equals(work) && !replaces) {
        problems.add("two requests both ended well");
      }
      Output other = new Output(spark, second, output.local(), output.path());
      Undisturbed others = undisturbed(second);
      if (!firstDone && !secondDone) {
        // both stopped: whose directory it is finishes it
        firstDone = failure(work, inputs(images)).isEmpty();
        secondDone = !firstDone && failure(second, inputs(images)).isEmpty();
        if (!firstDone && !secondDone) {
          problems.add("neither request can finish the directory");
          return;
        }
      }
      boolean ofSecond =
          firstDone && secondDone ? !expected.rows().equals(output.rows()) : secondDone;
      compare(ofSecond ? others : expected, ofSecond ? other : output);
      checkFinished(ofSecond ? other : output);
    }

    /** The input changes under the run. What it reads is refused, or was read before. */
    void withOtherInput() throws Exception {
      Path folder = scratch.resolve("input-" + count++);
      copy(images, folder);
      Path victim = folder.resolve("class1").resolve((1 + 3 * random.nextInt(8)) + ".png");
      FileTime time = Files.getLastModifiedTime(victim);
      byte[] before = Files.readAllBytes(victim);
      int at = random.nextInt(Math.max(1, expected.meter().opened()));
      byte[] other =
          TestImages.encoded(100 + random.nextInt(50), 32, 32 + random.nextInt(3), "png");
      Fault change =
          kind == Kind.INPUT_DELETED
              ? new Fault.Input(at, () -> Files.deleteIfExists(victim))
              : new Fault.Input(at, () -> Files.write(victim, other));
      Optional<Throwable> failure = attempt(change, inputs(folder));
      if (output.isSealed()) {
        compare(expected, output);
      }
      Files.write(victim, before);
      Files.setLastModifiedTime(victim, time);
      if (failure.isPresent()) {
        finish(inputs(folder));
      }
      delete(folder);
    }

    private void copy(Path from, Path to) throws IOException {
      Files.walkFileTree(
          from,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                throws IOException {
              Files.createDirectories(to.resolve(from.relativize(folder)));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.copy(
                  file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
              return FileVisitResult.CONTINUE;
            }
          });
    }
  }
}
