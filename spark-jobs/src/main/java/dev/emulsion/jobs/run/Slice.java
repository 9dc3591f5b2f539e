package dev.emulsion.jobs.run;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.sql.Row;
import scala.runtime.AbstractFunction1;

/**
 * Neighboring buckets that are written, committed and recorded together.
 *
 * @param from the first bucket
 * @param to the bucket after the last
 */
public record Slice(int from, int to) implements Serializable {

  /** Most slices of an epoch, unless the recipe sets another number. */
  private static final int MAX = 16;

  /** Enough for cores to finish a slice at about the same time. */
  private static final int BUCKETS_PER_CORE = 4;

  /**
   * A committed slice.
   *
   * @param digests the SHA-256 of files by path, as far as they were taken while writing
   */
  public record Written(
      Slice slice,
      SliceMetrics.SliceSummary metrics,
      List<Manifest.File> files,
      Map<String, String> digests) {

    public Written {
      digests = digests == null ? Map.of() : digests; // absent from older records
    }

    /**
     * The committed slices of an epoch whose files exist, in the order of their buckets. They do
     * not overlap, although two processes may have cut the buckets differently.
     */
    public static List<Written> of(RunDirectory output, int epoch) {
      List<Written> written = new ArrayList<>();
      Set<Manifest.File> there = new HashSet<>(output.shards(epoch));
      int end = 0;
      for (String name : output.runFiles(folder(epoch))) {
        if (name.matches("slice-.*\\.json")) {
          Written next = output.read(output.run(folder(epoch) + "/" + name), Written.class).get();
          if (next.slice().from() >= end && there.containsAll(next.files())) {
            written.add(next);
            end = next.slice().to();
          }
        }
      }
      return written;
    }
  }

  /** The number of slices of an epoch. It affects neither rows nor files. */
  public static int count(int buckets, int cores) {
    return Math.max(1, Math.min(MAX, buckets / (BUCKETS_PER_CORE * cores)));
  }

  /**
   * Cuts the buckets that are in none of {@code done} into slices.
   *
   * @param count number of slices for all the buckets
   * @param done in the order of their buckets
   */
  public static List<Slice> cut(int buckets, int count, List<Slice> done) {
    int longest = (buckets + count - 1) / count;
    List<Slice> open = new ArrayList<>();
    int from = 0;
    for (Slice next : done) {
      cut(from, next.from(), longest, open);
      from = next.to();
    }
    cut(from, buckets, longest, open);
    return open;
  }

  private static void cut(int from, int to, int longest, List<Slice> open) {
    int parts = (to - from + longest - 1) / longest;
    for (int i = 0; i < parts; i++) {
      open.add(
          new Slice(
              from + (int) ((long) (to - from) * i / parts),
              from + (int) ((long) (to - from) * (i + 1) / parts)));
    }
  }

  /**
   * Slices that do not cross the borders of groups, by group.
   *
   * @param bucketsPerGroup number of neighboring buckets that hold one group
   */
  public static List<List<Slice>> byGroup(List<Slice> slices, int bucketsPerGroup) {
    Map<Integer, List<Slice>> groups = new TreeMap<>();
    for (Slice slice : slices) {
      int from = slice.from;
      while (from < slice.to) {
        int group = from / bucketsPerGroup;
        int to = Math.min(slice.to, (group + 1) * bucketsPerGroup);
        groups.computeIfAbsent(group, g -> new ArrayList<>()).add(new Slice(from, to));
        from = to;
      }
    }
    return List.copyOf(groups.values());
  }

  /** The same buckets, counted from the first of their group. */
  public Slice within(int bucketsPerGroup) {
    int first = from / bucketsPerGroup * bucketsPerGroup;
    return new Slice(from - first, to - first);
  }

  /** The buckets of several slices. */
  public static BitSet buckets(List<Slice> slices) {
    BitSet buckets = new BitSet();
    slices.forEach(slice -> buckets.set(slice.from, slice.to));
    return buckets;
  }

  /** These partitions of {@code buckets}; a job on them runs no task for others. */
  public JavaRDD<Row> of(JavaRDD<Row> buckets) {
    return buckets.wrapRDD(PartitionPruningRDD.create(buckets.rdd(), new Holding(this)));
  }

  /** {@link #holds} as a Scala function. */
  private static final class Holding extends AbstractFunction1<Object, Object>
      implements Serializable {

    private static final long serialVersionUID = 1L;

    private final Slice slice;

    Holding(Slice slice) {
      this.slice = slice;
    }

    @Override
    public Object apply(Object bucket) {
      return slice.holds((Integer) bucket);
    }
  }

  public boolean holds(int bucket) {
    return from <= bucket && bucket < to;
  }

  /** The folder where an epoch's slices are recorded, in {@code OUT.emulsion/run/}. */
  public static String folder(int epoch) {
    return "epoch-" + epoch;
  }

  /** Names sort in the order of the buckets. */
  public String name() {
    return String.format(Locale.ROOT, "%07d-%07d", from, to);
  }
}
