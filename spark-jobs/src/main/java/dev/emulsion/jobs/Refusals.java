package dev.emulsion.jobs;

import dev.emulsion.DataException;
import dev.emulsion.io.Quarantine;
import dev.emulsion.recipe.QuarantineConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The samples that an epoch leaves out: their table, and how many they may be. */
record Refusals(Work work, int epoch) {

  /**
   * Writes the quarantine table, with the duplicates in the first epoch.
   *
   * @param notes folders of what tasks noted
   * @return number of its rows
   */
  long list(List<String> notes) {
    return Quarantine.write(
        work.spark(),
        notes,
        table(),
        epoch == 0 && work.census().duplicates() > 0
            ? Optional.of(work.census().unused(work.samples(), work.index()))
            : Optional.empty());
  }

  /** Whether more are refused than the recipe allows. Samples without a partner are not counted. */
  boolean areTooMany(Map<String, Long> reasons) {
    return refused(reasons) > work.recipe().quarantine().maxFraction() * work.census().samples();
  }

  /**
   * @throws DataException if {@link #areTooMany}
   */
  void requireFew(Map<String, Long> reasons) {
    if (areTooMany(reasons)) {
      throw tooMany(
          refused(reasons),
          work.census().samples(),
          reasons,
          work.recipe().quarantine(),
          work.output().own("quarantine"),
          Quarantine.example(work.spark(), table()));
    }
  }

  static DataException tooMany(
      long refused,
      long samples,
      Map<String, Long> reasons,
      QuarantineConfig config,
      String table,
      String example) {
    return new DataException(
        "quarantine.max-fraction must not be exceeded: "
            + refused
            + " of "
            + samples
            + " samples were refused "
            + reasons
            + ", and at most "
            + config.maxFraction()
            + " may be; such as "
            + example
            + "; all are listed in "
            + table
            + ". Mend the input or raise quarantine.max-fraction");
  }

  private String table() {
    return work.output().own("quarantine/epoch=" + epoch);
  }

  private static long refused(Map<String, Long> reasons) {
    return reasons.entrySet().stream()
        .filter(reason -> !reason.getKey().equals("NO_PARTNER"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
