package dev.emulsion.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionProvider;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.image.Image;
import dev.emulsion.label.Label;
import dev.emulsion.mix.Unmixed;
import dev.emulsion.random.SampleKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttentionBatcherTest {

  private final FakeProvider provider = new FakeProvider();
  private int opened;

  /** Answers with the value of an image's only pixel, and keeps the sizes of batches. */
  private static final class FakeProvider implements AttentionProvider {

    private final List<Integer> batches = new ArrayList<>();

    @Override
    public List<AttentionResult> compute(List<Image> images) {
      batches.add(images.size());
      return images.stream()
          .map(image -> new AttentionGrid(1, 1, new float[] {image.samples()[0]}))
          .map(AttentionResult::new)
          .toList();
    }

    @Override
    public void close() {}
  }

  @Test
  void aRowWithoutAttentionPassesAtOnceAndOpensNoProvider() {
    AttentionBatcher batcher = batcher(2);
    batcher.add(row("a"));
    assertThat(poll(batcher)).containsExactly("a");
    batcher.flush();
    assertThat(opened).isZero();
  }

  @Test
  void aBatchIsComputedWhenItIsFull() {
    AttentionBatcher batcher = batcher(3);
    batcher.add(row("a", pending(1), pending(2)));
    assertThat(poll(batcher)).isEmpty();
    // the first of b's images completes the batch; its second waits
    batcher.add(row("b", pending(3), pending(4)));
    assertThat(provider.batches).containsExactly(3);
    assertThat(poll(batcher)).containsExactly("a");
  }

  @Test
  void theLastBatchMayBeSmaller() {
    AttentionBatcher batcher = batcher(3);
    batcher.add(row("a", pending(1), pending(2)));
    batcher.add(row("b", pending(3), pending(4)));
    batcher.flush();
    assertThat(provider.batches).containsExactly(3, 1);
    assertThat(poll(batcher)).containsExactly("a", "b");
    assertThat(opened).isEqualTo(1);
  }

  @Test
  void rowsLeaveInTheOrderInWhichTheyCame() {
    AttentionBatcher batcher = batcher(2);
    batcher.add(row("a", pending(1)));
    batcher.add(row("b"));
    assertThat(poll(batcher)).isEmpty(); // b is complete, but a is not
    batcher.add(row("c", pending(2)));
    assertThat(poll(batcher)).containsExactly("a", "b", "c");
  }

  @Test
  void anImageThatSeveralRowsDependOnIsComputedOnce() {
    AttentionBatcher batcher = batcher(4);
    PendingAttention shared = pending(7);
    batcher.add(row("a", shared, pending(1)));
    batcher.add(row("b", shared, pending(2)));
    batcher.flush();
    batcher.add(row("c", shared));
    assertThat(provider.batches).containsExactly(3);
    assertThat(poll(batcher)).containsExactly("a", "b", "c");
  }

  @Test
  void everyImageGetsItsOwnResult() {
    AttentionBatcher batcher = batcher(2);
    PendingRow row = row("a", pending(5), pending(6));
    batcher.add(row);
    assertThat(row.attentionResults().stream().map(r -> r.attention().weight(0, 0)))
        .containsExactly(5f, 6f);
  }

  @Test
  void tooManyWaitingRowsAreNotKeptWaitingForAFullBatch() {
    // 4 rows per image of a batch: the 8th row makes the batcher compute the one open image
    AttentionBatcher batcher = batcher(2);
    assertThat(AttentionBatcher.maxRows(2)).isEqualTo(8);
    batcher.add(row("a", pending(1)));
    for (int i = 2; i < 8; i++) {
      batcher.add(row("row " + i));
    }
    assertThat(poll(batcher)).isEmpty();
    batcher.add(row("row 8"));
    assertThat(provider.batches).containsExactly(1);
    assertThat(poll(batcher)).hasSize(8);
  }

  @Test
  void attentionThatIsKnownNeedsNoProvider() {
    AttentionBatcher batcher = batcher(1);
    PendingAttention known =
        PendingAttention.known(
            Optional.of(new AttentionResult(new AttentionGrid(1, 1, new float[] {3}))));
    PendingRow row = row("a", known);
    batcher.add(row);
    assertThat(poll(batcher)).containsExactly("a");
    assertThat(row.attentionResults()).hasSize(1);
    assertThat(opened).isZero();
  }

  @Test
  void aRowHasAllResultsOrNone() {
    // the map of one of two images is unknown: the label follows the area
    PendingAttention known =
        PendingAttention.known(
            Optional.of(new AttentionResult(new AttentionGrid(1, 1, new float[] {3}))));
    PendingRow row = row("a", known, PendingAttention.known(Optional.empty()));
    assertThat(row.isComplete()).isTrue();
    assertThat(row.attentionResults()).isEmpty();
  }

  private AttentionBatcher batcher(int batchSize) {
    return new AttentionBatcher(
        () -> {
          opened++;
          return provider;
        },
        batchSize);
  }

  /** Names of all rows that are complete. */
  private static List<String> poll(AttentionBatcher batcher) {
    List<String> names = new ArrayList<>();
    for (var row = batcher.poll(); row.isPresent(); row = batcher.poll()) {
      names.add(row.get().base().name());
    }
    return names;
  }

  private static PendingAttention pending(int value) {
    return PendingAttention.of(Image.of(1, 1, 1, new byte[] {(byte) value}));
  }

  private static PendingRow row(String name, PendingAttention... attentions) {
    Image image = Image.of(1, 1, 3, new byte[3]);
    MixInput base =
        new MixInput(
            name,
            name,
            SampleKey.of(name),
            new Label.Single(0),
            image,
            List.of(),
            PendingAttention.of(image));
    return new PendingRow(base, Optional.empty(), 0, new Unmixed(), image, List.of(attentions));
  }
}
