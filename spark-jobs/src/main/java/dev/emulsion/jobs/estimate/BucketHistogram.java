package dev.emulsion.jobs.estimate;

import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.pairing.PairingRing;
import dev.emulsion.jobs.sideinput.GeneratedIndex;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * How the samples of a ring spread over its buckets, found as the shuffle finds it.
 *
 * @param samples of every bucket
 * @param members of every bucket: what is made of its samples before mixing
 * @param idBytes of all ids together
 */
record BucketHistogram(long[] samples, long[] members, long idBytes) {

  private static final StructType PART =
      new StructType()
          .add("buckets", DataTypes.createArrayType(DataTypes.IntegerType))
          .add("samples", DataTypes.createArrayType(DataTypes.LongType))
          .add("members", DataTypes.createArrayType(DataTypes.LongType))
          .add("idBytes", DataTypes.LongType);

  static BucketHistogram of(
      SparkSession spark, PairingRing ring, Dataset<Row> index, Census.ExpansionRule made) {
    Broadcast<PairingRing> shared = ring.broadcast(spark);
    long[] samples = new long[ring.layout().partitioner().buckets()];
    long[] members = new long[samples.length];
    long idBytes = 0;
    List<Row> parts =
        index
            .mapPartitions(
                (MapPartitionsFunction<Row, Row>) rows -> part(rows, shared.value(), made),
                Encoders.row(PART))
            .collectAsList();
    for (Row part : parts) {
      List<Integer> buckets = part.getList(0);
      List<Long> counts = part.getList(1);
      List<Long> membersOf = part.getList(2);
      for (int i = 0; i < buckets.size(); i++) {
        samples[buckets.get(i)] += counts.get(i);
        members[buckets.get(i)] += membersOf.get(i);
      }
      idBytes += part.getLong(3);
    }
    return new BucketHistogram(samples, members, idBytes);
  }

  private static Iterator<Row> part(
      Iterator<Row> rows, PairingRing ring, Census.ExpansionRule made) {
    Map<Integer, long[]> counts = new TreeMap<>();
    long[] idBytes = {0};
    while (rows.hasNext()) {
      Row row = rows.next();
      String id = row.getAs(Samples.ID);
      ring.position(row)
          .ifPresent(
              placed -> {
                int bucket = ring.layout().partitioner().bucket(placed.lane());
                long[] of = counts.computeIfAbsent(bucket, b -> new long[2]);
                of[0]++;
                of[1] += made.generatedCounts(GeneratedIndex.generated(row)).members();
                idBytes[0] += id.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
              });
    }
    return List.of(
            RowFactory.create(
                counts.keySet().stream().mapToInt(n -> n).toArray(),
                counts.values().stream().mapToLong(n -> n[0]).toArray(),
                counts.values().stream().mapToLong(n -> n[1]).toArray(),
                idBytes[0]))
        .iterator();
  }

  long largest() {
    long max = 0;
    for (long n : samples) {
      max = Math.max(max, n);
    }
    return max;
  }

  /**
   * Shards of an epoch.
   *
   * @param rowsPerFile after so many rows of a bucket a new shard begins; 0 for never
   */
  long files(int variants, long rowsPerFile) {
    long files = 0;
    for (long n : members) {
      long rows = n * variants;
      files += rowsPerFile == 0 ? Math.min(1, rows) : (rows + rowsPerFile - 1) / rowsPerFile;
    }
    return files;
  }
}
