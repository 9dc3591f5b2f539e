package dev.emulsion.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BucketHistogramTest {

  private static final BucketHistogram HISTOGRAM =
      new BucketHistogram(3, List.of(new BucketLoad(0, 5, 10, 40), new BucketLoad(2, 7, 7, 60)));

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
    BucketLoad load = new BucketLoad(4, 1, 2, 3).plus(new BucketLoad(4, 10, 20, 30));
    assertThat(load).isEqualTo(new BucketLoad(4, 11, 22, 33));
    assertThat(BucketLoad.of(load.toRow())).isEqualTo(load);
  }
}
