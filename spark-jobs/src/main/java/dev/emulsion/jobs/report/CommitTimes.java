package dev.emulsion.jobs.report;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.jobs.run.Slice;
import dev.emulsion.report.RunReport.Commit;
import dev.emulsion.report.RunReport.Timing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** When the slices of a run were committed: the dates of their records. */
final class CommitTimes {

  /** Above this, an epoch counts as one commit; its slices would be too many files to read. */
  private static final int MAX_EPOCHS = 20;

  private CommitTimes() {}

  static Timing of(RunDirectory output, Manifest manifest) {
    List<Commit> commits = new ArrayList<>();
    for (Manifest.Epoch epoch : manifest.epochs()) {
      if (manifest.epochs().size() > MAX_EPOCHS) {
        commits.add(
            commit(
                epoch.epoch(),
                epoch.rows(),
                epoch.files(),
                output.modified(output.run("epoch-" + epoch.epoch() + ".json"))));
      } else {
        for (Slice.Written slice : Slice.Written.of(output, epoch.epoch())) {
          String record = Slice.folder(epoch.epoch()) + "/slice-" + slice.slice().name() + ".json";
          commits.add(
              commit(
                  epoch.epoch(),
                  slice.metrics().rows(),
                  slice.files(),
                  output.modified(output.run(record))));
        }
      }
    }
    long started = output.modified(output.run(Manifest.KIND.header()));
    commits.removeIf(commit -> commit.at() < started);
    commits.sort(Comparator.comparingLong(Commit::at).thenComparing(Commit::epoch));
    return new Timing(started, commits);
  }

  private static Commit commit(int epoch, long rows, List<Manifest.File> files, long at) {
    return new Commit(epoch, rows, files.stream().mapToLong(Manifest.File::bytes).sum(), at);
  }
}
