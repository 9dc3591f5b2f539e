package dev.emulsion.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.label.Label;
import dev.emulsion.pipeline.AttentionBatcher;
import dev.emulsion.pipeline.EncodedSample;
import dev.emulsion.random.RingKey;
import dev.emulsion.recipe.PairingConfig.Labels;
import dev.emulsion.recipe.PairingConfig.OnNoPartner;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** Samples are named by letters in ring order; a sample's class is 0 unless it is given. */
class PairingIteratorTest {

  private static final Lane LANE = new Lane(0, 0);
  private static final Lane NEXT_LANE = new Lane(0, 1);

  private final FakePipeline pipeline = new FakePipeline();
  private final RecordingSink sink = new RecordingSink();
  private final List<ShuffledSample> bucket = new ArrayList<>();

  private Labels labels = Labels.ANY;
  private long[] counts = {3};
  private int variants = 1;
  private OnNoPartner onNoPartner = OnNoPartner.KEEP;
  private boolean pairs = true;

  @Test
  void everyBaseIsMixedWithItsSuccessorOnTheRing() {
    bases("a", "b", "c");
    halo("a");
    assertThat(rows()).containsExactly("a+b", "b+c", "c+a");
  }

  @Test
  void theLastBaseOfALaneIsMixedWithTheFirstOfTheNextLane() {
    bases("a", "b");
    haloOf(LANE, NEXT_LANE, 0, "c");
    assertThat(rows()).containsExactly("a+b", "b+c");
  }

  @Test
  void variantsAreMixedWithTheSuccessorsInTurn() {
    variants = 2;
    bases("a", "b", "c");
    halo("a", "b");
    assertThat(rows()).containsExactly("a+b", "a+c", "b+c", "b+a", "c+a", "c+b");
  }

  @Test
  void variantsBeyondTheRingReuseThePartnersFromTheFirst() {
    // a has the partners b and c only; the fourth sample after it is a itself
    variants = 3;
    bases("a", "b", "c");
    halo("a", "b", "c");
    assertThat(rows())
        .containsExactly("a+b", "a+c", "a+b", "b+c", "b+a", "b+c", "c+a", "c+b", "c+a");
  }

  @Test
  void unreadableBasesAreQuarantinedAndSkipped() {
    pipeline.unreadable("b");
    bases("a", "b", "c");
    halo("a");
    assertThat(rows()).containsExactly("a+c", "c+a");
    assertThat(sink.quarantined).containsExactly("b CORRUPT");
  }

  @Test
  void unreadableFollowersAreSkippedButQuarantinedOnlyWhereTheyAreBases() {
    pipeline.unreadable("c");
    counts = new long[] {4};
    bases("a", "b");
    haloOf(LANE, NEXT_LANE, 0, "c", "d");
    assertThat(rows()).containsExactly("a+b", "b+d");
    assertThat(sink.quarantined).isEmpty();
  }

  @Test
  void followersThatNobodyWaitsForAreNotDecoded() {
    bases("a", "b");
    haloOf(LANE, NEXT_LANE, 0, "c", "d", "e");
    rows();
    assertThat(pipeline.prepared()).containsExactly("a", "b", "c");
  }

  @Test
  void aRowIsReadyAsSoonAsItsPartnerWasRead() {
    bases("a", "b", "c", "d");
    halo("a");
    Iterator<ShuffledSample> samples = bucket.iterator();
    PairingIterator rows = iterator(samples);
    assertThat(rows.next().rowId()).isEqualTo("a+b");
    assertThat(samples.next().id()).isEqualTo("c"); // neither c nor d was read
  }

  @Test
  void differentLabelsWaitForTheNextSampleOfAnotherClass() {
    labels = Labels.DIFFERENT;
    counts = new long[] {3, 2};
    base("a", 0);
    base("b", 0);
    base("c", 1);
    base("d", 1);
    base("e", 0);
    haloOf(LANE, LANE, 0, "a", "b");
    follower(LANE, LANE, "c", 1, 3);
    // c ends the wait of a and b; e that of c and d; e itself meets a and b in vain, then c
    assertThat(rows()).containsExactly("a+c", "b+c", "c+e", "d+e", "e+c");
  }

  @Test
  void sameLabelsFormARingPerClass() {
    labels = Labels.SAME;
    counts = new long[] {3, 3};
    Lane zeros = new Lane(0, 0);
    Lane ones = new Lane(1, 0);
    baseOf(zeros, "a", 0);
    baseOf(ones, "b", 1);
    baseOf(zeros, "c", 0);
    baseOf(ones, "d", 1);
    haloOf(zeros, new Lane(0, 1), 0, "e");
    haloOf(ones, new Lane(1, 1), 1, "f");
    assertThat(rows()).containsExactly("a+c", "b+d", "c+e", "d+f");
  }

  @Test
  void aBaseWithoutPartnerIsKeptUnmixed() {
    counts = new long[] {1};
    bases("a");
    assertThat(rows()).containsExactly("a");
    assertThat(sink.unpaired).isEqualTo(1);
    assertThat(sink.emitted).containsExactly("a");
  }

  @Test
  void aBaseWithoutPartnerIsDroppedOnDemand() {
    onNoPartner = OnNoPartner.DROP;
    labels = Labels.DIFFERENT;
    counts = new long[] {2, 0};
    bases("a", "b");
    assertThat(rows()).isEmpty();
    assertThat(sink.quarantined).containsExactly("a NO_PARTNER", "b NO_PARTNER");
    assertThat(sink.unpaired).isZero();
  }

