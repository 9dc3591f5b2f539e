package dev.emulsion.io.run;

import dev.emulsion.DataException;
import dev.emulsion.io.fs.AtomicFile;
import dev.emulsion.io.fs.SerializableHadoopConf;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process's claim on an output directory, in {@code OUT.emulsion/run/owner.json}. The most
 * recently started process owns the run. It does not wait for the previous owner, which usually is
 * dead; one that still runs fails at its next {@link #check}.
 *
 * <p>Owners check the lease before each commit. If another process acquires it between the check
 * and the commit, both write the same files under the same names, and the result is the same.
 */
public final class RunLease {

  private static final Logger LOG = LoggerFactory.getLogger(RunLease.class);

  /** Numbers of writes begin anew after as many: older writes have ended by then. */
  private static final int WRITES = 1 << 12;

  /** Two processes that start at once may take the same turn. */
  private static final int LOTS = 1 << 12;

  private static final int TURNS = 1 << 7;

  private final RunDirectory output;
  private final Claim claim;
  private final boolean hadOwner;
  private final AtomicInteger writes = new AtomicInteger();

  /**
   * The content of the file.
   *
   * @param application id of the process's Spark application
   * @param token different for every process
   * @param turn one more than that of the previous owner, from 0
   * @param seal name of the file that will complete the output, in {@code OUT.emulsion/}
   */
  record Claim(String application, String token, int turn, String seal) implements Serializable {}

  /** Checks the lease in Spark's tasks. */
  public record Guard(String output, Claim claim) implements Serializable {

    /**
     * Checks that this process still holds the lease.
     *
     * @throws DataException if another process has acquired the lease since
     */
    public void check(Configuration conf) {
      new RunLease(RunDirectory.at(output, conf), claim, false).check();
    }

    /**
     * Writes a file, replacing what is there, unless this process has lost the lease before the
     * file is complete.
     *
     * @param scratch a folder for unfinished files, of this process alone
     * @throws DataException if another process has acquired the lease since
     */
    public void replace(
        Path file, String scratch, AtomicFile.Content content, SerializableHadoopConf conf) {
      try {
        AtomicFile.replace(
            conf.fileSystem(file),
            file,
            new Path(scratch),
            out -> {
              content.writeTo(out);
              check(conf.get());
            });
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
      }
    }
  }

  private RunLease(RunDirectory output, Claim claim, boolean hadOwner) {
    this.output = output;
    this.claim = claim;
    this.hadOwner = hadOwner;
  }

  /**
   * Makes this process the owner of {@code output}.
   *
   * @param seal name of the file that will complete the output
   */
  public static RunLease acquire(RunDirectory output, String application, String seal) {
    Optional<Claim> previous = output.read(file(output), Claim.class);
    int turn = previous.map(owner -> (owner.turn() + 1) % TURNS).orElse(0);
    Claim claim = new Claim(application, UUID.randomUUID().toString(), turn, seal);
    output.write(file(output), claim);
    LOG.info(
        "lease on {} acquired by Spark application {}{}",
        output.path(),
        application,
        previous.map(owner -> ", previously held by " + owner.application()).orElse(""));
    return new RunLease(output, claim, previous.isPresent());
  }

  /** Whether the output has belonged to another process before. */
  boolean hadOwner() {
    return hadOwner;
  }

  /** The seal that an output lacks whose owner has not finished; empty if it is there. */
  static Optional<String> unfinished(RunDirectory output) {
    return output
        .read(file(output), Claim.class)
        .flatMap(owner -> Optional.ofNullable(owner.seal()))
        .map(output::own)
        .filter(seal -> output.readText(seal).isEmpty());
  }

  /**
   * Names one write into the directory: a non-negative number that no other write in progress has,
   * neither of this process nor of another owner that may still be running.
   */
  public int nextWrite() {
    int lot = Math.floorMod(claim.token().hashCode(), LOTS);
    return (claim.turn() * LOTS + lot) * WRITES + writes.getAndIncrement() % WRITES;
  }

  /**
   * Checks that this process still holds the lease.
   *
   * @throws DataException if another process has acquired the lease since
   */
  public void check() {
    Optional<Claim> owner = output.read(file(output), Claim.class);
    if (owner.isPresent() && !owner.get().equals(claim)) {
      LOG.info("lease on {} lost to {}", output.path(), owner.get().application());
      throw new DataException(
          "another process (Spark application "
              + owner.get().application()
              + ") has taken over the run at "
              + output.path()
              + "; this one stops, and the other finishes the run");
    }
  }

  public Guard guard() {
    return new Guard(output.path(), claim);
  }

  private static String file(RunDirectory output) {
    return output.run(RunDirectory.LEASE);
  }
}
