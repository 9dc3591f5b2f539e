package dev.emulsion.jobs;

import dev.emulsion.DataException;
import dev.emulsion.jobs.Augmenter.Family;
import dev.emulsion.jobs.Augmenter.Prepared;
import dev.emulsion.jobs.Augmenter.Ready;
import dev.emulsion.jobs.Augmenter.Refused;
import dev.emulsion.jobs.Placement.Lane;
import dev.emulsion.jobs.Ring.Traveller;
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
final class RingWalk implements Iterator<Row> {

  static final String NO_PARTNER = "NO_PARTNER";
  static final String NO_USABLE_GENERATED = "NO_USABLE_GENERATED";

  private final Iterator<Traveller> travellers;
  private final Ring ring;
  private final Partners partners;
  private final Augmenter augmenter;
  private final Lookout lookout;
  private final int variants;
  private final boolean pairs;
  private final OnNoPartner onNoPartner;
  private final Tally tally;
  private final ContentDigest digest;
  private final Consumer<Refused> quarantine;
  private final Runnable sampleDone;
  private final Runnable done;

  private final ArrayDeque<Row> ready = new ArrayDeque<>();
  private final Map<Lane, List<Waiting>> waiting = new TreeMap<>();
  private final Map<Lane, Followers> followers = new HashMap<>();
  private boolean finished;

  /**
   * @param travellers one bucket, as {@link Ring#shuffle} sorts it
   * @param lookout what outputs pass before they leave
   * @param quarantine told of every base that cannot be used
   * @param sampleDone told of every base, whatever became of it
   * @param done told once, after the last output
   */
  RingWalk(
      Iterator<Traveller> travellers,
      Ring ring,
      Partners partners,
      Recipe recipe,
      Augmenter augmenter,
      Lookout lookout,
      Tally tally,
      Consumer<Refused> quarantine,
      Runnable sampleDone,
      Runnable done) {
    this.travellers = travellers;
    this.ring = ring;
    this.partners = partners;
    this.augmenter = augmenter;
    this.lookout = lookout;
    this.variants = recipe.pairing().variants();
    this.pairs = recipe.mix().pairs();
    this.onNoPartner = recipe.pairing().onNoPartner();
    this.tally = tally;
    this.digest = new ContentDigest(OutputSchema.of(recipe.labels()));
    this.quarantine = quarantine;
    this.sampleDone = sampleDone;
    this.done = done;
  }

  /** A base and the partners it has met. */
  private record Waiting(Family base, RingKey key, List<Family> met) {}

  /** How many of a lane's halo have come, by class. */
  private static final class Followers {

    private final Map<Integer, Integer> byLabel = new HashMap<>();

    void count(int label) {
      byLabel.merge(label, 1, Integer::sum);
    }

    int qualifying(Partners partners, int base) {
      return byLabel.entrySet().stream()
          .filter(e -> partners.qualify(base, e.getKey()))
          .mapToInt(Map.Entry::getValue)
          .sum();
    }
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && travellers.hasNext()) {
      step(travellers.next());
    }
    if (ready.isEmpty() && !finished) {
      finished = true;
      waiting.forEach((lane, bases) -> List.copyOf(bases).forEach(base -> closeAtEnd(lane, base)));
      lookout.finish();
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

  private void step(Traveller traveller) {
    if (traveller.rank() == 0) {
      base(traveller);
    } else {
      follower(traveller);
    }
  }

  private void base(Traveller traveller) {
    tally.generated(traveller.sample().generated().size());
    Prepared prepared = prepare(traveller);
    if (prepared instanceof Refused refused) {
      refuse(refused);
      return;
    }
    Family base = (Family) prepared;
    base.rejected().forEach(this::reject);
    if (base.members().isEmpty()) {
      refuse(new Refused(base.id(), NO_USABLE_GENERATED, unusable(base)));
      return;
    }
    meet(traveller.lane(), base);
    if (!pairs) {
      emit(base, List.of());
    } else if (partners.available(base.label().main()) == 0) {
      unpaired(base);
    } else {
      waiting
          .computeIfAbsent(traveller.lane(), lane -> new ArrayList<>())
          .add(new Waiting(base, ring.key(base.id()), new ArrayList<>(variants)));
    }
  }

  private static String unusable(Family base) {
    return "none of the "
        + base.rejected().size()
        + " generated pictures that were drawn for it can be used";
  }

  private void follower(Traveller traveller) {
    followers
        .computeIfAbsent(traveller.lane(), lane -> new Followers())
        .count(traveller.label().main());
    closeFullCircles(traveller);
    boolean wanted =
        waiting.getOrDefault(traveller.lane(), List.of()).stream()
            .anyMatch(w -> partners.qualify(w.base().label().main(), traveller.label().main()));
    if (wanted && prepare(traveller) instanceof Family family && !family.members().isEmpty()) {
      meet(traveller.lane(), family);
    }
  }

  /** Bases that {@code follower} is, or has passed: they have met the whole ring. */
  private void closeFullCircles(Traveller follower) {
    List<Waiting> bases = waiting.get(follower.lane());
    if (bases == null) {
      return;
    }
    RingKey key = ring.key(follower.id());
    if (!ring.placement().lane(key, follower.label().main()).equals(follower.lane())) {
      return;
    }
    for (Waiting base : List.copyOf(bases)) {
      if (key.compareTo(base.key()) >= 0) {
        close(follower.lane(), base);
      }
    }
  }

  private void meet(Lane lane, Family passing) {
    List<Waiting> bases = waiting.get(lane);
    if (bases == null) {
      return;
    }
    for (Waiting base : List.copyOf(bases)) {
      if (partners.qualify(base.base().label().main(), passing.label().main())) {
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
    if (came < partners.available(base.base().label().main())) {
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

  private void unpaired(Family base) {
    switch (onNoPartner) {
      case KEEP -> {
        tally.unpaired();
        emit(base, List.of());
      }
      case DROP -> refuse(new Refused(base.id(), NO_PARTNER, "no sample qualifies as its partner"));
      case FAIL ->
          throw new DataException(
              "no sample qualifies as partner of "
                  + base.id()
                  + "; relax pairing.labels, or set pairing.on-no-partner to keep or drop");
    }
  }

  private void emit(Family base, List<Family> met) {
    for (Ready member : base.members()) {
      for (int variant = 0; variant < variants; variant++) {
        Optional<Ready> partner =
            met.isEmpty()
                ? Optional.empty()
                : Optional.of(augmenter.member(member, met.get(variant % met.size()), variant));
        lookout.add(augmenter.draft(member, partner, variant));
      }
    }
    leave();
    tally.emitted();
    tally.joined(base.joined());
    sampleDone.run();
  }

  /** Makes rows of the outputs that need not wait any more. */
  private void leave() {
    for (Optional<Draft> next = lookout.next(); next.isPresent(); next = lookout.next()) {
      Row row = augmenter.row(next.get());
      tally.row(row.getString(5), digest.of(row));
      ready.add(row);
    }
  }

  private void refuse(Refused refused) {
    tally.refused(refused.reason());
    quarantine.accept(refused);
    sampleDone.run();
  }

  /** A generated picture that leaves no row; its sample may have others. */
  private void reject(Refused picture) {
    tally.rejected(picture.reason());
    quarantine.accept(picture);
  }

  private Prepared prepare(Traveller traveller) {
    Prepared prepared = augmenter.prepare(traveller.sample());
    boolean usable = prepared instanceof Family;
    tally.decoded(1 + (usable ? traveller.sample().generated().size() : 0));
    return prepared;
  }
}
