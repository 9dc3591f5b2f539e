package dev.emulsion.io.run;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How every job commits its output. A process may be killed at any point: the same command finishes
 * the output. Two processes may be started on one directory: the most recently started owns it, and
 * the other fails at its next commit.
 *
 * <pre>
 * log = CommitLog.open(output, kind, header)   refuses a directory with other content
 * log.sealed()                                 finished before: nothing to do
 * log.claim(application)                       takes the directory from any other process
 * log.requireInputs(files, isBegun)            parts are made of the same files
 * log.recorded(...)                            parts that a killed process has committed
 * log.deleteUnrecorded(folder, files)          files that it has not
 * log.record(name, part)                       for each missing part, after its files are written
 * log.seal(seal)                               the output is complete
 * </pre>
 *
 * <p>Each step is one atomic file: the header and the parts in {@code OUT.emulsion/run/}, the seal
 * in {@code OUT.emulsion/}. A part counts from the moment that its record is there, the output from
 * the moment that its seal is there; neither is changed afterward.
 *
 * @param <S> content of the seal
 */
public final class CommitLog<S extends Record> {

  private static final Logger LOG = LoggerFactory.getLogger(CommitLog.class);

  private static final int RETRIES = 2;

  /** About as long as a commit takes. */
  private static final long PAUSE_MILLIS = 300;

  /** Files of {@code OUT.emulsion/run/} that are whole; those that are not have hidden names. */
  private static final Pattern HEADER = Pattern.compile("[^.].*\\.json");

  /** Those of them that are no header. */
  private static final Pattern RECORD =
      Pattern.compile("owner\\.json|inputs\\.json|moves\\.json|epoch-\\d+\\.json");

  private final RunDirectory output;
  private final Opened<?, S> opened;
  private Optional<RunLease> lease = Optional.empty();

  /** What this process states of the output. */
  private record Opened<H extends Record & Header<H>, S extends Record>(Kind<H, S> kind, H header) {

    /** A phrase for each difference between this and what the output states. */
    List<String> differences(RunDirectory output) {
      return output
          .read(output.run(kind.header()), kind.headerType())
          .map(header::differences)
          .orElse(List.of());
    }
  }

  private CommitLog(RunDirectory output, Opened<?, S> opened) {
    this.output = output;
    this.opened = opened;
  }

  /**
   * States what an output is before any of it is written.
   *
   * @param <H> the header itself
   */
  public interface Header<H> {

    /** A phrase for each difference between this output and {@code before}; empty if none. */
    List<String> differences(H before);
  }

  /**
   * The kind of output that a job writes.
   *
   * @param noun the output in messages, such as {@code run}
   * @param header file of the header, in {@code OUT.emulsion/run/}
   * @param seal file of the seal, in {@code OUT.emulsion/}
   */
  public record Kind<H extends Record & Header<H>, S extends Record>(
      String noun, String header, Class<H> headerType, String seal, Class<S> sealType) {}

  /**
   * Opens the log of an output, which is new or was begun with an equal header.
   *
   * @throws ConfigException if the directory holds anything else; nothing was written
   */
  public static <H extends Record & Header<H>, S extends Record> CommitLog<S> open(
      RunDirectory output, Kind<H, S> kind, H header) {
    output.prepare(kind.header(), kind.seal());
    String file = output.run(kind.header());
    if (output.read(file, kind.headerType()).isEmpty()) {
      if (!output.isEmpty()) {
        throw new ConfigException(
            "output "
                + output.inTheWay()
                + " exists and is not empty; choose another path, or delete it");
      }
      output.writeNew(file, header); // another process may have been faster
    }
    CommitLog<S> log = new CommitLog<>(output, new Opened<>(kind, header));
    log.requireHeader();
    log.requireAlone();
    return log;
  }

  /** Another process may have stated something else in the same moment. */
  private void requireHeader() {
    List<String> differences = opened.differences(output);
    if (!differences.isEmpty()) {
      throw new ConfigException(
          "output "
              + output.path()
              + " holds another "
              + opened.kind().noun()
              + ": "
              + String.join("; ", differences)
              + ". Choose another path, or delete it");
    }
  }

  /** Another command may have begun in the same moment. */
  private void requireAlone() {
    List<String> others = otherHeaders();
    if (!others.isEmpty()) {
      output.delete(output.run(opened.kind().header()));
      throw new ConfigException(
          "output "
              + output.path()
              + " must hold one "
              + opened.kind().noun()
              + " and nothing else, but another command has begun to write to it ("
              + others.get(0)
              + "); choose another path, or delete it");
    }
  }

  private List<String> otherHeaders() {
    return output.runFiles("").stream()
        .filter(name -> HEADER.matcher(name).matches())
        .filter(name -> !name.equals(opened.kind().header()) && !RECORD.matcher(name).matches())
        .toList();
  }

  public RunDirectory output() {
    return output;
  }

