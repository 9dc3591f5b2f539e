package dev.emulsion.s3;

import dev.emulsion.cli.Sessions;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.recipe.RecipeLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/**
 * A run whose process ends without a word. Arguments: the recipe, the step of {@link Progress} or
 * {@link #IN_A_SLICE}, and which time it is passed.
 */
public final class KilledOnS3 {

  /** What such a process exits with. */
  static final int KILLED = 86;

  /** After a task of a slice, with its uploads begun and not completed. */
  static final String IN_A_SLICE = "IN_A_SLICE";

  private KilledOnS3() {}

  public static void main(String[] arguments) {
    String point = arguments[1];
    AtomicInteger times = new AtomicInteger(Integer.parseInt(arguments[2]));
    SparkSession spark = Sessions.open("killed");
    Progress progress =
        new Progress() {
          @Override
          public void epoch(int epoch, int epochs, long samples, long done) {}

          @Override
          public void at(Milestone step) {
            if (step == Milestone.SLICE_BEGUN && point.equals(IN_A_SLICE)) {
              spark.sparkContext().addSparkListener(new AfterATask(times));
            } else if (step.name().equals(point)) {
              passed(times);
            }
          }

          @Override
          public void end() {}
        };
    new AugmentJob(spark, RecipeLoader.load(Path.of(arguments[0]), List.of()), progress).run();
  }

  private static void passed(AtomicInteger times) {
    if (times.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(KILLED);
    }
  }

  /** Counts the tasks that write. */
  private static final class AfterATask extends SparkListener {

    private final AtomicInteger times;

    AfterATask(AtomicInteger times) {
      this.times = times;
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      if (end.taskType().equals("ResultTask")) {
        passed(times);
      }
    }
  }
}
