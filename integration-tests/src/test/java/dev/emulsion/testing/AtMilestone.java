package dev.emulsion.testing;

import dev.emulsion.jobs.run.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;

/** Does something when a job reaches a step for the n-th time. */
public final class AtMilestone implements Progress {

  /** What is done. */
  public interface Action {
    void run() throws IOException;
  }

  private final Milestone step;
  private final AtomicInteger left;
  private final Action action;

  /** Acts the first time. */
  public AtMilestone(Milestone step, Action action) {
    this(step, 1, action);
  }

  /**
   * @param time 1 for the first
   */
  public AtMilestone(Milestone step, int time, Action action) {
    this.step = step;
    this.left = new AtomicInteger(time);
    this.action = action;
  }

  @Override
  public void epoch(int epoch, int epochs, long samples, long done) {}

  @Override
  public void at(Milestone reached) {
    if (reached == step && left.decrementAndGet() == 0) {
      try {
        action.run();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void end() {}
}
