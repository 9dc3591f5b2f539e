package dev.emulsion.jobs.augment;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.Quarantine;
import dev.emulsion.jobs.run.QuarantinePolicy;
import dev.emulsion.jobs.run.QuarantinePolicy.Subject;
import dev.emulsion.jobs.run.SliceMetrics.SliceSummary;
import dev.emulsion.spark.ContentDigest;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The quarantine table of an epoch, and the limit of {@code quarantine.max-fraction}. */
record EpochQuarantine(RunContext run, int epoch) {

  private static final Logger LOG = LoggerFactory.getLogger(EpochQuarantine.class);

  /**
   * Writes the table. That of the first epoch includes samples that were excluded before any image
   * was read: duplicates, and samples without a generated image.
   *
   * @param notes folders of what tasks recorded
   * @return number of its rows
   */
  long write(List<String> notes) {
    return Quarantine.write(
        run.spark(),
        notes,
        path(),
        run.inputs().sideInputs().paths(),
        epoch == 0 ? run.inputs().exclusions() : Optional.empty());
  }

  /** The number of rows of the table for samples that were excluded before any image was read. */
  long countBefore() {
    return epoch == 0 ? run.inputs().excluded() : 0;
  }

  /**
   * Order-free digest of the table's rows.
   *
   * @param rows their number
   */
  String digest(long rows) {
    return rows == 0 ? ContentDigest.hex(BigInteger.ZERO) : Quarantine.digest(run.spark(), path());
  }

  String path() {
    return run.log().output().quarantine(epoch);
  }

  /** Whether the epoch exceeds the limit, given what has been counted of it so far. */
  boolean isExceeded(SliceSummary summary) {
    return policy().isExceeded(run.census().samples(), summary.reasons())
        || policy().isExceeded(generatedImages(), summary.generated().rejected());
  }

  /**
   * @throws dev.emulsion.DataException if the limit is exceeded; the table must be written
   */
  void check(SliceSummary summary) {
    check(summary.reasons(), summary.generated(), summary.decoding());
  }

  /**
   * @throws dev.emulsion.DataException if the limit is exceeded by an epoch that is closed
   */
  void check(Manifest.Epoch closed) {
    check(closed.reasons(), closed.generated(), closed.decoding());
  }

  private void check(
      Map<String, Long> reasons, Manifest.GeneratedUse generated, Manifest.Decoding decoding) {
    Map<String, Long> unsupported = decoding.unsupported();
    String table = run.log().output().own("quarantine");
    policy()
        .check(Subject.SAMPLES, run.census().samples(), reasons, unsupported, table, this::example);
    policy()
        .check(
            Subject.GENERATED_IMAGES,
            generatedImages(),
            generated.rejected(),
            unsupported,
            table,
            this::example);
  }

  /** Logs what is in the table that was written. */
  void log(SliceSummary summary) {
    boolean damaged =
        policy().counted(summary.reasons()) + policy().counted(summary.generated().rejected()) > 0;
    String example = damaged ? ", e.g. " + example() : "";
    if (summary.quarantined() > 0) {
      LOG.warn(
          "epoch {}: {} of {} samples quarantined ({}){}; all are listed in {}",
          epoch,
          summary.quarantined(),
          run.census().samples(),
          QuarantinePolicy.listed(summary.reasons(), summary.decoding().unsupported()),
          example,
          path());
    }
    if (!summary.generated().rejected().isEmpty()) {
      LOG.warn(
          "epoch {}: generated images rejected ({}){}; all are listed in {}",
          epoch,
          QuarantinePolicy.listed(summary.generated().rejected()),
          example,
          path());
    }
  }

  private QuarantinePolicy policy() {
    return new QuarantinePolicy(run.recipe().quarantine().maxFraction());
  }

  /** The number of generated images of the whole epoch. */
  private long generatedImages() {
    return run.census().generatedCounts().used();
  }

  private String example() {
    return Quarantine.example(run.spark(), path());
  }
}
