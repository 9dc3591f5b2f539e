package dev.emulsion.jobs.augment;

import dev.emulsion.DataException;
import dev.emulsion.jobs.pairing.PairingRing;
import dev.emulsion.jobs.pairing.PairingRing.ShuffledSample;
import dev.emulsion.jobs.pairing.PartnerRule;
import dev.emulsion.jobs.pairing.RingPartitioner.Lane;
import dev.emulsion.jobs.pipeline.AttentionBatcher;
import dev.emulsion.jobs.pipeline.MixInput;
import dev.emulsion.jobs.pipeline.PendingRow;
import dev.emulsion.jobs.pipeline.Preparation;
import dev.emulsion.jobs.pipeline.PreparedSample;
import dev.emulsion.jobs.pipeline.RejectedSample;
import dev.emulsion.jobs.pipeline.SamplePipeline;
import dev.emulsion.jobs.run.SliceMetrics;
import dev.emulsion.random.RingKey;
import dev.emulsion.recipe.PairingConfig.OnNoPartner;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.OutputSchema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;

/**
 * Walks through one bucket: each base is decoded and transformed once, waits until enough of its
 * successors have come by, and leaves as its outputs; meanwhile it serves as partner of those that
 * wait before it. An image that cannot be read is skipped, which is the same as a ring without it.
 * Outputs leave in the order of the ring, those that wait for a model's look too.
 *
 * <p>With {@code labels: any} and one variant exactly one base waits at a time. With constraints
 * those wait that have not met a partner that qualifies, at most the bucket.
 */
final class PairingIterator implements Iterator<Row> {

  static final String NO_PARTNER = "NO_PARTNER";
  static final String NO_USABLE_GENERATED = "NO_USABLE_GENERATED";

  private final Iterator<ShuffledSample> reader;
  private final PairingRing ring;
  private final PartnerRule partners;
  private final SamplePipeline augmenter;
  private final AttentionBatcher attentionBatcher;
  private final int variants;
  private final boolean pairs;
  private final OnNoPartner onNoPartner;
  private final SliceMetrics metrics;
  private final ContentDigest digest;
  private final Consumer<RejectedSample> quarantine;
  private final Runnable sampleDone;
  private final Runnable done;

  private final ArrayDeque<Row> ready = new ArrayDeque<>();
  private final Map<Lane, List<Waiting>> waiting = new TreeMap<>();
  private final Map<Lane, Followers> followers = new HashMap<>();
  private boolean finished;

  /**
   * @param reader one bucket, as {@link PairingRing#shuffle} sorts it
   * @param attentionBatcher what outputs pass before they leave
   * @param quarantine told of every base that cannot be used
   * @param sampleDone told of every base, whatever became of it
   * @param done told once, after the last output
   */
  PairingIterator(
      Iterator<ShuffledSample> reader,
      PairingRing ring,
      PartnerRule partners,
      Recipe recipe,
      SamplePipeline augmenter,
      AttentionBatcher attentionBatcher,
      SliceMetrics metrics,
      Consumer<RejectedSample> quarantine,
      Runnable sampleDone,
      Runnable done) {
    this.reader = reader;
    this.ring = ring;
    this.partners = partners;
    this.augmenter = augmenter;
    this.attentionBatcher = attentionBatcher;
    this.variants = recipe.pairing().variants();
    this.pairs = recipe.mix().pairs();
    this.onNoPartner = recipe.pairing().onNoPartner();
    this.metrics = metrics;
    this.digest = new ContentDigest(OutputSchema.of(recipe.labels()));
    this.quarantine = quarantine;
    this.sampleDone = sampleDone;
    this.done = done;
  }

  /** A base and the partners it has met. */
  private record Waiting(PreparedSample base, RingKey key, List<PreparedSample> met) {}

  /** How many of a lane's halo have come, by class. */
  private static final class Followers {

    private final Map<Integer, Integer> byLabel = new HashMap<>();

    void count(int label) {
      byLabel.merge(label, 1, Integer::sum);
    }

    int qualifying(PartnerRule partners, int base) {
      return byLabel.entrySet().stream()
          .filter(e -> partners.accepts(base, e.getKey()))
          .mapToInt(Map.Entry::getValue)
          .sum();
    }
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && reader.hasNext()) {
      step(reader.next());
    }
    if (ready.isEmpty() && !finished) {
      finished = true;
      waiting.forEach((lane, bases) -> List.copyOf(bases).forEach(base -> closeAtEnd(lane, base)));
      attentionBatcher.flush();
      leave();
      done.run();
    }
    return !ready.isEmpty();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void step(ShuffledSample shuffled) {
    if (shuffled.rank() == 0) {
      base(shuffled);
    } else {
      follower(shuffled);
    }
  }

