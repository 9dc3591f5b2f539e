package dev.emulsion.jobs.augment;

import dev.emulsion.DataException;
import dev.emulsion.jobs.run.QuarantinePolicy;
import dev.emulsion.jobs.run.SliceMetrics.SliceSummary;

/**
 * The accounts of an epoch that is about to be closed: every sample is a row or in quarantine, and
 * every generated image that was drawn reached its sample.
 *
 * @param samples number of samples that the census counted
 * @param generated number of generated images drawn for the epoch
 * @param summary what the tasks counted
 */
record EpochBalance(long samples, long generated, SliceSummary summary) {

  /** Whether the tasks read exactly what was counted before. */
  boolean isConserved() {
    return summary.emitted() + summary.quarantined() == samples
        && summary.generated().used() == generated;
  }

  /**
   * @throws DataException if not {@link #isConserved}
   */
  void requireConserved() {
    if (summary.emitted() + summary.quarantined() != samples) {
      throw new DataException(
          "the input changed during the run: "
              + samples
              + " samples were listed, but "
              + summary.emitted()
              + " were emitted and "
              + summary.quarantined()
              + " quarantined; rerun once it is no longer being written");
    }
    if (summary.generated().used() != generated) {
      throw new DataException(
          "the generated images changed during the run: "
              + generated
              + " were drawn, but "
              + summary.generated().used()
              + " were read; rerun once they are no longer being written");
    }
  }

  /**
   * Rejecting images is no error, but rejecting all of them is hardly intended.
   *
   * @param table path of the quarantine table
   * @throws DataException if every sample is quarantined after its generated images were rejected
   */
  void requireRows(String table) {
    if (summary.emitted() == 0 && summary.generated().used() > 0) {
      throw new DataException(
          "no sample is left: of "
              + summary.generated().used()
              + " generated images, "
              + rejected()
              + " were rejected ("
              + QuarantinePolicy.listed(summary.generated().rejected())
              + "); all are listed in "
              + table
              + ". Relax generated.reject, or set generated.missing to original");
    }
  }

  /**
   * Checks the quarantine table, to which a process that lost the output may have added its rows.
   *
   * @param table path of the table
   * @param listed number of its rows
   * @param before number of them that were listed before any image was read
   * @throws DataException if there are more or fewer than were quarantined
   */
  void requireListed(String table, long listed, long before) {
    long expected = summary.quarantined() + rejected() + before;
    if (listed != expected) {
      throw disturbed(table, expected, listed);
    }
  }

  /** What to throw when a folder has more or fewer rows than were written to it. */
  static DataException disturbed(String folder, long written, long found) {
    return new DataException(
        folder
            + " must have the "
            + written
            + " rows that this process wrote, has "
            + found
            + ": another process wrote to it; run the same command again");
  }

  private long rejected() {
    return summary.generated().rejected().values().stream().mapToLong(n -> n).sum();
  }
}
