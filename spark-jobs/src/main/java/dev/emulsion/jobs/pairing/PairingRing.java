package dev.emulsion.jobs.pairing;

import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.pairing.Halo.Target;
import dev.emulsion.jobs.pairing.RingPartitioner.Lane;
import dev.emulsion.jobs.sideinput.EncodedSample;
import dev.emulsion.jobs.sideinput.SideInputRow;
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
public final class PairingRing implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Where an image, or what stands beside one, is in a row of {@link #shuffle}. */
  static final int IMAGE_AT = 4;

  private static final int PART_AT = 5;

  /** Seed of the hash by which Spark deals rows to partitions. */
  private static final int SPARK_HASH_SEED = 42;

  private final long seed;
  private final int epoch;
  private final RingPartitioner partitioner;
  private final Census census;
  private final int[] slots;
  private final Halo halo;

  PairingRing(long seed, int epoch, RingPartitioner partitioner, Census census, Halo halo) {
    this.seed = seed;
    this.epoch = epoch;
    this.partitioner = partitioner;
    this.census = census;
    this.slots = slots(partitioner.buckets());
    this.halo = halo;
  }

  /** This ring for tasks, sent to each executor once. */
  public Broadcast<PairingRing> broadcast(SparkSession spark) {
    return new JavaSparkContext(spark.sparkContext()).broadcast(this);
  }

  PairingRing with(Halo followers) {
    return new PairingRing(seed, epoch, partitioner, census, followers);
  }

  public Halo halo() {
    return halo;
  }

  public RingPartitioner partitioner() {
    return partitioner;
  }

  /** Where a sample is a base, and its label. */
  public record Position(Lane lane, Label label) {}

  /**
   * Places a sample; none for the rows that a duplicate id leaves out.
   *
   * @param sample a row of {@link Samples#INDEX} or {@link Samples#PAYLOAD}
   */
  public Optional<Position> position(Row sample) {
    String id = sample.getString(0);
    if (!census.uses(id, sample.getString(3))) {
      return Optional.empty();
    }
    Label label = census.labels().of(sample);
    return Optional.of(new Position(partitioner.lane(key(id), label.main()), label));
  }

  /**
   * The one payload shuffle. Every bucket arrives whole in one partition: first its bases in ring
   * order, then the halo of each of its lanes, by rank. Read the rows with {@link
   * ShuffledSampleReader}.
   *
   * @param payload rows of {@link Samples#PAYLOAD}
   * @param sideInputRows rows of {@link SideInputRow#SCHEMA}; each travels right before its
   *     sample's image
   * @param wanted buckets to fill; the others stay empty
   */
  public static Dataset<Row> shuffle(
      Broadcast<PairingRing> ring,
      Dataset<Row> payload,
      Optional<Dataset<Row>> sideInputRows,
      BitSet wanted) {
    Dataset<Row> images =
        payload.flatMap(
            (FlatMapFunction<Row, Row>) row -> ring.value().travels(row, wanted).iterator(),
            Encoders.row(ring.value().travelling()));
    if (sideInputRows.isEmpty()) {
      return dealt(ring, images, position(ring));
    }
    Dataset<Row> both =
        sideInputRows
            .get()
            .flatMap(
                (FlatMapFunction<Row, Row>)
                    row -> ring.value().travelsBeside(row, wanted).iterator(),
                Encoders.row(ring.value().travellingBeside()))
            .union(
                images
                    .withColumn(
                        SideInputRow.PART,
                        functions.lit(SideInputRow.SideInputKind.IMAGE.ordinal()))
                    .withColumn(SideInputRow.NAME, functions.lit(null).cast(DataTypes.StringType))
                    .withColumn(SideInputRow.INDEX, functions.lit(0)));
    return dealt(
        ring,
        both,
        position(ring),
        functions.col(SideInputRow.PART),
        functions.col(SideInputRow.NAME),
        functions.col(SideInputRow.INDEX));
  }

  private static Dataset<Row> dealt(
      Broadcast<PairingRing> ring, Dataset<Row> rows, Column... order) {
    Column slot = functions.expr("cast(seat & 4294967295 as int)");
    return rows.repartition(ring.value().partitioner.buckets(), slot).sortWithinPartitions(order);
  }

  private static Column position(Broadcast<PairingRing> ring) {
    return functions
        .udf(
            (UDF3<Long, Long, String, byte[]>)
                (seat, lane, id) -> ring.value().position(seat, lane, id),
            DataTypes.BinaryType)
        .apply(functions.col("seat"), functions.col("lane"), functions.col(Samples.ID));
  }

