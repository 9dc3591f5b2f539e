package dev.emulsion.ring;

import dev.emulsion.DataException;
import dev.emulsion.pipeline.AttentionBatcher;
import dev.emulsion.pipeline.PreparedSample;
import dev.emulsion.pipeline.SamplePipeline;
import dev.emulsion.random.RingKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Walks through one bucket of the ring and turns its samples into rows.
 *
 * <p>Every base is decoded once and transformed once per variant. It waits until as many qualifying
 * successors have passed as it has variants, and is then mixed with them; meanwhile it is offered
 * as partner to the bases that wait before it. A sample that cannot be read is skipped, which gives
 * the rows of a ring without it. With {@code pairing.labels: any} and one variant, exactly one base
 * waits at a time; with constraints, those that have not met enough qualifying partners, at most
 * the bucket.
 */
public final class PairingIterator extends BucketIterator {

  private final PairingRules rules;

  private final Map<Lane, LaneWalk> lanes = new TreeMap<>();

  /**
   * @param samples of one bucket: its bases in ring order, then the halo of each lane by rank
   * @param batcher completes the rows whose labels depend on attention
   */
  public PairingIterator(
      Iterator<ShuffledSample> samples,
      PairingRules rules,
      SamplePipeline pipeline,
      AttentionBatcher batcher,
      PartitionSink sink) {
    super(samples, new BaseRows(rules, pipeline, batcher, sink));
    this.rules = rules;
  }

  /** A base that waits for partners, and those it has met. */
  private static final class WaitingBase {

    private final PreparedSample sample;
    private final RingKey key;
    private final List<PreparedSample> partners = new ArrayList<>();

    WaitingBase(PreparedSample sample, RingKey key) {
      this.sample = sample;
      this.key = key;
    }

    int label() {
      return sample.label().main();
    }
  }

  /** The bases of a lane that wait, in ring order, and its halo so far. */
  private static final class LaneWalk {

    private final List<WaitingBase> waiting = new ArrayList<>();
    private final Map<Integer, Integer> haloByClass = new HashMap<>();

    /** Number of samples of the halo, readable or not, that qualify for a base of this class. */
    int candidatesInHalo(PartnerRule partners, int base) {
      return haloByClass.entrySet().stream()
          .filter(entry -> partners.accepts(base, entry.getKey()))
          .mapToInt(Map.Entry::getValue)
          .sum();
    }
  }

  @Override
  void accept(ShuffledSample sample) {
    LaneWalk lane = lanes.computeIfAbsent(sample.lane(), code -> new LaneWalk());
    if (sample.target().isBase()) {
      acceptBase(lane, sample);
    } else {
      acceptFollower(lane, sample);
    }
  }

  private void acceptBase(LaneWalk lane, ShuffledSample sample) {
    Optional<PreparedSample> prepared = bases.prepareBase(sample.sample());
    if (prepared.isEmpty()) {
      return;
    }
    PreparedSample base = prepared.get();
    offer(lane, base);
    if (!rules.pairs()) {
      bases.emit(base, List.of());
    } else if (rules.partners().candidates(sample.lane(), base.label().main()) == 0) {
      bases.emitUnpaired(base);
    } else {
      lane.waiting.add(new WaitingBase(base, sample.key()));
    }
  }

  private void acceptFollower(LaneWalk lane, ShuffledSample follower) {
    int label = follower.label().main();
    lane.haloByClass.merge(label, 1, Integer::sum);
    closeFullCircles(lane, follower);
    boolean wanted =
        lane.waiting.stream().anyMatch(base -> rules.partners().accepts(base.label(), label));
    if (wanted) {
      bases.preparePartner(follower.sample()).ifPresent(partner -> offer(lane, partner));
    }
  }

  /** Closes the bases that have met the whole ring: {@code follower} is one of them, or past it. */
  private void closeFullCircles(LaneWalk lane, ShuffledSample follower) {
    if (follower.followsItself()) {
      for (WaitingBase base : List.copyOf(lane.waiting)) {
        if (follower.key().compareTo(base.key) >= 0) {
          close(lane, base);
        }
      }
    }
  }

  /** Offers a sample as partner to the bases that wait before it. */
  private void offer(LaneWalk lane, PreparedSample partner) {
    for (WaitingBase base : List.copyOf(lane.waiting)) {
      if (rules.partners().accepts(base.label(), partner.label().main())) {
        base.partners.add(partner);
        if (base.partners.size() == rules.variants()) {
          close(lane, base);
        }
      }
    }
  }

  @Override
  void closeAll() {
    lanes.forEach(
        (lane, walk) -> {
          for (WaitingBase base : List.copyOf(walk.waiting)) {
            requireWholeRing(lane, walk, base);
            close(walk, base);
          }
        });
  }

  /** A base may only run out of partners if the halo contains every candidate there is. */
  private void requireWholeRing(Lane lane, LaneWalk walk, WaitingBase base) {
    int candidates = walk.candidatesInHalo(rules.partners(), base.label());
    if (candidates < rules.partners().candidates(lane, base.label())) {
      throw new DataException(
          "too few of the "
              + candidates
              + " samples that follow "
              + base.sample.id()
              + " as possible partners are readable; remove the unreadable images from the input,"
              + " or set pairing.buckets to a smaller number");
    }
  }

  private void close(LaneWalk lane, WaitingBase base) {
    lane.waiting.remove(base);
    if (base.partners.isEmpty()) {
      bases.emitUnpaired(base.sample);
    } else {
      bases.emit(base.sample, base.partners.stream().map(BaseRows.Partner::ofRing).toList());
    }
  }
}
