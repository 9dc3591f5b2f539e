package dev.emulsion.jobs.report;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.jobs.run.Slice;
import dev.emulsion.report.RunReport.Commit;
import dev.emulsion.report.RunReport.Timing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** When the slices of a run were committed: the dates of their records. */
final class CommitTimes {

  /** Above this, an epoch counts as one commit; its slices would be too many files to read. */
  private static final int MAX_EPOCHS = 20;

  private static final Pattern RECORD = Pattern.compile("slice-.*\\.json");

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
        addSlices(output, epoch.epoch(), commits);
      }
    }
    long started = output.modified(output.run(Manifest.KIND.header()));
    commits.removeIf(commit -> commit.at() < started);
    commits.sort(Comparator.comparingLong(Commit::at).thenComparing(Commit::epoch));
    return new Timing(started, commits);
  }

  private static void addSlices(RunDirectory output, int epoch, List<Commit> commits) {
    String folder = Slice.folder(epoch);
    for (String name : output.runFiles(folder)) {
      String record = output.run(folder + "/" + name);
      if (RECORD.matcher(name).matches()) {
        output
            .read(record, Slice.Written.class)
            .map(it -> commit(epoch, it.metrics().rows(), it.files(), output.modified(record)))
            .ifPresent(commits::add);
      }
    }
  }

  private static Commit commit(int epoch, long rows, List<Manifest.File> files, long at) {
    return new Commit(epoch, rows, files.stream().mapToLong(Manifest.File::bytes).sum(), at);
  }
}
