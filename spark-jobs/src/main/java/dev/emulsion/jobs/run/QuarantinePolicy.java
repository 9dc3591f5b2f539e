package dev.emulsion.jobs.run;

import dev.emulsion.DataException;
import dev.emulsion.pipeline.Reason;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * How many samples, or generated images, may be unusable before a run fails: {@code
 * quarantine.max-fraction} of them. Only damage counts, see {@link Reason#isDamage}: what the
 * recipe itself excludes, such as samples without a partner, does not.
 *
 * @param maxFraction from 0 to 1
 */
public record QuarantinePolicy(double maxFraction) {

  /** What is counted, and what happened to it. */
  public enum Subject {
    SAMPLES("samples were quarantined"),
    GENERATED_IMAGES("generated images were rejected");

    private final String happened;

    Subject(String happened) {
      this.happened = happened;
    }
  }

  /**
   * Whether the share of unusable samples or images exceeds the limit.
   *
   * @param total number of samples or images of the whole run or epoch
   * @param reasons how many of them are unusable so far, by reason
   */
  public boolean isExceeded(long total, Map<String, Long> reasons) {
    return counted(reasons) > maxFraction * total;
  }

  /**
   * Fails a run that has too many unusable samples or images.
   *
   * @param unsupported kinds of files that are not read, by name
   * @param table path of the quarantine table
   * @param example one of its rows as {@code id: message}; called only if the check fails
   * @throws DataException if {@link #isExceeded}
   */
  public void check(
      Subject subject,
      long total,
      Map<String, Long> reasons,
      Map<String, Long> unsupported,
      String table,
      Supplier<String> example) {
    if (isExceeded(total, reasons)) {
      throw new DataException(
          counted(reasons)
              + " of "
              + total
              + " "
              + subject.happened
              + " ("
              + listed(reasons, unsupported)
              + "), above quarantine.max-fraction = "
              + maxFraction
              + "; e.g. "
              + example.get()
              + ". All are listed in "
              + table
              + ". Fix the input or raise quarantine.max-fraction");
    }
  }

  /** The number of samples or images that count toward the limit. */
  public long counted(Map<String, Long> reasons) {
    return reasons.entrySet().stream()
        .filter(reason -> Reason.valueOf(reason.getKey()).isDamage())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Such as {@code EMPTY: 1, UNSUPPORTED_FORMAT: 2; by kind of file: AVIF: 2}. */
  public static String listed(Map<String, Long> reasons, Map<String, Long> unsupported) {
    return listed(reasons)
        + (unsupported.isEmpty() ? "" : "; by kind of file: " + listed(unsupported));
  }

  /** Such as {@code EMPTY: 1, TRUNCATED: 2}. */
  public static String listed(Map<String, Long> reasons) {
    return new TreeMap<>(reasons)
        .entrySet().stream()
            .map(reason -> reason.getKey() + ": " + reason.getValue())
            .collect(Collectors.joining(", "));
  }
}
