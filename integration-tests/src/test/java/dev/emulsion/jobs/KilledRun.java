package dev.emulsion.jobs;

import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.testing.LocalSpark;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/**
 * A run whose process halts at a named point, without shutdown hooks and {@code finally} blocks, as
 * at a power failure. Arguments: recipe, point, and the number of the pass that is the last.
 */
public final class KilledRun {

  /** Exit code of the halted process. */
  static final int KILLED = 86;

  /** Within the tasks of a slice. */
  static final String IN_A_SLICE = "IN_A_SLICE";

  /** While the files of a slice are renamed into the epoch; the output is on {@code dying:}. */
  static final String IN_A_COMMIT = "IN_A_COMMIT";

  private KilledRun() {}

  public static void main(String[] args) {
    String point = args[1];
    AtomicInteger passes = new AtomicInteger(Integer.parseInt(args[2]));
    SparkSession spark = LocalSpark.session();
    spark.sparkContext().hadoopConfiguration().set("fs.dying.impl", Dying.class.getName());
    if (point.equals(IN_A_COMMIT)) {
      Dying.RENAMES.set(passes.get());
    }
    Progress progress =
        new Progress() {
          @Override
          public void epoch(int epoch, int epochs, long samples, long done) {}

          @Override
          public void at(Milestone step) {
            if (step == Milestone.SLICE_BEGUN && point.equals(IN_A_SLICE)) {
              spark.sparkContext().addSparkListener(new DyingWithATask(passes));
            } else if (step.name().equals(point) && passes.decrementAndGet() == 0) {
              die();
            }
          }

          @Override
          public void end() {}
        };
    new AugmentJob(spark, RecipeLoader.load(Path.of(args[0]), List.of()), progress).run();
  }

  private static void die() {
    Runtime.getRuntime().halt(KILLED);
  }

  /** Halts the process when a number of tasks have ended since the first slice began. */
  private static final class DyingWithATask extends SparkListener {

    private final AtomicInteger passes;

    DyingWithATask(AtomicInteger passes) {
      this.passes = passes;
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      if (end.taskType().equals("ResultTask") && passes.decrementAndGet() == 0) {
        die();
      }
    }
  }

  /** The local file system as {@code dying:}, which halts the process at a certain rename. */
  public static final class Dying extends RawLocalFileSystem {

    static final AtomicInteger RENAMES = new AtomicInteger();

    @Override
    public URI getUri() {
      return URI.create("dying:///");
    }

    @Override
    public String getScheme() {
      return "dying";
    }

    @Override
    public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
        throws IOException {
      boolean isShard =
          to.getName().endsWith(".parquet") && to.getParent().getName().startsWith("epoch=");
      if (isShard && RENAMES.decrementAndGet() == 0) {
        die();
      }
      return super.rename(from, to);
    }
  }
}
