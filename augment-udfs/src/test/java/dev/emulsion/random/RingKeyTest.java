package dev.emulsion.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RingKeyTest {

  @Test
  void isTheFirstTwoWordsOfTheRingStream() {
    // NumPy 2.4.6, as in DrawKeyTest
    assertThat(RingKey.of(-5, 0, SampleKey.of("abc")))
        .isEqualTo(new RingKey(0xb96be92d0bfef207L, 0x19e31a2208783268L));
  }

  @Test
  void theOrderIsUnsignedAndIsTheOrderOfTheBytes() {
    RingKey[] rising = {
      new RingKey(0, 0),
      new RingKey(0, 1),
      new RingKey(0, -1),
      new RingKey(1, 0),
      new RingKey(Long.MAX_VALUE, -1),
      new RingKey(Long.MIN_VALUE, 0),
      new RingKey(-1, 5),
      new RingKey(-1, -1),
    };
    for (int i = 0; i < rising.length; i++) {
      for (int j = 0; j < rising.length; j++) {
        int expected = Integer.signum(Integer.compare(i, j));
        assertThat(Integer.signum(rising[i].compareTo(rising[j]))).isEqualTo(expected);
        int ofBytes = Arrays.compareUnsigned(rising[i].bytes(), rising[j].bytes());
        assertThat(Integer.signum(ofBytes)).isEqualTo(expected);
      }
    }
  }

  @Test
  void theBytesAreBigEndian() {
    assertThat(new RingKey(0x0102030405060708L, 0x090a0b0c0d0e0f10L).bytes())
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
  }

  @Test
  void everyEpochIsAnotherOrder() {
    SampleKey sample = SampleKey.of("abc");
    assertThat(RingKey.of(1, 0, sample)).isNotEqualTo(RingKey.of(1, 1, sample));
  }
}
