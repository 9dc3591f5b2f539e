package dev.emulsion.jobs.pipeline;

import dev.emulsion.attention.AttentionProvider;
import dev.emulsion.attention.AttentionResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Lets drafts pass in the order they come, each when all was seen that its label depends on. Images
 * are looked at in full batches, so drafts wait, but no more of them than {@link #max}. Whatever
 * waits together, a label depends on its own images alone.
 */
public final class AttentionBatcher {

  /** Drafts that wait, for every image of a batch, before a batch is asked that is not full. */
  private static final int DRAFTS_PER_IMAGE = 4;

  private final Supplier<AttentionProvider> seers;
  private final int batch;
  private final ArrayDeque<PendingRow> pendingRows = new ArrayDeque<>();
  private final ArrayDeque<PendingAttention> open = new ArrayDeque<>();
  private Optional<AttentionProvider> provider = Optional.empty();

  /**
   * @param seers asked for one when the first image is looked at
   * @param batch images per look
   */
  public AttentionBatcher(Supplier<AttentionProvider> seers, int batch) {
    this.seers = seers;
    this.batch = batch;
  }

  /** How many drafts wait at most. */
  public static int max(int batch) {
    return DRAFTS_PER_IMAGE * batch;
  }

  public void add(PendingRow pending) {
    pendingRows.add(pending);
    pending.attentions().stream().filter(PendingAttention::await).forEach(open::add);
    while (open.size() >= batch) {
      look(batch);
    }
    if (pendingRows.size() >= max(batch)) {
      finish();
    }
  }

  /** Looks at all that is still open. */
  public void finish() {
    while (!open.isEmpty()) {
      look(Math.min(batch, open.size()));
    }
  }

  /** The next draft, if it need not wait any more. */
  public Optional<PendingRow> next() {
    return pendingRows.isEmpty() || !pendingRows.peek().isSettled()
        ? Optional.empty()
        : Optional.of(pendingRows.remove());
  }

  private void look(int count) {
    if (provider.isEmpty()) {
      provider = Optional.of(seers.get());
    }
    List<PendingAttention> attentions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      attentions.add(open.remove());
    }
    List<AttentionResult> attentionResults =
        provider.get().of(attentions.stream().map(PendingAttention::image).toList());
    for (int i = 0; i < count; i++) {
      attentions.get(i).see(attentionResults.get(i));
    }
  }
}
