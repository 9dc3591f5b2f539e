package dev.emulsion.jobs.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSError;

/**
 * Describes a failure of storage in one sentence, from the exceptions that Spark, Hadoop and the
 * JDK have wrapped around each other.
 */
final class StorageFailure {

  /** Spark names the folder of the table that a task was writing. */
  private static final Pattern SPARK_WRITE = Pattern.compile("writing rows to (\\S.*?)\\.?$");

  /** What the JDK says about a file that it cannot open: {@code path (reason)}. */
  private static final Pattern NOT_OPENED = Pattern.compile("(.+) \\(([^()]+)\\)");

  /** Hadoop's local file system, about a folder that it cannot make. */
  private static final Pattern NOT_MADE = Pattern.compile("Mkdirs failed to create (.+)");

  /** The part of an S3 error that says more to its operator than to its user. */
  private static final Pattern S3_DETAILS =
      Pattern.compile(
          "^.*?([^:()]+) \\(Service: ([^;]+); Status Code: (\\d+); Error Code: ([^;]+);.*$");

  /** Classes that write Spark's own temporary files, against those that read and write data. */
  private static final Pattern SCRATCH =
      Pattern.compile(
          "org\\.apache\\.spark\\.(shuffle|storage|broadcast|memory|util\\.collection|MapOutput).*");

  private static final Pattern DATA =
      Pattern.compile(
          "(dev\\.emulsion|org\\.apache\\.hadoop|org\\.apache\\.parquet|org\\.apache\\.spark\\.sql\\.execution\\.datasources).*");

  private StorageFailure() {}

  /**
   * The sentence to show for {@code failure}, if storage is what failed.
   *
   * @param usual what failed if the exceptions do not say it
   * @param scratch where Spark keeps temporary files
   */
  static Optional<StorageException> in(Throwable failure, String usual, String scratch) {
    List<Throwable> chain = chain(failure);
    Optional<Throwable> library = chain.stream().filter(StorageFailure::isLibrary).findFirst();
    if (library.isPresent()) {
      return Optional.of(notLoaded(library.get(), failure));
    }
    List<Throwable> failed = chain.stream().filter(StorageFailure::isStorage).toList();
    if (failed.isEmpty()) {
      return Optional.empty();
    }
    Throwable last = failed.get(failed.size() - 1);
    Throwable recognized =
        chain.stream().filter(e -> cause(e) != StorageCause.UNKNOWN).reduce(last, (a, b) -> b);
    boolean isScratch = isScratch(last);
    String action =
        isScratch
            ? "cannot write Spark's temporary files in " + scratch
            : action(chain).orElse(usual);
    String reason = reason(recognized);
    String sentence = action.endsWith(reason) ? action : action + ": " + reason;
    String advice =
        isScratch
            ? cause(recognized).advice() + " or set SPARK_LOCAL_DIRS to another directory"
            : cause(recognized).advice();
    IOException io = last instanceof IOException it ? it : new IOException(last);
    StorageException shown = new StorageException(sentence + "; " + advice, io);
    shown.addSuppressed(failure); // all of the trace
    return Optional.of(shown);
  }