  @Test
  void aBaseWithoutPartnerFailsTheRunOnDemand() {
    onNoPartner = OnNoPartner.FAIL;
    counts = new long[] {1};
    bases("a");
    assertThatThrownBy(this::rows)
        .isInstanceOf(DataException.class)
        .hasMessage(
            "no sample qualifies as partner of a; relax pairing.labels, or set"
                + " pairing.on-no-partner to keep or drop");
  }

  @Test
  void theOnlyReadableSampleOfARingHasNoPartner() {
    pipeline.unreadable("b", "c");
    bases("a", "b", "c");
    halo("a");
    assertThat(rows()).containsExactly("a");
    assertThat(sink.unpaired).isEqualTo(1);
  }

  @Test
  void aHaloThatIsTooShortForItsUnreadableSamplesFailsTheRun() {
    // of five samples four may follow b, but only two of them are in the halo, both unreadable
    pipeline.unreadable("c", "d");
    counts = new long[] {5};
    bases("a", "b");
    haloOf(LANE, NEXT_LANE, 0, "c", "d");
    assertThatThrownBy(this::rows)
        .isInstanceOf(DataException.class)
        .hasMessage(
            "too few of the 2 samples that follow b as possible partners are readable; remove the"
                + " unreadable images from the input, or set pairing.buckets to a smaller number");
  }

  @Test
  void aRecipeWithoutPairsEmitsEveryBaseUnmixed() {
    pairs = false;
    bases("a", "b");
    assertThat(rows()).containsExactly("a", "b");
    assertThat(sink.unpaired).isZero();
  }

  @Test
  void everyMemberOfABaseIsMixedWithAMemberOfItsPartner() {
    // the fake draws the member with the number of the variant
    variants = 2;
    counts = new long[] {2};
    pipeline.members("a", 2);
    pipeline.members("b", 2);
    bases("a", "b");
    halo("a", "b");
    assertThat(rows())
        .containsExactly(
            "a#0+b#0", "a#0+b#1", "a#1+b#0", "a#1+b#1", "b#0+a#0", "b#0+a#1", "b#1+a#0", "b#1+a#1");
    assertThat(sink.emitted).containsExactly("a", "b");
  }

  @Test
  void aBaseWithoutUsableGeneratedImagesIsQuarantinedAndServesAsNoPartner() {
    pipeline.members("b", 0);
    bases("a", "b", "c");
    halo("a");
    assertThat(rows()).containsExactly("a+c", "c+a");
    assertThat(sink.rejected).containsExactly("b#0 GENERATED_CORRUPT");
    assertThat(sink.quarantined).containsExactly("b NO_USABLE_GENERATED");
    assertThat(sink.lastMessage)
        .isEqualTo("none of the 1 generated images that were drawn for it can be used");
  }

  @Test
  void everyDecodedImageIsCountedAndTheSinkIsClosedOnceAtTheEnd() {
    bases("a", "b", "c");
    halo("a");
    Iterator<ShuffledSample> samples = bucket.iterator();
    PairingIterator rows = iterator(samples);
    rows.next();
    assertThat(sink.closed).isZero();
    rows.forEachRemaining(row -> {});
    assertThat(rows.hasNext()).isFalse();
    assertThat(sink.arrived).containsExactly("a", "b", "c");
    assertThat(sink.decoded).isEqualTo(4); // three bases, and a again as follower
    assertThat(sink.rows).isEqualTo(3);
    assertThat(sink.closed).isEqualTo(1);
    assertThatThrownBy(rows::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void anEmptyBucketGivesNoRowsAndClosesTheSink() {
    assertThat(rows()).isEmpty();
    assertThat(sink.closed).isEqualTo(1);
  }

  private List<String> rows() {
    List<String> rows = new ArrayList<>();
    iterator(bucket.iterator()).forEachRemaining(row -> rows.add(row.rowId()));
    return rows;
  }

  private PairingIterator iterator(Iterator<ShuffledSample> samples) {
    AttentionBatcher withoutAttention =
        new AttentionBatcher(
            () -> {
              throw new AssertionError("no row waits for attention");
            },
            1);
    PairingRules rules =
        new PairingRules(pairs, new PartnerRule(labels, counts), variants, onNoPartner);
    return new PairingIterator(samples, rules, pipeline, withoutAttention, sink);
  }

  private void bases(String... ids) {
    for (String id : ids) {
      base(id, 0);
    }
  }

  private void base(String id, int label) {
    baseOf(LANE, id, label);
  }

  private void baseOf(Lane lane, String id, int label) {
    bucket.add(new ShuffledSample(Target.base(lane), key(id), lane, sample(id, label)));
  }

  /** Samples of the one lane of a ring, which follow it again. */
  private void halo(String... ids) {
    haloOf(LANE, LANE, 0, ids);
  }

  private void haloOf(Lane lane, Lane ownLane, int label, String... ids) {
    for (int i = 0; i < ids.length; i++) {
      follower(lane, ownLane, ids[i], label, i + 1);
    }
  }

  private void follower(Lane lane, Lane ownLane, String id, int label, int rank) {
    bucket.add(new ShuffledSample(new Target(lane, rank), key(id), ownLane, sample(id, label)));
  }

  private static RingKey key(String id) {
    return new RingKey(id.charAt(0), 0);
  }

  private static EncodedSample sample(String id, int label) {
    return new EncodedSample(id, new Label.Single(label), new byte[0]);
  }
}
