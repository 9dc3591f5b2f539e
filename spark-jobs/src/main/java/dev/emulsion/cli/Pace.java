package dev.emulsion.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/**
 * How fast a count rises, measured over its last seconds: what happened before, such as the start
 * of the run, does not matter.
 */
final class Pace {

  /** What a rate is measured over, as far as there are counts. */
  static final Duration WINDOW = Duration.ofSeconds(16);

  private static final double SHORTEST_SECONDS = 1;
  private static final double SECONDS_TO_STEADY = 8;
  private static final double STEADY_RATIO = 1.5;

  /** Counts within the window, and the last one before it. */
  private final Deque<Count> counts = new ArrayDeque<>();

  private boolean steady;

  private record Count(long nanos, long done) {

    double rateUntil(Count later) {
      return (later.done - done) / secondsUntil(later);
    }

    double secondsUntil(Count later) {
      return (later.nanos - nanos) / 1e9;
    }
  }

  /**
   * Adds a count.
   *
   * @param nanos time of the count, not before that of the last one
   * @param done at least that of the last one
   */
  void add(long nanos, long done) {
    counts.add(new Count(nanos, done));
    Count oldest = counts.remove();
    while (!counts.isEmpty() && nanos - counts.getFirst().nanos >= WINDOW.toNanos()) {
      oldest = counts.remove();
    }
    counts.addFirst(oldest);
    steady = steady || isSteady();
  }

  /** Counts per second; empty while there are too few. */
  OptionalDouble perSecond() {
    return counts.isEmpty() || seconds() < SHORTEST_SECONDS
        ? OptionalDouble.empty()
        : OptionalDouble.of(counts.getFirst().rateUntil(counts.getLast()));
  }

  /**
   * Seconds until {@code total} is reached. Empty before the rate was steady once, which it is not
   * while a run starts, and while nothing is counted.
   */
  OptionalDouble secondsUntil(long total) {
    OptionalDouble rate = perSecond();
    return steady && rate.isPresent() && rate.getAsDouble() > 0
        ? OptionalDouble.of(Math.max(0, total - counts.getLast().done) / rate.getAsDouble())
        : OptionalDouble.empty();
  }

  private double seconds() {
    return counts.getFirst().secondsUntil(counts.getLast());
  }

  /** Whether both halves of the window have about the same rate. */
  private boolean isSteady() {
    double seconds = seconds();
    if (seconds < SECONDS_TO_STEADY) {
      return false;
    }
    Count middle =
        counts.stream()
            .filter(count -> counts.getFirst().secondsUntil(count) >= seconds / 2)
            .findFirst()
            .orElseThrow();
    if (middle.equals(counts.getLast())) {
      return false; // nothing was counted in between
    }
    double before = counts.getFirst().rateUntil(middle);
    double after = middle.rateUntil(counts.getLast());
    double faster = Math.max(before, after);
    return faster > 0 && faster <= STEADY_RATIO * Math.min(before, after);
  }
}
