package dev.emulsion.jobs.augment;

import dev.emulsion.DataException;
import dev.emulsion.blend.Rejection;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.Quarantine;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.pipeline.RejectedSample;
import dev.emulsion.recipe.QuarantineConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The samples that an epoch leaves out: their table, and how many they may be. */
public record QuarantinePolicy(RunContext work, int epoch) {

  /** Reasons that are no damage of the input. */
  private static final Set<String> BY_RULE =
      Set.of(
          PairingIterator.NO_PARTNER,
          PairingIterator.NO_USABLE_GENERATED,
          RejectedSample.GENERATED_PREFIX + Rejection.Reason.BLACK,
          RejectedSample.GENERATED_PREFIX + Rejection.Reason.WHITE);

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
        work.sideInputs().paths(),
        epoch == 0 ? early() : Optional.empty());
  }

  /** Rows of samples that were left out before anything was read. */
  private Optional<Dataset<Row>> early() {
    Census census = work.census();
    Optional<Dataset<Row>> duplicates =
        census.duplicates() > 0
            ? Optional.of(census.unused(work.samples(), work.matched()))
            : Optional.empty();
    Optional<Dataset<Row>> lacking =
        work.sideInputs()
            .leftOut(work.matched())
            .map(leftOut -> census.lacking(work.samples(), leftOut));
    return duplicates.isPresent() && lacking.isPresent()
        ? duplicates.map(rows -> rows.union(lacking.get()))
        : duplicates.or(() -> lacking);
  }

  /** Of the table that {@link #list} wrote. */
  String digest() {
    return Quarantine.digest(work.spark(), table());
  }

  /** How many these are in this epoch's table. */
  long before() {
    Census census = work.census();
    boolean leavesOut = work.sideInputs().leftOut(work.matched()).isPresent();
    return epoch > 0
        ? 0
        : census.duplicates() + (leavesOut ? census.generatedCounts().without() : 0);
  }

  /**
   * Whether more are refused than the recipe allows, of samples or of generated images. What is
   * refused by the recipe's own rule is not counted: samples without a partner, and images that
   * {@code generated.reject} takes for failures.
   */
  boolean areTooMany(Map<String, Long> reasons, Manifest.GeneratedUse generated) {
    return refused(reasons) > allowed(work.census().samples())
        || damaged(generated) > allowed(images());
  }

  /** All of an epoch, whatever part of it has been written. */
  private long images() {
    return work.census().generatedCounts().used();
  }

  private double allowed(long of) {
    return work.recipe().quarantine().maxFraction() * of;
  }

  private static long damaged(Manifest.GeneratedUse generated) {
    return generated.rejected().entrySet().stream()
        .filter(reason -> !BY_RULE.contains(reason.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /**
   * @throws DataException if {@link #areTooMany}
   */
  void requireFew(Map<String, Long> reasons, Manifest.GeneratedUse generated) {
    if (areTooMany(reasons, generated)) {
      boolean samples = refused(reasons) > allowed(work.census().samples());
      throw tooMany(
          samples ? refused(reasons) : damaged(generated),
          samples ? work.census().samples() : images(),
          samples ? "samples" : "generated images",
          samples ? reasons : generated.rejected(),
          work.recipe().quarantine(),
          work.output().own("quarantine"),
          Quarantine.example(work.spark(), table(), notDamaged()));
    }
  }

  public static DataException tooMany(
      long rejected,
      long samples,
      String what,
      Map<String, Long> reasons,
      QuarantineConfig config,
      String table,
      String example) {
    return new DataException(
        "quarantine.max-fraction must not be exceeded: "
            + rejected
            + " of "
            + samples
            + " "
            + what
            + " were refused "
            + reasons
            + ", and at most "
            + config.maxFraction()
            + " may be; such as "
            + example
            + "; all are listed in "
            + table
            + ". Mend the input or raise quarantine.max-fraction");
  }

  private static Object[] notDamaged() {
    List<Object> reasons = new ArrayList<>(BY_RULE);
    reasons.addAll(List.of(Census.DUPLICATE, Census.NO_GENERATED));
    return reasons.toArray();
  }

  private String table() {
    return work.output().own("quarantine/epoch=" + epoch);
  }

  private static long refused(Map<String, Long> reasons) {
    return reasons.entrySet().stream()
        .filter(reason -> !BY_RULE.contains(reason.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
