package dev.emulsion.jobs.verify;

import dev.emulsion.io.run.Manifest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whether the shards that are there are those of the manifest, by name and length. */
final class FileChecks {

  private FileChecks() {}

  /**
   * @param there the shards of the epoch's folder
   */
  static List<Problem> of(Manifest.Epoch epoch, List<Manifest.File> there) {
    Findings findings = new Findings(Problem.Check.FILES);
    Map<String, Long> stated = lengths(epoch.files());
    Map<String, Long> found = lengths(there);
    stated.forEach(
        (path, bytes) -> {
          findings.require(found.containsKey(path), path + " is missing");
          findings.require(
              !found.containsKey(path) || found.get(path).equals(bytes),
              path + " has " + found.get(path) + " bytes, was written with " + bytes);
        });
    for (String path : found.keySet()) {
      findings.require(stated.containsKey(path), path + " was not written by this run");
    }
    return findings.problems();
  }

  private static Map<String, Long> lengths(List<Manifest.File> files) {
    Map<String, Long> lengths = new TreeMap<>();
    files.forEach(file -> lengths.put(file.path(), file.bytes()));
    return lengths;
  }
}
