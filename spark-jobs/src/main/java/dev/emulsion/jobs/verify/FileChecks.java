package dev.emulsion.jobs.verify;

import dev.emulsion.io.run.Manifest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks that the shards of an epoch are those of the manifest, by name and length. */
final class FileChecks {

  private FileChecks() {}

  /**
   * @param epoch what the manifest lists
   * @param shards what the epoch's directory contains
   */
  static List<Problem> check(Manifest.Epoch epoch, List<Manifest.File> shards) {
    Findings findings = new Findings(Problem.Check.FILES);
    Map<String, Long> listed = lengths(epoch.files());
    Map<String, Long> found = lengths(shards);
    listed.forEach(
        (path, bytes) -> {
          Long length = found.get(path);
          findings.expect(length != null, "%s is missing", path);
          findings.expect(
              length == null || length.equals(bytes),
              "%s must have %d bytes, was %d",
              path,
              bytes,
              length);
        });
    for (String path : found.keySet()) {
      findings.expect(listed.containsKey(path), "%s was not written by this run", path);
    }
    return findings.problems();
  }

  private static Map<String, Long> lengths(List<Manifest.File> files) {
    Map<String, Long> lengths = new TreeMap<>();
    files.forEach(file -> lengths.put(file.path(), file.bytes()));
    return lengths;
  }
}
