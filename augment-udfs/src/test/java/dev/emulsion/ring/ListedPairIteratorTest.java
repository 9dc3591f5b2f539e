package dev.emulsion.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.label.Label;
import dev.emulsion.mix.GivenMix;
import dev.emulsion.pipeline.AttentionBatcher;
import dev.emulsion.pipeline.EncodedSample;
import dev.emulsion.random.RingKey;
import dev.emulsion.recipe.PairingConfig.Labels;
import dev.emulsion.recipe.PairingConfig.OnNoPartner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Partners of {@code pairing.table} arrive right after their base. */
class ListedPairIteratorTest {

  private static final Lane LANE = new Lane(0, 0);
  private static final List<String> METHODS = List.of("cutmix", "mixup");

  private final FakePipeline pipeline = new FakePipeline();
  private final RecordingSink sink = new RecordingSink();
  private final List<ShuffledSample> bucket = new ArrayList<>();

  private int variants = 1;
  private OnNoPartner onNoPartner = OnNoPartner.KEEP;

  @Test
  void everyBaseIsMixedWithThePartnersThatFollowIt() {
    variants = 2;
    base("a");
    partners("c", "b");
    base("b");
    partners("a", "a");
    assertThat(rows()).containsExactly("a+c", "a+b", "b+a", "b+a");
    assertThat(sink.emitted).containsExactly("a", "b");
    assertThat(sink.decoded).isEqualTo(6);
    assertThat(sink.closed).isEqualTo(1);
  }

  @Test
  void fewerPartnersThanVariantsTakeTurns() {
    variants = 3;
    base("a");
    partners("c", "b");
    assertThat(rows()).containsExactly("a+c", "a+b", "a+c");
  }

  @Test
  void anUnreadablePartnerIsSkippedAndTheOthersTakeTurns() {
    variants = 2;
    pipeline.unreadable("c");
    base("a");
    partners("c", "b");
    assertThat(rows()).containsExactly("a+b", "a+b");
    assertThat(sink.quarantined).isEmpty(); // c is, where it is a base
  }

  @Test
  void aBaseWithoutAReadablePartnerStaysUnmixedAndIsCounted() {
    pipeline.unreadable("c");
    base("a");
    partners("c");
    base("b");
    assertThat(rows()).containsExactly("a", "b");
    assertThat(sink.unpaired).isEqualTo(2);
  }

  @Test
  void partnersOfAnUnreadableBaseAreNotDecoded() {
    pipeline.unreadable("a");
    base("a");
    partners("b");
    base("b");
    partners("c");
    assertThat(rows()).containsExactly("b+c");
    assertThat(sink.quarantined).containsExactly("a CORRUPT");
    assertThat(pipeline.prepared()).containsExactly("a", "b", "c");
  }

  @Test
  void aBaseWithoutAPartnerIsDroppedOrFailsTheRun() {
    onNoPartner = OnNoPartner.DROP;
    base("a");
    assertThat(rows()).isEmpty();
    assertThat(sink.quarantined).containsExactly("a NO_PARTNER");
    assertThat(sink.lastMessage)
        .isEqualTo("pairing.table has no pair of it whose partner can be read");
    onNoPartner = OnNoPartner.FAIL;
    assertThatThrownBy(this::rows)
        .isInstanceOf(DataException.class)
        .hasMessage(
            "pairing.table has no pair of a whose partner can be read; add a row with this base_id"
                + " and a readable partner, or set pairing.on-no-partner to keep or drop");
  }

  @Test
  void whatTheTableGivesIsNotDrawn() {
    RingKey base = new RingKey(1, 2);
    assertThat(ListedPair.of(base, 49_152, 1).given(METHODS))
        .isEqualTo(new GivenMix(Optional.of(0.75), Optional.of("mixup")));
    assertThat(ListedPair.of(base, ListedPair.NONE, ListedPair.NONE).given(METHODS))
        .isEqualTo(GivenMix.NOTHING);
    base("a");
    partners("b");
    rows();
    assertThat(pipeline.given())
        .containsExactly(new GivenMix(Optional.of(0.5), Optional.of("cutmix")));
  }

  private List<String> rows() {
    AttentionBatcher withoutAttention =
        new AttentionBatcher(
            () -> {
              throw new AssertionError("no row waits for attention");
            },
            1);
    PairingRules rules =
        new PairingRules(
            true,
            new PartnerRule(Labels.ANY, new long[] {3}),
            variants,
            onNoPartner,
            PairingRules.Source.TABLE);
    List<String> rows = new ArrayList<>();
    new ListedPairIterator(
            bucket.iterator(), rules, new TreeSet<>(METHODS), pipeline, withoutAttention, sink)
        .forEachRemaining(row -> rows.add(row.rowId()));
    return rows;
  }

  private void base(String id) {
    add(Target.base(LANE), id);
  }

  /** Partners of the base before, mixed by CutMix with λ 0.5. */
  private void partners(String... ids) {
    ListedPair pair = ListedPair.of(key("?"), 32_768, 0);
    for (int i = 0; i < ids.length; i++) {
      add(new Target(LANE, i + 1, pair), ids[i]);
    }
  }

  private void add(Target target, String id) {
    EncodedSample sample = new EncodedSample(id, new Label.Single(0), new byte[0]);
    bucket.add(new ShuffledSample(target, key(id), LANE, sample));
  }

  private static RingKey key(String id) {
    return new RingKey(id.charAt(0), 0);
  }
}
