package dev.emulsion.ring;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.unsafe.hash.Murmur3_x86_32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionKeysTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64, 1000})
  void sparkSendsTheKeyOfABucketToThePartitionOfItsNumber(int buckets) {
    PartitionKeys keys = PartitionKeys.of(buckets);
    for (int bucket = 0; bucket < buckets; bucket++) {
      // HashPartitioning: pmod(murmur3Hash(key, 42), partitions)
      int hash = Murmur3_x86_32.hashInt(keys.key(bucket), 42);
      assertThat(Math.floorMod(hash, buckets)).isEqualTo(bucket);
    }
  }
}
