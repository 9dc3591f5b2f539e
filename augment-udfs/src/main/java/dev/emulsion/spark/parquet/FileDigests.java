package dev.emulsion.spark.parquet;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.util.AccumulatorContext;
import org.apache.spark.util.AccumulatorV2;

/**
 * The SHA-256 of the files of a write, by name, taken from their bytes on the way to the file
 * system. A Spark accumulator brings them to the driver: of the attempts of a task, only the one
 * that succeeds counts.
 *
 * <pre>
 * FileDigests digests = FileDigests.register(spark.sparkContext());
 * rows.write().format("emulsion-shard").option(FileDigests.OPTION, digests.id())…
 * digests.value()
 * </pre>
 */
public final class FileDigests extends AccumulatorV2<FileDigests.Named, Map<String, String>> {

  private static final long serialVersionUID = 1L;

  /**
   * The option with the {@link #id}, for a write with {@link BucketFiles}. The object must be
   * reachable until the write ends.
   */
  public static final String OPTION = "emulsion.file-digests";

  /** Of several threads: an executor reports it while a task adds to it. */
  private final Map<String, String> digests = new ConcurrentHashMap<>();

  FileDigests() {}

  /** The SHA-256 of a file in hexadecimal. */
  record Named(String name, String sha256) {}

  /** Digests that Spark collects. */
  public static FileDigests register(SparkContext spark) {
    FileDigests digests = new FileDigests();
    spark.register(digests);
    return digests;
  }

  /** The digests that the options of a write name. */
  static Optional<FileDigests> in(scala.collection.immutable.Map<String, String> options) {
    if (!options.contains(OPTION)) {
      return Optional.empty();
    }
    long id = Long.parseLong(options.apply(OPTION));
    return Optional.of((FileDigests) AccumulatorContext.get(id).get());
  }

  @Override
  public void add(Named file) {
    digests.put(file.name(), file.sha256());
  }

  @Override
  public Map<String, String> value() {
    return new TreeMap<>(digests);
  }

  @Override
  public boolean isZero() {
    return digests.isEmpty();
  }

  @Override
  public FileDigests copy() {
    FileDigests copy = new FileDigests();
    copy.merge(this);
    return copy;
  }

  @Override
  public void reset() {
    digests.clear();
  }

  @Override
  public void merge(AccumulatorV2<Named, Map<String, String>> other) {
    digests.putAll(other.value());
  }
}
