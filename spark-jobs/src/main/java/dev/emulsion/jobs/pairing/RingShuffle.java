package dev.emulsion.jobs.pairing;

import dev.emulsion.io.source.IndexRow;
import dev.emulsion.io.source.PayloadRow;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.sideinput.SideInputRow;
import dev.emulsion.ring.Lane;
import dev.emulsion.ring.ListedPair;
import dev.emulsion.ring.PartitionKeys;
import dev.emulsion.ring.RingPartitioner;
import dev.emulsion.ring.Target;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * The one payload shuffle of an epoch: sends every encoded image to the bucket in which it is a
 * base, and the few of the {@link dev.emulsion.ring.Halo} to the lanes that they follow as well;
 * or, with {@code pairing.table}, the image of every partner to its base.
 *
 * @param buckets to be filled, all of one group; the others stay empty
 */
public record RingShuffle(Broadcast<PairingRing> ring, BitSet buckets) implements Serializable {

  /** Sent per row besides id and bytes, at most: length, null bits, nine fields, padding. */
  public static final int ROW_OVERHEAD_BYTES =
      Integer.BYTES + Long.BYTES + 9 * Long.BYTES + Long.BYTES;

  /** The rows of {@code index} whose images the buckets need. */
  public Dataset<Row> select(Dataset<Row> index) {
    return index.filter((FilterFunction<Row>) row -> isNeeded(IndexRow.of(row)));
  }

  private boolean isNeeded(IndexRow sample) {
    return ring.value()
        .position(sample)
        .filter(position -> !ring.value().targets(sample.id(), position.lane(), buckets).isEmpty())
        .isPresent();
  }

  /**
   * Shuffles the images. Every bucket arrives whole in the partition of its number, counted from
   * the first of its group: first its bases in ring order, then the halo of each of its lanes by
   * rank, each image right after its side inputs. With {@code pairing.table}, the partners of a
   * base come right after it, by rank. Read the rows with {@link ShuffledSampleReader}.
   *
   * @param payload rows of {@link Samples#PAYLOAD}
   * @param sideInputs rows of {@link SideInputRow#SCHEMA}
   */
  public Dataset<Row> shuffle(Dataset<Row> payload, Optional<Dataset<Row>> sideInputs) {
    int count = ring.value().layout().partitioner().bucketsPerGroup();
    PartitionKeys keys = PartitionKeys.of(count);
    Encoder<Row> encoder = Encoders.row(ShuffledRow.schema(ring.value().labelKind()));
    Dataset<Row> images =
        payload.flatMap(
            (FlatMapFunction<Row, Row>) row -> imageRows(PayloadRow.of(row), keys), encoder);
    Column partitionKey = functions.col(ShuffledRow.PARTITION_KEY);
    if (sideInputs.isEmpty()) {
      return withoutUnused(images.drop(ShuffledRow.SIDE_INPUT_COLUMNS))
          .repartition(count, partitionKey)
          .sortWithinPartitions(sortKey());
    }
    Dataset<Row> all =
        sideInputs
            .get()
            .flatMap(
                (FlatMapFunction<Row, Row>) row -> sideInputRows(SideInputRow.of(row), keys),
                encoder)
            .union(images);
    return withoutUnused(all)
        .repartition(count, partitionKey)
        .sortWithinPartitions(
            sortKey(),
            functions.col(SideInputRow.KIND),
            functions.col(SideInputRow.NAME),
            functions.col(SideInputRow.INDEX));
  }

  private Dataset<Row> withoutUnused(Dataset<Row> rows) {
    return ring.value().hasListedPairs() ? rows : rows.drop(ShuffledRow.PAIR);
  }

  private Iterator<Row> imageRows(PayloadRow payload, PartitionKeys keys) {
    PairingRing whole = ring.value();
    String id = payload.id();
    List<Row> rows = new ArrayList<>(1);
    whole
        .position(payload)
        .ifPresent(
            position -> {
              for (Target target : whole.targets(id, position.lane(), buckets)) {
                rows.add(
                    ShuffledRow.image(
                            partitionKey(target, keys),
                            target,
                            id,
                            position.label(),
                            payload.image())
                        .toRow());
              }
            });
    return rows.iterator();
  }

  private Iterator<Row> sideInputRows(SideInputRow sideInput, PartitionKeys keys) {
    List<Row> rows = new ArrayList<>(1);
    for (Target target : ring.value().sideInputTargets(sideInput, buckets)) {
      rows.add(
          new ShuffledRow(
                  partitionKey(target, keys),
                  target,
                  sideInput.id(),
                  Optional.empty(),
                  sideInput.bytes(),
                  sideInput.kind(),
                  sideInput.name(),
                  sideInput.index())
              .toRow());
    }
    return rows.iterator();
  }

  private int partitionKey(Target target, PartitionKeys keys) {
    RingPartitioner partitioner = ring.value().layout().partitioner();
    return keys.key(partitioner.bucket(target.lane()) % partitioner.bucketsPerGroup());
  }

  private Column sortKey() {
    Column pair =
        ring.value().hasListedPairs()
            ? functions.col(ShuffledRow.PAIR)
            : functions.lit(null).cast(DataTypes.BinaryType);
    return functions
        .udf(
            (UDF4<Integer, Long, String, byte[], byte[]>)
                (rank, lane, id, listed) ->
                    ring.value().layout().sortKey(target(rank, lane, listed), id),
            DataTypes.BinaryType)
        .apply(
            functions.col(ShuffledRow.RANK),
            functions.col(ShuffledRow.LANE),
            functions.col(Samples.ID),
            pair);
  }

  private static Target target(int rank, long lane, byte[] listed) {
    return listed == null
        ? new Target(Lane.ofCode(lane), rank)
        : new Target(Lane.ofCode(lane), rank, ListedPair.read(ByteBuffer.wrap(listed)));
  }
}