  /** The seal, if the output is complete. */
  public Optional<S> sealed() {
    return output.read(sealFile(), opened.kind().sealType());
  }

  /**
   * Makes this process the owner of the output. Required before anything else is written.
   *
   * @param application id of the Spark application, for the message that the previous owner gives
   * @throws ConfigException if another process has begun another output here since {@link #open}
   */
  public void claim(String application) {
    requireHeader();
    lease = Optional.of(RunLease.acquire(output, application, opened.kind().seal()));
    requireHeader();
    requireAlone();
  }

  /**
   * Checks that this process still holds the output.
   *
   * @throws DataException if another process has claimed the output since
   * @throws ConfigException if it has begun another output
   */
  public void check() {
    lease().check();
    requireHeader();
  }

  /** The same check for Spark's tasks. */
  public RunLease.Guard guard() {
    return lease().guard();
  }

  /** A write that shares no scratch folder with any other write into the output. */
  public WriteAttempt nextWrite() {
    return new WriteAttempt(lease().nextWrite());
  }

  /**
   * Does work of this process. If it fails after another process has claimed the output, which may
   * have deleted the files that it was writing, that claim is what the failure says.
   *
   * @throws DataException if another process has claimed the output
   */
  public <T> T whileOwned(Callable<T> work) throws Exception {
    try {
      return work.call();
    } catch (Exception e) {
      check();
      throw e;
    }
  }

  /**
   * Does work that may be repeated, such as the files of a part. A previous owner that still runs
   * may disturb it until it notices that it has lost the output, so it is tried again.
   *
   * @throws DataException if another process has claimed the output
   */
  public <T> T undisturbed(Callable<T> work) throws Exception {
    for (int left = lease().hadOwner() ? RETRIES : 0; ; left--) {
      try {
        return work.call();
      } catch (Exception e) {
        check();
        if (left == 0 || isExplained(e)) {
          throw e;
        }
        LOG.info("a write to {} failed and is repeated: {}", output.path(), e.toString());
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  private static boolean isExplained(Throwable failure) {
    return failure != null
        && (failure instanceof DataException
            || failure instanceof ConfigException
            || isExplained(failure.getCause()));
  }

  /**
   * Checks that the files of the inputs are those that the recorded parts are made of, and states
   * them for the next process.
   *
   * @param isBegun whether a part is recorded; asked only if the files differ
   * @throws DataException if the files differ and a part is recorded
   */
  public void requireInputs(InputFiles now, BooleanSupplier isBegun) {
    check();
    String file = output.run(InputFiles.FILE);
    Optional<InputFiles> before = output.read(file, InputFiles.class);
    if (before.equals(Optional.of(now))) {
      return;
    }
    if (before.isPresent() && isBegun.getAsBoolean()) {
      throw now.changed(before.get(), output);
    }
    output.write(file, now);
  }

  private RunLease lease() {
    return lease.orElseThrow(() -> new IllegalStateException("the output is not claimed"));
  }

  /** A part by the name of its record, if it is committed. */
  public <P extends Record> Optional<P> recorded(String name, Class<P> type) {
    return output.read(output.run(name), type);
  }

  /** The committed parts that are recorded in {@code folder}, by name. */
  public <P extends Record> List<P> recordedIn(String folder, Class<P> type) {
    return output.runFiles(folder).stream()
        .filter(name -> name.endsWith(".json") && !name.startsWith("."))
        .flatMap(name -> recorded(folder + "/" + name, type).stream())
        .toList();
  }

  /**
   * Commits a part whose files are written.
   *
   * @param name of the record, in {@code OUT.emulsion/run/}
   * @throws DataException if another process has claimed the output
   */
  public void record(String name, Record part) {
    check();
    output.write(output.run(name), part);
  }

  /** Deletes records of parts, or other state of the run with this name. */
  public void forget(String name) {
    check();
    output.delete(output.run(name));
  }

  /** Deletes what a killed process left in {@code folder}: all but the files of recorded parts. */
  public void deleteUnrecorded(String folder, Collection<Manifest.File> recorded) {
    check();
    output.keepOnly(folder, recorded);
  }

  /** Deletes the files directly below the output whose names match. */
  public void deleteMatching(Pattern names) {
    check();
    output.deleteMatching(names);
  }

  /**
   * Completes the output. A seal is never replaced.
   *
   * @throws DataException if another process has claimed or completed the output
   */
  public void seal(S seal) {
    check();
    if (!output.writeNew(sealFile(), seal)) {
      throw new DataException(
          sealFile() + " exists already: another process has completed the same output");
    }
    LOG.info("{} at {} sealed", opened.kind().noun(), output.path());
  }

  /** Makes a complete output incomplete, to write it anew. */
  public void unseal() {
    check();
    output.delete(sealFile());
  }

  private String sealFile() {
    return output.own(opened.kind().seal());
  }
}
