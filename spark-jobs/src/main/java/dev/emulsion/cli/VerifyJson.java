package dev.emulsion.cli;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.replay.ReplayReport;
import dev.emulsion.jobs.verify.Problem;
import dev.emulsion.jobs.verify.VerifyOptions.Depth;
import dev.emulsion.jobs.verify.VerifyReport;
import java.util.List;
import java.util.Optional;

/**
 * The object that {@code verify --json} prints; {@code docs/verification.md} explains every key.
 */
record VerifyJson(
    String output,
    boolean ok,
    Depth depth,
    String runId,
    String version,
    String contentDigest,
    long samples,
    long duplicates,
    long withoutGenerated,
    List<Epoch> epochs,
    List<Problem> problems,
    Optional<ReplayReport> replay,
    Optional<String> notReplayed) {

  /** One epoch of {@link #epochs}. */
  record Epoch(
      int epoch,
      long emitted,
      long quarantined,
      long rows,
      long joined,
      long rejected,
      long lost,
      int files,
      long bytes,
      String contentDigest) {

    static Epoch of(Manifest.Epoch epoch) {
      Manifest.GeneratedUse use = epoch.generated();
      return new Epoch(
          epoch.epoch(),
          epoch.emitted(),
          epoch.quarantined(),
          epoch.rows(),
          use.joined(),
          use.rejected().values().stream().mapToLong(n -> n).sum(),
          use.lost(),
          epoch.files().size(),
          epoch.files().stream().mapToLong(Manifest.File::bytes).sum(),
          epoch.contentDigest());
    }
  }

  static VerifyJson of(VerifyReport report) {
    Manifest manifest = report.manifest();
    return new VerifyJson(
        report.output(),
        report.isOk(),
        report.depth(),
        manifest.runId(),
        manifest.version(),
        manifest.contentDigest(),
        manifest.input().samples(),
        manifest.input().duplicates(),
        manifest.input().withoutGenerated(),
        manifest.epochs().stream().map(Epoch::of).toList(),
        report.problems(),
        report.replay(),
        report.notReplayed());
  }
}
