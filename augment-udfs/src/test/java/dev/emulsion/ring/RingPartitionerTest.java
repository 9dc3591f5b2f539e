package dev.emulsion.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.random.RingKey;
import dev.emulsion.random.SampleKey;
import dev.emulsion.recipe.PairingConfig.Labels;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RingPartitionerTest {

  @Test
  void everyGroupHasLanesAndBucketsOfItsOwn() {
    for (Labels labels : Labels.values()) {
      RingPartitioner partitioner = new RingPartitioner(labels, 3, 12, new long[] {40, 60});
      Set<Lane> lanes = new HashSet<>();
      for (int group = 0; group < 3; group++) {
        Set<Lane> ofGroup = new HashSet<>();
        Set<Integer> buckets = new TreeSet<>();
        for (int i = 0; i < 1000; i++) {
          Lane lane = partitioner.lane(group, new RingKey(i * (-1L >>> 10), i), i % 2);
          ofGroup.add(lane);
          buckets.add(partitioner.bucket(lane));
        }
        assertThat(buckets).containsExactly(4 * group, 4 * group + 1, 4 * group + 2, 4 * group + 3);
        assertThat(lanes).doesNotContainAnyElementsOf(ofGroup);
        lanes.addAll(ofGroup);
      }
    }
  }

  @Test
  void groupsAreEqualSharesOfAllKeys() {
    RingPartitioner partitioner = new RingPartitioner(Labels.ANY, 4, 4, new long[] {10});
    assertThat(partitioner.group(new SampleKey(0, 0))).isZero();
    assertThat(partitioner.group(new SampleKey(0x3FFFFFFFFFFFFFFFL, -1))).isZero();
    assertThat(partitioner.group(new SampleKey(0x4000000000000000L, 0))).isEqualTo(1);
    assertThat(partitioner.group(new SampleKey(-1, -1))).isEqualTo(3);
  }

  @Test
  void aBucketContainsTheKeysThatBeginWithItsBits() {
    RingPartitioner partitioner = new RingPartitioner(Labels.ANY, 4, new long[] {10});
    assertThat(partitioner.lane(new RingKey(0, 0), 0)).isEqualTo(new Lane(0, 0));
    assertThat(partitioner.lane(new RingKey(0x3FFFFFFFFFFFFFFFL, -1), 0)).isEqualTo(new Lane(0, 0));
    assertThat(partitioner.lane(new RingKey(0x4000000000000000L, 0), 0)).isEqualTo(new Lane(0, 1));
    assertThat(partitioner.lane(new RingKey(-1, -1), 0)).isEqualTo(new Lane(0, 3));
    assertThat(partitioner.bucket(new Lane(0, 3))).isEqualTo(3);
  }

  @Test
  void anyNumberOfBucketsSharesTheKeysEqually() {
    RingPartitioner partitioner = new RingPartitioner(Labels.ANY, 3, new long[] {10});
    // 2^64 / 3 = 0x5555555555555555.5…
    assertThat(partitioner.lane(new RingKey(0x5555555555555555L, -1), 0)).isEqualTo(new Lane(0, 0));
    assertThat(partitioner.lane(new RingKey(0x5555555555555556L, 0), 0)).isEqualTo(new Lane(0, 1));
    assertThat(partitioner.lane(new RingKey(0xAAAAAAAAAAAAAAAAL, -1), 0)).isEqualTo(new Lane(0, 1));
    assertThat(partitioner.lane(new RingKey(0xAAAAAAAAAAAAAAABL, 0), 0)).isEqualTo(new Lane(0, 2));
    assertThat(partitioner.lane(new RingKey(-1, -1), 0)).isEqualTo(new Lane(0, 2));
  }

  @Test
  void oneBucketContainsEverything() {
    RingPartitioner partitioner = new RingPartitioner(Labels.ANY, 1, new long[] {10});
    assertThat(partitioner.lane(new RingKey(-1, -1), 0)).isEqualTo(new Lane(0, 0));
  }

  @Test
  void sameLabelsFillTheBucketsEvenlyWhateverTheClassSizes() {
    long[] counts = {9000, 900, 90, 10};
    RingPartitioner partitioner = new RingPartitioner(Labels.SAME, 8, counts);
    TreeMap<Integer, Integer> sizes = new TreeMap<>();
    for (int label = 0; label < counts.length; label++) {
      for (int i = 0; i < counts[label]; i++) {
        RingKey key = RingKey.of(1, 0, SampleKey.of(label + "/" + i));
        sizes.merge(partitioner.bucket(partitioner.lane(key, label)), 1, Integer::sum);
      }
    }
    assertThat(sizes).hasSize(8);
    // 1250 each on average, off by a few standard deviations of 35 at most
    assertThat(sizes.values()).allSatisfy(size -> assertThat(size).isBetween(1100, 1400));
  }

  @Test
  void lanesOfAClassAreInRingOrder() {
    RingPartitioner partitioner = new RingPartitioner(Labels.SAME, 4, new long[] {50, 500});
    List<RingKey> keys = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      keys.add(RingKey.of(3, 1, SampleKey.of("s" + i)));
    }
    keys.sort(null);
    List<Lane> lanes = keys.stream().map(key -> partitioner.lane(key, 1)).toList();
    assertThat(lanes).isSorted().allMatch(lane -> lane.ring() == 1);
    assertThat(lanes.stream().distinct().count()).isGreaterThan(10);
  }
}
