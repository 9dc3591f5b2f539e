package dev.emulsion.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BucketHistogramTest {

  private static final BucketHistogram HISTOGRAM =
      new BucketHistogram(3, List.of(new BucketSize(0, 5, 10, 40), new BucketSize(2, 7, 7, 60)));

  @Test
  void theFullestBucketAndAllIdsAreCounted() {
    assertThat(HISTOGRAM.maxSamples()).isEqualTo(7);
    assertThat(HISTOGRAM.idBytes()).isEqualTo(100);
    assertThat(new BucketHistogram(3, List.of()).maxSamples()).isZero();
  }

  @Test
  void aBucketIsOneShardOrIsCutAfterSoManyRows() {
    assertThat(HISTOGRAM.shards(2, 0)).isEqualTo(2);
    // 20 rows in shards of 8 are 3, 14 rows are 2
    assertThat(HISTOGRAM.shards(2, 8)).isEqualTo(5);
  }

  @Test
  void loadsOfPartitionsAddUpAndSurviveTheirRow() {
    BucketSize load = new BucketSize(4, 1, 2, 3).plus(new BucketSize(4, 10, 20, 30));
    assertThat(load).isEqualTo(new BucketSize(4, 11, 22, 33));
    assertThat(BucketSize.of(load.toRow())).isEqualTo(load);
  }
}
