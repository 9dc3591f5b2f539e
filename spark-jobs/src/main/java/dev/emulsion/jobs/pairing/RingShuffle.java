package dev.emulsion.jobs.pairing;

import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.sideinput.SideInputRow;
import dev.emulsion.jobs.sideinput.SideInputRow.SideInputKind;
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
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * The one payload shuffle of an epoch: sends every encoded image to the bucket in which it is a
 * base, and the few of the {@link Halo} to the lanes that they follow as well.
 *
 * @param buckets to be filled; the others stay empty
 */
public record RingShuffle(Broadcast<PairingRing> ring, BitSet buckets) implements Serializable {

  /** What Spark sends per row besides id and image: length, null bits, nine fields, padding. */
  public static final int ROW_OVERHEAD_BYTES =
      Integer.BYTES + Long.BYTES + 9 * Long.BYTES + Long.BYTES;

  private static final int RING_KEY_BYTES = 16;

  // by position: rows that Spark hands from function to function, unserialized, have no schema
  private static final int ID = Samples.PAYLOAD.fieldIndex(Samples.ID);
  private static final int IMAGE = Samples.PAYLOAD.fieldIndex(Samples.IMAGE);
  private static final int SIDE_INPUT_ID = SideInputRow.SCHEMA.fieldIndex(Samples.ID);
  private static final int SIDE_INPUT_BYTES = SideInputRow.SCHEMA.fieldIndex(Samples.IMAGE);
  private static final int SIDE_INPUT_PART = SideInputRow.SCHEMA.fieldIndex(SideInputRow.PART);
  private static final int SIDE_INPUT_NAME = SideInputRow.SCHEMA.fieldIndex(SideInputRow.NAME);
  private static final int SIDE_INPUT_INDEX = SideInputRow.SCHEMA.fieldIndex(SideInputRow.INDEX);

  /** The rows of {@code index} whose images the buckets need. */
  public Dataset<Row> select(Dataset<Row> index) {
    return index.filter((FilterFunction<Row>) this::isNeeded);
  }

  private boolean isNeeded(Row sample) {
    return ring.value()
        .position(sample)
        .filter(
            position ->
                !ring.value().targets(sample.getString(ID), position.lane(), buckets).isEmpty())
        .isPresent();
  }

  /**
   * Shuffles the images. Every bucket arrives whole in the partition of its number: first its bases
   * in ring order, then the halo of each of its lanes by rank, each image right after its side
   * inputs. Read the rows with {@link ShuffledSampleReader}.
   *
   * @param payload rows of {@link Samples#PAYLOAD}
   * @param sideInputs rows of {@link SideInputRow#SCHEMA}
   */
  public Dataset<Row> shuffle(Dataset<Row> payload, Optional<Dataset<Row>> sideInputs) {
    int count = ring.value().layout().partitioner().buckets();
    PartitionKeys keys = PartitionKeys.of(count);
    Encoder<Row> encoder = Encoders.row(ShuffledRow.schema(ring.value().labelKind()));
    Dataset<Row> images =
        payload.flatMap((FlatMapFunction<Row, Row>) row -> imageRows(row, keys), encoder);
    Dataset<Row> rows =
        sideInputs
            .map(
                inputs ->
                    inputs
                        .flatMap(
                            (FlatMapFunction<Row, Row>) row -> sideInputRows(row, keys), encoder)
                        .union(images))
            .orElse(images);
    return rows.repartition(count, functions.col(ShuffledRow.PARTITION_KEY))
        .sortWithinPartitions(
            sortKey(),
            functions.col(SideInputRow.PART),
            functions.col(SideInputRow.NAME),
            functions.col(SideInputRow.INDEX));
  }

  private Iterator<Row> imageRows(Row payload, PartitionKeys keys) {
    PairingRing whole = ring.value();
    String id = payload.getString(ID);
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
                            payload.getAs(IMAGE))
                        .toRow());
              }
            });
    return rows.iterator();
  }

  private Iterator<Row> sideInputRows(Row sideInput, PartitionKeys keys) {
    List<Row> rows = new ArrayList<>(1);
    for (Target target : ring.value().sideInputTargets(sideInput, buckets)) {
      rows.add(
          new ShuffledRow(
                  partitionKey(target, keys),
                  target,
                  sideInput.getString(SIDE_INPUT_ID),
                  Optional.empty(),
                  sideInput.getAs(SIDE_INPUT_BYTES),
                  SideInputKind.of(sideInput.getInt(SIDE_INPUT_PART)),
                  sideInput.getString(SIDE_INPUT_NAME),
                  sideInput.getInt(SIDE_INPUT_INDEX))
              .toRow());
    }
    return rows.iterator();
  }

  private int partitionKey(Target target, PartitionKeys keys) {
    return keys.key(ring.value().layout().partitioner().bucket(target.lane()));
  }

  private Column sortKey() {
    return functions
        .udf(
            (UDF3<Integer, Long, String, byte[]>)
                (rank, lane, id) ->
                    sortKey(new Target(Lane.ofCode(lane), rank), id, ring.value().layout()),
            DataTypes.BinaryType)
        .apply(
            functions.col(ShuffledRow.RANK),
            functions.col(ShuffledRow.LANE),
            functions.col(Samples.ID));
  }

  /** Sorts bases first, by ring key, then the halo, by lane and rank. */
  static byte[] sortKey(Target target, String id, RingLayout layout) {
    return target.isBase()
        ? ByteBuffer.allocate(1 + RING_KEY_BYTES).put((byte) 0).put(layout.key(id).bytes()).array()
        : ByteBuffer.allocate(1 + Long.BYTES + Integer.BYTES)
            .put((byte) 1)
            .putLong(target.lane().code())
            .putInt(target.rank())
            .array();
  }
}
