package dev.emulsion.jobs;

import dev.emulsion.attention.Insight;
import dev.emulsion.attention.Seer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Lets drafts pass in the order they come, each when all was seen that its label depends on.
 * Pictures are looked at in full batches, so drafts wait, but no more of them than {@link #most}.
 * Whatever waits together, a label depends on its own pictures alone.
 */
final class Lookout {

  /** Drafts that wait, for every picture of a batch, before a batch is asked that is not full. */
  private static final int DRAFTS_PER_PICTURE = 4;

  private final Supplier<Seer> seers;
  private final int batch;
  private final ArrayDeque<Draft> drafts = new ArrayDeque<>();
  private final ArrayDeque<Sight> open = new ArrayDeque<>();
  private Optional<Seer> seer = Optional.empty();

  /**
   * @param seers asked for one when the first picture is looked at
   * @param batch pictures per look
   */
  Lookout(Supplier<Seer> seers, int batch) {
    this.seers = seers;
    this.batch = batch;
  }

  /** How many drafts wait at most. */
  static int most(int batch) {
    return DRAFTS_PER_PICTURE * batch;
  }

  void add(Draft draft) {
    drafts.add(draft);
    draft.sights().stream().filter(Sight::await).forEach(open::add);
    while (open.size() >= batch) {
      look(batch);
    }
    if (drafts.size() >= most(batch)) {
      finish();
    }
  }

  /** Looks at all that is still open. */
  void finish() {
    while (!open.isEmpty()) {
      look(Math.min(batch, open.size()));
    }
  }

  /** The next draft, if it need not wait any more. */
  Optional<Draft> next() {
    return drafts.isEmpty() || !drafts.peek().isSettled()
        ? Optional.empty()
        : Optional.of(drafts.remove());
  }

  private void look(int count) {
    if (seer.isEmpty()) {
      seer = Optional.of(seers.get());
    }
    List<Sight> sights = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      sights.add(open.remove());
    }
    List<Insight> insights = seer.get().of(sights.stream().map(Sight::picture).toList());
    for (int i = 0; i < count; i++) {
      sights.get(i).see(insights.get(i));
    }
  }
}
