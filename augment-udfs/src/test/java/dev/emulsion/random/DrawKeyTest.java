package dev.emulsion.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DrawKeyTest {

  private static final SampleKey ABC = SampleKey.of("abc");

  /** The layout of key and counter, against NumPy 2.4.6: high, low = the halves of ABC. */
  @Test
  void aStreamIsWhatNumPyDrawsUnderTheDocumentedKeyAndCounter() {
    // Philox(key=[20261123, 2], counter=[0, 3 << 48 | 1 << 32 | 4, low, high]).random_raw(6)
    assertThat(words(new DrawKey(20261123, 2, ABC, Purpose.MIX, 1, 4), 6))
        .containsExactly(
            0xeee81d99be1f4296L,
            0xc859d23db6626d83L,
            0x251cb2de16d7522bL,
            0xfb3842188b4bbdf8L,
            0xafc043bf6d219cd9L,
            0xa2257880869bd613L);
  }

  @Test
  void aNegativeSeedIsTheUnsignedNumberWithItsBits() {
    // Philox(key=[2**64 - 5, 0], counter=[0, 1 << 48, low, high]).random_raw(2)
    assertThat(words(new DrawKey(-5, 0, ABC, Purpose.RING, 0, 0), 2))
        .containsExactly(0xb96be92d0bfef207L, 0x19e31a2208783268L);
  }

  @Test
  void keysThatDifferAnywhereGiveDifferentWords() {
    List<DrawKey> keys = new ArrayList<>();
    for (long seed : new long[] {0, 1, -1}) {
      for (int epoch : new int[] {0, 1, 2}) {
        for (Purpose purpose : Purpose.values()) {
          for (int variant : new int[] {0, 1, 65535}) {
            for (int operation : new int[] {0, 1, 1 << 16, Integer.MAX_VALUE}) {
              keys.add(new DrawKey(seed, epoch, ABC, purpose, variant, operation));
              keys.add(new DrawKey(seed, epoch, SampleKey.of("b"), purpose, variant, operation));
            }
          }
        }
      }
    }
    var words = new HashSet<Long>();
    for (DrawKey key : keys) {
      for (long word : words(key, 8)) {
        words.add(word);
      }
    }
    assertThat(words).hasSize(8 * keys.size());
  }

  /** Each of 256 bits is a fair coin: 128 ± 8 flips; the mean over 200 pairs is within 5 errors. */
  @Test
  void oneFlippedBitAnywhereFlipsHalfOfTheBits() {
    Random random = new Random(7);
    double[] flips = new double[6];
    int pairs = 200;
    for (int i = 0; i < pairs; i++) {
      long seed = random.nextLong();
      int epoch = random.nextInt(1 << 30);
      var sample = new SampleKey(random.nextLong(), random.nextLong());
      int variant = random.nextInt(1 << 16);
      int operation = random.nextInt(1 << 30);
      String id = "image" + (char) ('0' + random.nextInt(64));
      String flippedId = "image" + (char) (id.charAt(5) ^ 1 << random.nextInt(4));
      var key = new DrawKey(seed, epoch, sample, Purpose.MIX, variant, operation);
      DrawKey[] flipped = {
        new DrawKey(
            seed ^ 1L << random.nextInt(64), epoch, sample, Purpose.MIX, variant, operation),
        new DrawKey(seed, epoch ^ 1 << random.nextInt(30), sample, Purpose.MIX, variant, operation),
        new DrawKey(
            seed,
            epoch,
            new SampleKey(sample.high(), sample.low() ^ 1L << random.nextInt(64)),
            Purpose.MIX,
            variant,
            operation),
        new DrawKey(seed, epoch, sample, Purpose.MIX, variant ^ 1 << random.nextInt(16), operation),
        new DrawKey(seed, epoch, sample, Purpose.MIX, variant, operation ^ 1 << random.nextInt(30)),
        new DrawKey(seed, epoch, SampleKey.of(flippedId), Purpose.MIX, variant, operation),
      };
      var named = new DrawKey(seed, epoch, SampleKey.of(id), Purpose.MIX, variant, operation);
      for (int f = 0; f < flips.length; f++) {
        flips[f] += distance(f == 5 ? named : key, flipped[f]);
      }
    }
    double tolerance = 5 * 8 / Math.sqrt(pairs);
    for (double total : flips) {
      assertThat(total / pairs).isBetween(128 - tolerance, 128 + tolerance);
    }
  }

  @Test
  void numbersThatDoNotFitTheCounterAreRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DrawKey(0, -1, ABC, Purpose.MIX, 0, 0))
        .withMessage("epoch must be at least 0, was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DrawKey(0, 0, ABC, Purpose.MIX, 65536, 0))
        .withMessage("variant must be between 0 and 65535, was 65536");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DrawKey(0, 0, ABC, Purpose.MIX, 0, -1))
        .withMessage("operation must be at least 0, was -1");
  }

  private static int distance(DrawKey one, DrawKey other) {
    long[] left = words(one, 4);
    long[] right = words(other, 4);
    int bits = 0;
    for (int i = 0; i < left.length; i++) {
      bits += Long.bitCount(left[i] ^ right[i]);
    }
    return bits;
  }

  private static long[] words(DrawKey key, int count) {
    var words = new Words(key);
    long[] drawn = new long[count];
    for (int i = 0; i < count; i++) {
      drawn[i] = words.getAsLong();
    }
    return drawn;
  }
}
