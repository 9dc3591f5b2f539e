package dev.emulsion.jobs.pairing;

import dev.emulsion.io.source.IndexRow;
import dev.emulsion.io.source.SourceRow;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.sideinput.SideInputRow;
import dev.emulsion.label.Label;
import dev.emulsion.ring.Lane;
import dev.emulsion.ring.PartnerCopies;
import dev.emulsion.ring.RingLayout;
import dev.emulsion.ring.Target;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * The order that defines the partners of one epoch. Every sample has a key, drawn from seed, epoch
 * and id; samples are sorted by it, and the partner of each is its successor, the last one's the
 * first. {@link RingPlan} plans a ring, {@link RingShuffle} sends the images to their places.
 */
public final class PairingRing implements Serializable {

  private static final long serialVersionUID = 1L;

  private final RingLayout layout;
  private final Census census;
  private final PartnerCopies copies;

  PairingRing(RingLayout layout, Census census, PartnerCopies copies) {
    this.layout = layout;
    this.census = census;
    this.copies = copies;
  }

  PairingRing withCopies(PartnerCopies found) {
    return new PairingRing(layout, census, found);
  }

  /** Sends this ring to every executor once. */
  public Broadcast<PairingRing> broadcast(SparkSession spark) {
    return new JavaSparkContext(spark.sparkContext()).broadcast(this);
  }

  public RingLayout layout() {
    return layout;
  }

  /** Number of images that are shuffled once more, as partners in another task. */
  public long copies() {
    return copies.size();
  }

  /** Bytes that every executor keeps of {@code pairing.table}. */
  public long pairBytes() {
    return copies.bytes();
  }

  /** Whether partners come from {@code pairing.table}, not from the ring. */
  public boolean hasListedPairs() {
    return copies instanceof PairRoutes;
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
   * @param sample a row of the index or of the payload
   */
  public Optional<Position> position(SourceRow sample) {
    if (!census.repeated().uses(sample)) {
      return Optional.empty();
    }
    Label label = census.labels().read(sample);
    return Optional.of(new Position(layout.lane(sample.id(), label.main()), label));
  }

  /** The {@link PlacedSample} of a sample that is used. */
  Optional<PlacedSample> place(IndexRow sample) {
    return position(sample)
        .map(position -> new PlacedSample(position.lane(), sample.id(), position.label().main()));
  }

  /**
   * Where a sample is sent, as base and as partner.
   *
   * @param lane in which it is a base
   * @param buckets that are to be filled
   */
  List<Target> targets(String id, Lane lane, BitSet buckets) {
    List<Target> targets = new ArrayList<>(1);
    targets.add(Target.base(lane));
    targets.addAll(copies.targets(id, layout));
    targets.removeIf(target -> !buckets.get(layout.partitioner().bucket(target.lane())));
    return targets;
  }

  /** The targets of the sample that a side input belongs to. */
  List<Target> sideInputTargets(SideInputRow sideInput, BitSet buckets) {
    String id = sideInput.id();
    int label =
        layout.partitioner().needsLabel() ? census.labels().read(id, sideInput.label()).main() : 0;
    return targets(id, layout.lane(id, label), buckets);
  }
}
