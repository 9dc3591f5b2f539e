package dev.emulsion.jobs.doctor;

import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.jobs.run.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an output directory says, found by writing a file next to it and deleting it again.
 *
 * @param path with its scheme
 * @param isEmpty whether no run is there yet
 * @param freeBytes free space; empty if there is no known limit, as in object stores
 * @param skewMillis by how much the time of the file differs from the clock of the driver
 */
record OutputFacts(String path, boolean isEmpty, Optional<Long> freeBytes, long skewMillis) {

  private static final Logger LOG = LoggerFactory.getLogger(OutputFacts.class);

  /**
   * Asks the file system.
   *
   * @throws RuntimeException with a message for the user, if the output cannot be used
   */
  static OutputFacts ask(String path, Configuration conf) {
    return Errors.writing(path, () -> probe(RunDirectory.at(path, conf), conf), Progress.SILENT);
  }

  private static OutputFacts probe(RunDirectory output, Configuration conf) throws IOException {
    Path root = new Path(output.path());
    FileSystem fs = root.getFileSystem(conf);
    Path existing = root;
    while (!existing.isRoot() && !fs.exists(existing)) {
      existing = existing.getParent();
    }
    Path probe = new Path(existing, ".emulsion-doctor-" + UUID.randomUUID());
    long before = System.currentTimeMillis();
    long written = write(fs, probe, output.path());
    long skew = Math.max(0, Math.max(before - written, written - System.currentTimeMillis()));
    long free = fs.getStatus(existing).getRemaining();
    return new OutputFacts(
        output.path(),
        output.isEmpty(),
        Optional.of(free).filter(bytes -> bytes < Long.MAX_VALUE),
        skew);
  }

  /** The time of a file that is written and deleted. */
  private static long write(FileSystem fs, Path probe, String output) {
    try {
      try (OutputStream out = fs.create(probe, false)) {
        out.write(0);
      }
      return fs.getFileStatus(probe).getModificationTime();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + output + ": " + e.getMessage(), e);
    } finally {
      delete(fs, probe);
    }
  }

  private static void delete(FileSystem fs, Path probe) {
    try {
      fs.delete(probe, false);
    } catch (IOException e) {
      LOG.info("cannot delete {}: {}", probe, e.getMessage());
    }
  }
}