  /**
   * A sample of {@link #shuffle}. Rank 0 is a base; others follow {@code lane} as partners only.
   */
  public record ShuffledSample(int rank, Lane lane, EncodedSample sample) {

    public String id() {
      return sample.id();
    }

    public Label label() {
      return sample.label();
    }
  }

  /** What a row of {@link #shuffle} holds. */
  static SideInputRow.SideInputKind part(Row row) {
    return row.size() > PART_AT
        ? SideInputRow.SideInputKind.of(row.getInt(PART_AT))
        : SideInputRow.SideInputKind.IMAGE;
  }

  /** The traveller whose image is in {@code row}, with {@code beside} it. */
  ShuffledSample shuffled(Row row, SideInputRow sideInputRows) {
    Label label = LabelColumn.read(census.labels().kind(), row, 3);
    return new ShuffledSample(
        (int) (row.getLong(0) >>> 32),
        Lane.ofCode(row.getLong(1)),
        sideInputRows.with(row.getString(2), label, row.getAs(IMAGE_AT)));
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

  /** A row that travels beside another: it needs no label, but must say what it is. */
  private StructType travellingBeside() {
    return new StructType()
        .add("seat", DataTypes.LongType, false)
        .add("lane", DataTypes.LongType, false)
        .add(Samples.ID, DataTypes.StringType, false)
        .add("label", LabelColumn.type(census.labels().kind()), true)
        .add(Samples.IMAGE, DataTypes.BinaryType, false)
        .add(SideInputRow.PART, DataTypes.IntegerType, false)
        .add(SideInputRow.NAME, DataTypes.StringType, true)
        .add(SideInputRow.INDEX, DataTypes.IntegerType, false);
  }

  /** The rows of {@code index} whose images some of the {@code wanted} buckets need. */
  public static Dataset<Row> needed(
      Broadcast<PairingRing> ring, Dataset<Row> index, BitSet wanted) {
    return index.filter(
        (FilterFunction<Row>)
            row -> {
              PairingRing whole = ring.value();
              String id = row.getString(0);
              return whole
                  .position(row)
                  .filter(placed -> !whole.seats(id, placed.lane(), wanted).isEmpty())
                  .isPresent();
            });
  }

  private List<Row> travels(Row payload, BitSet wanted) {
    List<Row> rows = new ArrayList<>(1);
    String id = payload.getString(0);
    position(payload)
        .ifPresent(
            placed ->
                seats(id, placed.lane(), wanted)
                    .forEach(seat -> rows.add(travel(seat, id, placed.label(), payload))));
    return rows;
  }

  /** Wherever the sample goes that {@code beside} belongs to. */
  private List<Row> travelsBeside(Row sideInputRows, BitSet wanted) {
    String id = sideInputRows.getString(0);
    int label = partitioner.needsLabel() ? census.labels().of(sideInputRows).main() : 0;
    List<Row> rows = new ArrayList<>(1);
    for (Target seat : seats(id, partitioner.lane(key(id), label), wanted)) {
      rows.add(
          RowFactory.create(
              seat(seat),
              seat.lane().code(),
              id,
              null,
              sideInputRows.get(3),
              sideInputRows.get(4),
              sideInputRows.get(5),
              sideInputRows.get(6)));
    }
    return rows;
  }

  /** Where a sample goes, as base and as follower. */
  private List<Target> seats(String id, Lane lane, BitSet wanted) {
    List<Target> seats = new ArrayList<>(1);
    seats.add(new Target(lane, 0));
    seats.addAll(halo.seats(id));
    seats.removeIf(seat -> !wanted.get(partitioner.bucket(seat.lane())));
    return seats;
  }

  private Row travel(Target seat, String id, Label label, Row payload) {
    return RowFactory.create(
        seat(seat), seat.lane().code(), id, LabelColumn.value(label), payload.get(4));
  }

  private long seat(Target seat) {
    return (long) seat.rank() << 32 | slots[partitioner.bucket(seat.lane())];
  }

  /** What a bucket is sorted by: a byte that puts bases first, then the key or lane and rank. */
  private byte[] position(long seat, long lane, String id) {
    int rank = (int) (seat >>> 32);
    return rank == 0
        ? ByteBuffer.allocate(17).put((byte) 0).put(key(id).bytes()).array()
        : ByteBuffer.allocate(13).put((byte) 1).putLong(lane).putInt(rank).array();
  }

  public RingKey key(String id) {
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
