package dev.emulsion.jobs;

import dev.emulsion.io.Manifest;
import dev.emulsion.jobs.Thoroughness.Form;
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
    Form form,
    Manifest manifest,
    List<Problem> problems,
    Optional<ReplayReport> replay,
    Optional<String> notReplayed) {

  public boolean isSound() {
    return problems.isEmpty();
  }
}