  /** All exceptions that have to do with {@code failure}, outermost first. */
  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    add(failure, chain, Collections.newSetFromMap(new IdentityHashMap<>()));
    return chain;
  }

  private static void add(Throwable failure, List<Throwable> chain, Set<Throwable> seen) {
    if (failure == null || !seen.add(failure)) {
      return;
    }
    chain.add(failure);
    for (Throwable suppressed : failure.getSuppressed()) {
      add(suppressed, chain, seen);
    }
    add(failure.getCause(), chain, seen); // last, as it says most
  }

  /** Whether a library of native code cannot be loaded; the decoders' have other remedies. */
  private static boolean isLibrary(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return failure instanceof LinkageError
        && (message.contains("snappy") || message.contains("zstd"));
  }

  private static StorageException notLoaded(Throwable library, Throwable failure) {
    StorageException shown =
        new StorageException(
            "cannot load the library of a compression, which must be unpacked to a folder whose"
                + " files may be executed: "
                + firstLine(library)
                + "; set -Djava.io.tmpdir to another folder, in EMULSION_JAVA_OPTS or, on a"
                + " cluster, in spark.executor.extraJavaOptions, or use a recipe with"
                + " output.compression: none and another output path",
            new IOException(library));
    shown.addSuppressed(failure);
    return shown;
  }

  private static boolean isStorage(Throwable failure) {
    return failure instanceof IOException
        || failure instanceof UncheckedIOException
        || failure instanceof FSError
        || failure.getClass().getName().startsWith("com.amazonaws.");
  }

  /** What was being done when {@code last} happened, and where. */
  private static Optional<String> action(List<Throwable> chain) {
    Optional<String> own =
        chain.stream()
            .filter(e -> e instanceof UncheckedIOException)
            .map(e -> String.valueOf(e.getMessage()))
            .filter(message -> message.startsWith("cannot "))
            .findFirst();
    if (own.isPresent()) {
      return Optional.of(withoutReason(own.get(), chain));
    }
    for (Throwable failure : chain) {
      Matcher write = SPARK_WRITE.matcher(firstLine(failure));
      if (write.find()) {
        return Optional.of("cannot write " + write.group(1));
      }
    }
    for (Throwable failure : chain) {
      Optional<String> path = path(failure);
      if (path.isPresent()) {
        return Optional.of("cannot use " + path.get());
      }
    }
    return Optional.empty();
  }

  /** {@code message} without the message of an exception of {@code chain} at its end. */
  private static String withoutReason(String message, List<Throwable> chain) {
    for (Throwable failure : chain) {
      String end = ": " + failure.getMessage();
      if (message.endsWith(end)) {
        return message.substring(0, message.length() - end.length());
      }
    }
    return message.lines().findFirst().orElse(message);
  }

  private static Optional<String> path(Throwable failure) {
    if (failure instanceof FileSystemException file) {
      return Optional.ofNullable(file.getFile());
    }
    Matcher opened = NOT_OPENED.matcher(firstLine(failure));
    if (failure instanceof FileNotFoundException && opened.matches()) {
      return Optional.of(opened.group(1));
    }
    Matcher made = NOT_MADE.matcher(firstLine(failure));
    return made.matches() ? Optional.of(made.group(1)) : Optional.empty();
  }

  /** Why {@code failure} happened, without the path and without what only its operator needs. */
  private static String reason(Throwable failure) {
    if (failure instanceof FileSystemException file && file.getReason() != null) {
      return shortened(file.getReason());
    }
    String message = firstLine(failure);
    Matcher opened = NOT_OPENED.matcher(message);
    if (failure instanceof FileNotFoundException && opened.matches()) {
      return opened.group(2);
    }
    if (NOT_MADE.matcher(message).matches()) {
      return "its folder cannot be made";
    }
    String name = failure.getClass().getSimpleName();
    return message.isBlank()
        ? name
        : failure instanceof UnknownHostException
            ? "there is no host " + message
            : shortened(message);
  }

  private static String shortened(String message) {
    Matcher s3 = S3_DETAILS.matcher(message);
    return s3.matches()
        ? "%s (%s %s %s)".formatted(s3.group(1).strip(), s3.group(2), s3.group(3), s3.group(4))
        : message.lines().findFirst().orElse("").strip();
  }

  private static StorageCause cause(Throwable failure) {
    return isStorage(failure) ? StorageCause.of(failure) : StorageCause.UNKNOWN;
  }

  private static boolean isScratch(Throwable last) {
    for (StackTraceElement frame : last.getStackTrace()) {
      if (SCRATCH.matcher(frame.getClassName()).matches()) {
        return true;
      }
      if (DATA.matcher(frame.getClassName()).matches()) {
        return false;
      }
    }
    return false;
  }

  private static String firstLine(Throwable failure) {
    return failure.getMessage() == null
        ? ""
        : failure.getMessage().lines().findFirst().orElse("").strip();
  }
}