  private void base(ShuffledSample shuffled) {
    metrics.generated(shuffled.sample().generated().size());
    Preparation prepared = prepare(shuffled);
    if (prepared instanceof RejectedSample rejected) {
      refuse(rejected);
      return;
    }
    PreparedSample base = (PreparedSample) prepared;
    base.rejected().forEach(this::reject);
    if (base.members().isEmpty()) {
      refuse(new RejectedSample(base.id(), NO_USABLE_GENERATED, unusable(base)));
      return;
    }
    meet(shuffled.lane(), base);
    if (!pairs) {
      emit(base, List.of());
    } else if (partners.candidates(base.label().main()) == 0) {
      unpaired(base);
    } else {
      waiting
          .computeIfAbsent(shuffled.lane(), lane -> new ArrayList<>())
          .add(new Waiting(base, ring.key(base.id()), new ArrayList<>(variants)));
    }
  }

  private static String unusable(PreparedSample base) {
    return "none of the "
        + base.rejected().size()
        + " generated images that were drawn for it can be used";
  }

  private void follower(ShuffledSample shuffled) {
    followers
        .computeIfAbsent(shuffled.lane(), lane -> new Followers())
        .count(shuffled.label().main());
    closeFullCircles(shuffled);
    boolean wanted =
        waiting.getOrDefault(shuffled.lane(), List.of()).stream()
            .anyMatch(w -> partners.accepts(w.base().label().main(), shuffled.label().main()));
    if (wanted
        && prepare(shuffled) instanceof PreparedSample family
        && !family.members().isEmpty()) {
      meet(shuffled.lane(), family);
    }
  }

  /** Bases that {@code follower} is, or has passed: they have met the whole ring. */
  private void closeFullCircles(ShuffledSample follower) {
    List<Waiting> bases = waiting.get(follower.lane());
    if (bases == null) {
      return;
    }
    RingKey key = ring.key(follower.id());
    if (!ring.partitioner().lane(key, follower.label().main()).equals(follower.lane())) {
      return;
    }
    for (Waiting base : List.copyOf(bases)) {
      if (key.compareTo(base.key()) >= 0) {
        close(follower.lane(), base);
      }
    }
  }

  private void meet(Lane lane, PreparedSample passing) {
    List<Waiting> bases = waiting.get(lane);
    if (bases == null) {
      return;
    }
    for (Waiting base : List.copyOf(bases)) {
      if (partners.accepts(base.base().label().main(), passing.label().main())) {
        base.met().add(passing);
        if (base.met().size() == variants) {
          close(lane, base);
        }
      }
    }
  }

  private void closeAtEnd(Lane lane, Waiting base) {
    int came =
        followers
            .getOrDefault(lane, new Followers())
            .qualifying(partners, base.base().label().main());
    if (came < partners.candidates(base.base().label().main())) {
      throw new DataException(
          "too few of the "
              + came
              + " samples that follow "
              + base.base().id()
              + " as possible partners are readable; remove the unreadable images from the input,"
              + " or set pairing.buckets to a smaller number");
    }
    close(lane, base);
  }

  private void close(Lane lane, Waiting base) {
    waiting.get(lane).remove(base);
    if (base.met().isEmpty()) {
      unpaired(base.base());
    } else {
      emit(base.base(), base.met());
    }
  }

  private void unpaired(PreparedSample base) {
    switch (onNoPartner) {
      case KEEP -> {
        metrics.unpaired();
        emit(base, List.of());
      }
      case DROP ->
          refuse(new RejectedSample(base.id(), NO_PARTNER, "no sample qualifies as its partner"));
      case FAIL ->
          throw new DataException(
              "no sample qualifies as partner of "
                  + base.id()
                  + "; relax pairing.labels, or set pairing.on-no-partner to keep or drop");
    }
  }

  private void emit(PreparedSample base, List<PreparedSample> met) {
    for (MixInput member : base.members()) {
      for (int variant = 0; variant < variants; variant++) {
        Optional<MixInput> partner =
            met.isEmpty()
                ? Optional.empty()
                : Optional.of(
                    augmenter.choosePartner(member, met.get(variant % met.size()), variant));
        attentionBatcher.add(augmenter.mix(member, partner, variant));
      }
    }
    leave();
    metrics.emitted();
    metrics.joined(base.joined());
    sampleDone.run();
  }

  /** Makes rows of the outputs that need not wait any more. */
  private void leave() {
    for (Optional<PendingRow> next = attentionBatcher.poll();
        next.isPresent();
        next = attentionBatcher.poll()) {
      Row row = augmenter.toRow(next.get()).toRow();
      metrics.row(row.getString(5), digest.of(row));
      ready.add(row);
    }
  }

  private void refuse(RejectedSample rejected) {
    metrics.refused(rejected.reason());
    quarantine.accept(rejected);
    sampleDone.run();
  }

  /** A generated image that leaves no row; its sample may have others. */
  private void reject(RejectedSample image) {
    metrics.rejected(image.reason());
    quarantine.accept(image);
  }

  private Preparation prepare(ShuffledSample shuffled) {
    Preparation prepared = augmenter.prepare(shuffled.sample());
    boolean usable = prepared instanceof PreparedSample;
    metrics.decoded(1 + (usable ? shuffled.sample().generated().size() : 0));
    return prepared;
  }
}
