package dev.emulsion.jobs.report;

import dev.emulsion.Sha256;
import dev.emulsion.io.run.Manifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Shards of a run in the order of a hash of their names. */
record ShardSample(List<Manifest.File> files) {

  static ShardSample of(Manifest manifest) {
    return new ShardSample(
        manifest.epochs().stream()
            .flatMap(epoch -> epoch.files().stream())
            .sorted(Comparator.comparing(file -> Sha256.hex(file.path())))
            .toList());
  }

  /** The first that hold about {@code rows} of {@code all} rows, at least one if there are any. */
  List<Manifest.File> holding(long rows, long all) {
    if (rows >= all || files.isEmpty()) {
      return files;
    }
    double perFile = (double) all / files.size();
    return files.subList(0, (int) Math.max(1, Math.min(files.size(), Math.round(rows / perFile))));
  }

  /** The first of at most {@code bytes} together, at least one if there are any. */
  List<Manifest.File> within(long bytes) {
    List<Manifest.File> first = new ArrayList<>();
    long sum = 0;
    for (Manifest.File file : files) {
      sum += file.bytes();
      if (!first.isEmpty() && sum > bytes) {
        break;
      }
      first.add(file);
    }
    return first;
  }
}
