package dev.emulsion.jobs.verify;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.replay.ReplayReport;
import dev.emulsion.jobs.verify.VerifyOptions.Depth;
import java.util.List;
import java.util.Optional;

/**
 * The result of {@code verify}.
 *
 * @param output path of the run
 * @param problems everything that is wrong; empty if the run is OK
 * @param replay the result of re-rendering rows, if that was done
 * @param notReplayed why no row was re-rendered, if rows should have been
 */
public record VerifyReport(
    String output,
    Depth depth,
    Manifest manifest,
    List<Problem> problems,
    Optional<ReplayReport> replay,
    Optional<String> notReplayed) {

  public VerifyReport {
    problems = List.copyOf(problems);
  }

  public boolean isOk() {
    return problems.isEmpty();
  }
}
