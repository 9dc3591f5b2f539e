package dev.emulsion.jobs.verify;

import dev.emulsion.io.run.Checksums;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.recipe.OutputConfig.FileLayout;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;

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
    return findings.problems();
  }

  /** Checks that a reader of the directory finds nothing but the shards of the manifest. */
  static List<Problem> checkForeign(RunDirectory output, Manifest manifest, FileLayout layout) {
    Findings findings = new Findings(Problem.Check.FILES);
    output
        .contents()
        .foreign(manifest.epochs(), layout)
        .forEach(path -> findings.add(path + " was not written by this run"));
    return findings.problems();
  }

  /** Checks that the shards are those of the manifest, byte for byte. Reads all of them. */
  static List<Problem> checkBytes(
      SparkSession spark, RunDirectory output, Manifest manifest, FileLayout layout) {
    Findings findings = new Findings(Problem.Check.FILES);
    Set<String> there = new TreeSet<>(paths(manifest));
    Set<String> present = new TreeSet<>();
    manifest
        .epochs()
        .forEach(epoch -> present.addAll(lengths(output.shards(epoch, layout)).keySet()));
    there.retainAll(present);
    try {
      Map<String, String> found = Checksums.ofShards(spark, output, there);
      Map<String, String> listed = new TreeMap<>();
      Checksums.read(output, Checksums.SHARDS).ifPresent(listed::putAll);
      listed.keySet().retainAll(there); // missing shards are reported already
      Checksums.compare(listed, found, findings::add);
    } catch (Exception e) { // Spark throws various types for damaged or missing files
      findings.add("the shards cannot be read: " + Errors.rootMessage(e));
    }
    return findings.problems();
  }

  private static List<String> paths(Manifest manifest) {
    return manifest.epochs().stream()
        .flatMap(epoch -> epoch.files().stream())
        .map(Manifest.File::path)
        .toList();
  }

  private static Map<String, Long> lengths(List<Manifest.File> files) {
    Map<String, Long> lengths = new TreeMap<>();
    files.forEach(file -> lengths.put(file.path(), file.bytes()));
    return lengths;
  }
}
