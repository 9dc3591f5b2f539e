package dev.emulsion.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SliceTest {

  @Test
  void slicesAreCutAtTheBordersOfGroups() {
    // groups of 4 buckets: 0-3, 4-7, 8-11
    assertThat(Slice.byGroup(List.of(new Slice(1, 6), new Slice(6, 12)), 4))
        .containsExactly(
            List.of(new Slice(1, 4)),
            List.of(new Slice(4, 6), new Slice(6, 8)),
            List.of(new Slice(8, 12)));
    assertThat(Slice.byGroup(List.of(new Slice(0, 3), new Slice(3, 12)), 12))
        .containsExactly(List.of(new Slice(0, 3), new Slice(3, 12)));
    assertThat(Slice.byGroup(List.of(), 4)).isEmpty();
    assertThat(new Slice(9, 11).within(4)).isEqualTo(new Slice(1, 3));
  }

  @Test
  void anEpochIsCutIntoAtMostSixteenSlicesOfFourBucketsACore() {
    assertThat(Slice.count(512, 2)).isEqualTo(16);
    assertThat(Slice.count(512, 16)).isEqualTo(8); // 512 / (4 · 16)
    assertThat(Slice.count(16, 2)).isEqualTo(2);
    assertThat(Slice.count(16, 96)).isEqualTo(1);
    assertThat(Slice.count(1, 1)).isEqualTo(1);
  }

  @Test
  void bucketsThatDoNotDivideEvenlyGiveSlicesThatDifferByOne() {
    assertThat(Slice.cut(10, 4, List.of()))
        .containsExactly(new Slice(0, 2), new Slice(2, 5), new Slice(5, 7), new Slice(7, 10));
  }

  @Test
  void onlyTheGapsBetweenWhatIsDoneAreCut() {
    assertThat(Slice.cut(16, 4, List.of(new Slice(2, 4), new Slice(4, 6), new Slice(9, 16))))
        .containsExactly(new Slice(0, 2), new Slice(6, 9));
    assertThat(Slice.cut(16, 4, List.of(new Slice(0, 16)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 9", "7, 3", "16, 16", "16, 40", "1000, 16", "1048576, 16"})
  void theSlicesHoldEveryBucketOnce(int buckets, int count) {
    List<Slice> slices = Slice.cut(buckets, count, List.of());
    BitSet all = new BitSet();
    all.set(0, buckets);
    assertThat(Slice.buckets(slices)).isEqualTo(all);
    assertThat(slices.stream().mapToInt(slice -> slice.to() - slice.from()).sum())
        .isEqualTo(buckets);
    assertThat(slices).hasSizeLessThanOrEqualTo(count);
  }

  @Test
  void aSliceHoldsItsFirstBucketAndNotTheOneAfterItsLast() {
    Slice slice = new Slice(3, 5);
    assertThat(List.of(slice.holds(2), slice.holds(3), slice.holds(4), slice.holds(5)))
        .containsExactly(false, true, true, false);
  }
}
