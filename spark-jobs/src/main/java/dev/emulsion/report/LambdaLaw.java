package dev.emulsion.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The distribution that a recipe gives to the λ of a method: a Beta, or several if the method is
 * listed more than once. As {@link dev.emulsion.random.Draws#lambda}, it is rounded to multiples of
 * 1/{@value #STEPS}.
 */
public record LambdaLaw(List<Part> parts) {

  /** λ is a multiple of 1/STEPS. */
  public static final int STEPS = 65_536;

  /**
   * One Beta(alpha, alpha).
   *
   * @param weight its share, positive; only ratios matter
   */
  public record Part(double alpha, double weight) {}

  public LambdaLaw {
    parts = List.copyOf(parts);
  }

  /** Such as {@code Beta(0.8, 0.8)}. */
  public String name() {
    return parts.stream()
        .map(part -> String.format(Locale.ROOT, "Beta(%1$s, %1$s)", plain(part.alpha())))
        .distinct()
        .collect(Collectors.joining(" or "));
  }

  private static String plain(double alpha) {
    return alpha == Math.rint(alpha)
        ? Long.toString((long) alpha)
        : String.format(Locale.ROOT, "%.6f", alpha).replaceAll("0+$", "");
  }

  /** The density at {@code x} between 0 and 1. */
  double density(double x) {
    return average(part -> new Beta(part.alpha()).density(x));
  }

  /** The probability of a λ of at most {@code x}, before rounding. */
  double cumulative(double x) {
    return average(part -> new Beta(part.alpha()).cumulative(x));
  }

  private double average(ToDoubleFunction<Part> value) {
    double sum = 0;
    double weights = 0;
    for (Part part : parts) {
      sum += part.weight() * value.applyAsDouble(part);
      weights += part.weight();
    }
    return sum / weights;
  }

  /** How many of {@code rows} are expected in each interval of λ. */
  public List<Double> expected(long rows) {
    List<Double> expected = new ArrayList<>();
    for (int i = 0; i < RunReport.BINS; i++) {
      double share =
          cumulative((i + 1.0) / RunReport.BINS) - cumulative((double) i / RunReport.BINS);
      expected.add(Math.rint(share * rows * 1000) / 1000);
    }
    return expected;
  }

  /**
   * The Kolmogorov-Smirnov distance: the largest difference between the share of the drawn λ that
   * are at most some value and the probability of that.
   *
   * @param drawn number of rows by λ, in multiples of 1/{@value #STEPS}; not empty
   */
  public double distance(SortedMap<Integer, Long> drawn) {
    long all = drawn.values().stream().mapToLong(n -> n).sum();
    double most = 0;
    long below = 0;
    for (Map.Entry<Integer, Long> step : drawn.entrySet()) {
      most = Math.max(most, Math.abs((double) below / all - atMost(step.getKey() - 1)));
      below += step.getValue();
      most = Math.max(most, Math.abs((double) below / all - atMost(step.getKey())));
    }
    return most;
  }

  /** The probability that λ, rounded, is at most {@code step}/{@value #STEPS}. */
  private double atMost(int step) {
    return step < 0 ? 0 : cumulative((step + 0.5) / STEPS);
  }
}
