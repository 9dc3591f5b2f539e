package dev.emulsion.jobs.estimate;

import dev.emulsion.jobs.pairing.PairingRing;
import dev.emulsion.jobs.sideinput.ExpansionRule;
import dev.emulsion.jobs.sideinput.MatchedRow;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * How the samples of one epoch are spread over the buckets of its ring.
 *
 * @param buckets number of buckets
 * @param loads the buckets that have samples
 */
record BucketHistogram(int buckets, List<BucketSize> loads) {

  BucketHistogram {
    loads = List.copyOf(loads);
  }

  /** Counts the samples of {@code index} by the same code that shuffles them. */
  static BucketHistogram count(
      SparkSession spark, PairingRing ring, Dataset<Row> index, ExpansionRule expansion) {
    Broadcast<PairingRing> shared = ring.broadcast(spark);
    TreeMap<Integer, BucketSize> loads = new TreeMap<>();
    for (Row row :
        index
            .mapPartitions(
                (MapPartitionsFunction<Row, Row>) rows -> count(rows, shared.value(), expansion),
                Encoders.row(BucketSize.SCHEMA))
            .collectAsList()) {
      BucketSize load = BucketSize.of(row);
      loads.merge(load.bucket(), load, BucketSize::plus);
    }
    return new BucketHistogram(ring.layout().partitioner().buckets(), List.copyOf(loads.values()));
  }

  private static Iterator<Row> count(
      Iterator<Row> rows, PairingRing ring, ExpansionRule expansion) {
    TreeMap<Integer, BucketSize> loads = new TreeMap<>();
    while (rows.hasNext()) {
      MatchedRow row = MatchedRow.of(rows.next());
      String id = row.sample().id();
      ring.position(row.sample())
          .ifPresent(
              position -> {
                int bucket = ring.layout().partitioner().bucket(position.lane());
                long members = expansion.counts(row.generated()).members();
                int idBytes = id.getBytes(StandardCharsets.UTF_8).length;
                loads.merge(bucket, new BucketSize(bucket, 1, members, idBytes), BucketSize::plus);
              });
    }
    return loads.values().stream().map(BucketSize::toRow).iterator();
  }

  /** The number of samples in the fullest bucket. */
  long maxSamples() {
    return loads.stream().mapToLong(BucketSize::samples).max().orElse(0);
  }

  /** The total length of all ids. */
  long idBytes() {
    return loads.stream().mapToLong(BucketSize::idBytes).sum();
  }

  /**
   * The number of shards of an epoch.
   *
   * @param rowsPerFile rows of a bucket after which a new shard begins; 0 for one shard per bucket
   */
  long shards(int variants, long rowsPerFile) {
    return loads.stream()
        .mapToLong(load -> load.members() * variants)
        .map(rows -> rowsPerFile == 0 ? Math.min(1, rows) : (rows + rowsPerFile - 1) / rowsPerFile)
        .sum();
  }
}
