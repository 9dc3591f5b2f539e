package dev.emulsion.pipeline;

import dev.emulsion.attention.AttentionProvider;
import dev.emulsion.attention.AttentionResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Queues rows until the attention that their labels depend on is computed, and returns them in the
 * order in which they were added. Attention is computed in full batches of images, each image once,
 * so rows wait, but never more than {@link #maxRows}. How rows are batched does not change them: a
 * label depends on its own images alone.
 */
public final class AttentionBatcher {

  /** Rows that may wait per image of a batch before a smaller batch is computed. */
  private static final int MAX_ROWS_PER_IMAGE = 4;

  private final Supplier<AttentionProvider> opener;
  private final int batchSize;
  private final ArrayDeque<PendingRow> rows = new ArrayDeque<>();
  private final Set<PendingAttention> queue = new LinkedHashSet<>();
  private Optional<AttentionProvider> provider = Optional.empty();

  /**
   * @param opener opens the provider; called once, when the first image is to be computed
   * @param batchSize images per call of the provider
   */
  public AttentionBatcher(Supplier<AttentionProvider> opener, int batchSize) {
    this.opener = opener;
    this.batchSize = batchSize;
  }

  /** How many rows wait at most. */
  public static int maxRows(int batchSize) {
    return MAX_ROWS_PER_IMAGE * batchSize;
  }

  /** Adds a row, and computes a batch if one is full or too many rows wait. */
  public void add(PendingRow row) {
    rows.add(row);
    row.attentions().stream().filter(PendingAttention::isOpen).forEach(queue::add);
    while (queue.size() >= batchSize) {
      compute(batchSize);
    }
    if (rows.size() >= maxRows(batchSize)) {
      flush();
    }
  }

  /** Computes all attention that is still open, in a last batch that may be smaller. */
  public void flush() {
    while (!queue.isEmpty()) {
      compute(Math.min(batchSize, queue.size()));
    }
  }

  /** Removes and returns the next row if it is complete. */
  public Optional<PendingRow> poll() {
    return rows.isEmpty() || !rows.peek().isComplete()
        ? Optional.empty()
        : Optional.of(rows.remove());
  }

  private void compute(int count) {
    if (provider.isEmpty()) {
      provider = Optional.of(opener.get());
    }
    List<PendingAttention> batch = new ArrayList<>(count);
    for (Iterator<PendingAttention> next = queue.iterator(); batch.size() < count; ) {
      batch.add(next.next());
      next.remove();
    }
    List<AttentionResult> results =
        provider.get().compute(batch.stream().map(PendingAttention::image).toList());
    for (int i = 0; i < count; i++) {
      batch.get(i).complete(results.get(i));
    }
  }
}
