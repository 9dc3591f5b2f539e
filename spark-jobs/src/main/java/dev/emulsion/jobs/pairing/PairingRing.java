package dev.emulsion.jobs.pairing;

import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.label.Label;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The order that defines the partners of one epoch. Every sample has a key, drawn from seed, epoch
 * and id; samples are sorted by it, and the partner of each is its successor, the last one's the
 * first. {@link RingPlan} plans a ring, {@link RingShuffle} sends the images to their places.
 */
public final class PairingRing implements Serializable {

  // by position, the same in all tables that begin with id and label: rows that Spark hands from
  // function to function, unserialized, have no schema
  private static final int ID = Samples.INDEX.fieldIndex(Samples.ID);
  private static final int LOCATION = Samples.INDEX.fieldIndex(Samples.LOCATION);

  private static final long serialVersionUID = 1L;

  private final RingLayout layout;
  private final Census census;
  private final Halo halo;

  PairingRing(RingLayout layout, Census census, Halo halo) {
    this.layout = layout;
    this.census = census;
    this.halo = halo;
  }

  PairingRing withHalo(Halo found) {
    return new PairingRing(layout, census, found);
  }

  /** Sends this ring to every executor once. */
  public Broadcast<PairingRing> broadcast(SparkSession spark) {
    return new JavaSparkContext(spark.sparkContext()).broadcast(this);
  }

  public RingLayout layout() {
    return layout;
  }

  public Halo halo() {
    return halo;
  }

  /** The kind that all labels have. */
  Label.Kind labelKind() {
    return census.labels().kind();
  }

  /** The lane in which a sample is a base, and its label. */
  public record Position(Lane lane, Label label) {}

  /**
   * Finds the position of a sample; empty for duplicates of an id that are not used.
   *
   * @param sample a row of {@link Samples#INDEX} or {@link Samples#PAYLOAD}
   */
  public Optional<Position> position(Row sample) {
    String id = sample.getString(ID);
    if (!census.uses(id, sample.getString(LOCATION))) {
      return Optional.empty();
    }
    Label label = census.labels().of(sample);
    return Optional.of(new Position(layout.lane(id, label.main()), label));
  }

  /** The {@link PlacedSample} of a sample that is used. */
  Optional<Row> place(Row sample) {
    return position(sample)
        .map(
            position ->
                new PlacedSample(position.lane(), sample.getString(ID), position.label().main())
                    .toRow());
  }

  /**
   * Where a sample is sent, as base and as part of the halo.
   *
   * @param lane in which it is a base
   * @param buckets that are to be filled
   */
  List<Target> targets(String id, Lane lane, BitSet buckets) {
    List<Target> targets = new ArrayList<>(1);
    targets.add(Target.base(lane));
    targets.addAll(halo.targets(id));
    targets.removeIf(target -> !buckets.get(layout.partitioner().bucket(target.lane())));
    return targets;
  }

  /** The targets of the sample that a side input belongs to. */
  List<Target> sideInputTargets(Row sideInput, BitSet buckets) {
    String id = sideInput.getString(ID);
    int label = layout.partitioner().needsLabel() ? census.labels().of(sideInput).main() : 0;
    return targets(id, layout.lane(id, label), buckets);
  }
}
