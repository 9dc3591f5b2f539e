package dev.emulsion.jobs;

import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.io.Samples;
import dev.emulsion.jobs.Halo.Seat;
import dev.emulsion.jobs.Placement.Lane;
import dev.emulsion.label.Label;
import dev.emulsion.random.RingKey;
import dev.emulsion.random.SampleKey;
import dev.emulsion.spark.LabelColumn;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;

/**
 * The order that defines partners, for one epoch: every sample gets a key from seed, epoch and id;
 * samples are sorted by it, and the partner of each is its successor, the last one's the first.
 *
 * <p>{@link RingPlan} makes it. {@link #shuffle} moves every encoded image once, to the bucket
 * where it is a base, and the few of the {@link Halo} once more, to the lane that they follow.
 */
final class Ring implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Tells images from maps, where there are maps. */
  private static final String IS_IMAGE = "is_image";

  /** Where an image or a map stands in a row of {@link #shuffle}. */
  static final int IMAGE_AT = 4;

  private static final int IS_IMAGE_AT = 5;

  /** Seed of the hash by which Spark deals rows to partitions. */
  private static final int SPARK_HASH_SEED = 42;

  private final long seed;
  private final int epoch;
  private final Placement placement;
  private final Census census;
  private final int[] slots;
  private final Halo halo;

  Ring(long seed, int epoch, Placement placement, Census census, Halo halo) {
    this.seed = seed;
    this.epoch = epoch;
    this.placement = placement;
    this.census = census;
    this.slots = slots(placement.buckets());
    this.halo = halo;
  }

  /** This ring for tasks, sent to each executor once. */
  Broadcast<Ring> broadcast(SparkSession spark) {
    return new JavaSparkContext(spark.sparkContext()).broadcast(this);
  }

  Ring with(Halo followers) {
    return new Ring(seed, epoch, placement, census, followers);
  }

  Halo halo() {
    return halo;
  }

  Placement placement() {
    return placement;
  }

  /** Where a sample is a base, and its label. */
  record Placed(Lane lane, Label label) {}

  /**
   * Places a sample; none for the rows that a duplicate id leaves out.
   *
   * @param sample a row of {@link Samples#INDEX} or {@link Samples#PAYLOAD}
   */
  Optional<Placed> place(Row sample) {
    String id = sample.getString(0);
    if (!census.uses(id, sample.getString(3))) {
      return Optional.empty();
    }
    Label label = census.labels().of(sample);
    return Optional.of(new Placed(placement.lane(key(id), label.main()), label));
  }

  /**
   * The one payload shuffle. Every bucket arrives whole in one partition: first its bases in ring
   * order, then the halo of each of its lanes, by rank. Read the rows with {@link Travellers}.
   *
   * @param payload rows of {@link Samples#PAYLOAD}
   * @param maps rows alike that have maps of attention for images; each travels right before the
   *     image
   * @param wanted buckets to fill; the others stay empty
   */
  static Dataset<Row> shuffle(
      Broadcast<Ring> ring, Dataset<Row> payload, Optional<Dataset<Row>> maps, BitSet wanted) {
    Dataset<Row> images = travelling(ring, payload, wanted);
    if (maps.isEmpty()) {
      return dealt(ring, images, position(ring));
    }
    Column first = functions.col(IS_IMAGE);
    Dataset<Row> both =
        travelling(ring, maps.get(), wanted)
            .withColumn(IS_IMAGE, functions.lit(false))
            .union(images.withColumn(IS_IMAGE, functions.lit(true)));
    return dealt(ring, both, position(ring), first);
  }

  private static Dataset<Row> travelling(
      Broadcast<Ring> ring, Dataset<Row> payload, BitSet wanted) {
    return payload.flatMap(
        (FlatMapFunction<Row, Row>) row -> ring.value().travels(row, wanted).iterator(),
        Encoders.row(ring.value().travelling()));
  }

  private static Dataset<Row> dealt(Broadcast<Ring> ring, Dataset<Row> rows, Column... order) {
    Column slot = functions.expr("cast(seat & 4294967295 as int)");
    return rows.repartition(ring.value().placement.buckets(), slot).sortWithinPartitions(order);
  }

  private static Column position(Broadcast<Ring> ring) {
    return functions
        .udf(
            (UDF3<Long, Long, String, byte[]>)
                (seat, lane, id) -> ring.value().position(seat, lane, id),
            DataTypes.BinaryType)
        .apply(functions.col("seat"), functions.col("lane"), functions.col(Samples.ID));
  }

  /**
   * A sample of {@link #shuffle}. Rank 0 is a base; others follow {@code lane} as partners only.
   *
   * @param map what is known to matter in the photo
   */
  record Traveller(
      int rank, Lane lane, String id, Label label, byte[] image, Optional<AttentionGrid> map) {}

  /** Whether a row of {@link #shuffle} has the map of the image in the row after it. */
  static boolean isMap(Row row) {
    return row.size() > IS_IMAGE_AT && !row.getBoolean(IS_IMAGE_AT);
  }

  /** The sample whose image is in {@code row}. */
  Traveller traveller(Row row, Optional<AttentionGrid> map) {
    return new Traveller(
        (int) (row.getLong(0) >>> 32),
        Lane.ofCode(row.getLong(1)),
        row.getString(2),
        LabelColumn.read(census.labels().kind(), row, 3),
        row.getAs(IMAGE_AT),
        map);
  }

  /** A travelling row: rank · 2^32 + slot, the lane it travels to, and the sample itself. */
  private StructType travelling() {
    return new StructType()
        .add("seat", DataTypes.LongType, false)
        .add("lane", DataTypes.LongType, false)
        .add(Samples.ID, DataTypes.StringType, false)
        .add("label", LabelColumn.type(census.labels().kind()), false)
        .add(Samples.IMAGE, DataTypes.BinaryType, false);
  }

  /** The rows of {@code index} whose images some of the {@code wanted} buckets need. */
  static Dataset<Row> needed(Broadcast<Ring> ring, Dataset<Row> index, BitSet wanted) {
    return index.filter(
        (FilterFunction<Row>)
            row -> {
              Ring whole = ring.value();
              String id = row.getString(0);
              return whole
                  .place(row)
                  .filter(placed -> !whole.seats(id, placed, wanted).isEmpty())
                  .isPresent();
            });
  }

  private List<Row> travels(Row payload, BitSet wanted) {
    List<Row> rows = new ArrayList<>(1);
    String id = payload.getString(0);
    place(payload)
        .ifPresent(
            placed ->
                seats(id, placed, wanted)
                    .forEach(seat -> rows.add(travel(seat, id, placed.label(), payload))));
    return rows;
  }

  /** Where a sample goes, as base and as follower. */
  private List<Seat> seats(String id, Placed placed, BitSet wanted) {
    List<Seat> seats = new ArrayList<>(1);
    seats.add(new Seat(placed.lane(), 0));
    seats.addAll(halo.seats(id));
    seats.removeIf(seat -> !wanted.get(placement.bucket(seat.lane())));
    return seats;
  }

  private Row travel(Seat seat, String id, Label label, Row payload) {
    long slot = slots[placement.bucket(seat.lane())];
    return RowFactory.create(
        (long) seat.rank() << 32 | slot,
        seat.lane().code(),
        id,
        LabelColumn.value(label),
        payload.get(4));
  }

  /** What a bucket is sorted by: a byte that puts bases first, then the key or lane and rank. */
  private byte[] position(long seat, long lane, String id) {
    int rank = (int) (seat >>> 32);
    return rank == 0
        ? ByteBuffer.allocate(17).put((byte) 0).put(key(id).bytes()).array()
        : ByteBuffer.allocate(13).put((byte) 1).putLong(lane).putInt(rank).array();
  }

  RingKey key(String id) {
    return RingKey.of(seed, epoch, SampleKey.of(id));
  }

  /** For every bucket, the smallest number that Spark's hash partitioning sends to it. */
  private static int[] slots(int buckets) {
    int[] slots = new int[buckets];
    boolean[] found = new boolean[buckets];
    int missing = buckets;
    for (int number = 0; missing > 0; number++) {
      int partition = Math.floorMod(Murmur3_x86_32.hashInt(number, SPARK_HASH_SEED), buckets);
      if (!found[partition]) {
        found[partition] = true;
        slots[partition] = number;
        missing--;
      }
    }
    return slots;
  }
}
