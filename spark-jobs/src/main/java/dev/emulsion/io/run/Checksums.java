package dev.emulsion.io.run;

import dev.emulsion.DataException;
import dev.emulsion.Sha256;
import dev.emulsion.io.fs.ReadParallelism;
import dev.emulsion.io.fs.SerializableHadoopConf;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * The SHA-256 of every file of a run, in two lists that {@code sha256sum -c} reads, too.
 *
 * <pre>
 * OUT.emulsion/shards.sha256   the shards, relative to OUT
 * OUT.emulsion/files.sha256    the run's own files, shards.sha256 among them, relative to
 *                              OUT.emulsion; not the state of the run, and not the seal, which holds
 *                              the SHA-256 of this list
 * </pre>
 */
public final class Checksums {

  /** The list of the shards. */
  public static final String SHARDS = "shards.sha256";

  /** The list of the run's own files. */
  public static final String FILES = "files.sha256";

  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (.+)");

  private Checksums() {}

  /**
   * Writes both lists.
   *
   * @param shards relative to the output
   * @param taken the SHA-256 of shards, by path, that were taken while they were written; the other
   *     shards are read
   * @return the SHA-256 of the list of the run's own files, for the seal
   * @throws DataException if a shard that must be read is gone
   */
  public static String write(
      SparkSession spark,
      RunDirectory output,
      Collection<String> shards,
      Map<String, String> taken) {
    output.delete(output.own(FILES));
    List<String> others = shards.stream().filter(shard -> !taken.containsKey(shard)).toList();
    Map<String, String> digests = new TreeMap<>(taken);
    digests.keySet().retainAll(Set.copyOf(shards));
    digests.putAll(ofShards(spark, output, others));
    output.writeText(output.own(SHARDS), text(digests));
    String files = text(ofOwnFiles(output));
    output.writeText(output.own(FILES), files);
    return Sha256.hex(files);
  }

  /**
   * The SHA-256 of shards, read in parallel.
   *
   * @param shards relative to the output
   */
  public static Map<String, String> ofShards(
      SparkSession spark, RunDirectory output, Collection<String> shards) {
    if (shards.isEmpty()) {
      return Map.of();
    }
    SerializableHadoopConf conf = SerializableHadoopConf.of(spark);
    String root = output.path();
    List<String> paths = List.copyOf(shards);
    return new TreeMap<>(
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(paths, Math.min(paths.size(), ReadParallelism.waiting(spark)))
            .mapToPair(path -> new Tuple2<>(path, of(new Path(root, path), conf.get())))
            .collectAsMap());
  }

  /** The SHA-256 of the run's own files that a seal covers, by path. */
  public static Map<String, String> ofOwnFiles(RunDirectory output) {
    return ofOwnFiles(output, file -> !file.equals(FILES));
  }

  /** The SHA-256 of those of the run's own files that {@code selected} accepts, by path. */
  public static Map<String, String> ofOwnFiles(RunDirectory output, Predicate<String> selected) {
    Map<String, String> digests = new TreeMap<>();
    for (String file : output.contents().sidecars()) {
      if (selected.test(file)) {
        digests.put(file, of(new Path(output.own(file)), output.conf()));
      }
    }
    return digests;
  }

  /** Reads a list; empty if it is missing or damaged. */
  public static Optional<Map<String, String>> read(RunDirectory output, String list) {
    Optional<String> text = output.readText(output.own(list));
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> digests = new TreeMap<>();
    for (String line : text.get().lines().toList()) {
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        return Optional.empty();
      }
      digests.put(parts.group(2), parts.group(1));
    }
    return Optional.of(digests);
  }

  /**
   * Reports files that are missing, other than they were, or new.
   *
   * @param found what is there now
   */
  public static void compare(
      Map<String, String> listed, Map<String, String> found, Consumer<String> problems) {
    listed.forEach(
        (path, digest) -> {
          if (!found.containsKey(path)) {
            problems.accept(path + " is missing");
          } else if (!digest.equals(found.get(path))) {
            problems.accept(path + " was edited: its SHA-256 is not the one that was sealed");
          }
        });
    for (String path : found.keySet()) {
      if (!listed.containsKey(path)) {
        problems.accept(path + " was not written by this run");
      }
    }
  }

  private static String text(Map<String, String> digests) {
    StringBuilder text = new StringBuilder();
    digests.forEach((path, digest) -> text.append(digest).append("  ").append(path).append('\n'));
    return text.toString();
  }

  private static String of(Path file, Configuration conf) {
    try (var in = file.getFileSystem(conf).open(file)) {
      return Sha256.hex(in);
    } catch (FileNotFoundException e) {
      throw new DataException(file + " was deleted during the run", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
