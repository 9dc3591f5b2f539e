package dev.emulsion.jobs.verify;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.replay.ReplayReport;
import dev.emulsion.jobs.verify.VerifyOptions.Depth;
import java.util.List;
import java.util.Optional;

/**
 * What {@code verify} found. A run is sound if there are no problems.
 *
 * @param replay what painting some rows again came to, if it was done
 * @param notReplayed why it was not done, if it was to be
 */
public record VerifyReport(
    String output,
    Depth form,
    Manifest manifest,
    List<Problem> problems,
    Optional<ReplayReport> replay,
    Optional<String> notReplayed) {

  public boolean isSound() {
    return problems.isEmpty();
  }
}
