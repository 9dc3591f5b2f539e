package dev.emulsion.random;

import java.nio.ByteBuffer;
import java.util.Comparator;

/**
 * A sample's position on the ring of one epoch: the first two words of its {@link Purpose#RING}
 * stream as one unsigned 128-bit number. The ring is the order of these numbers.
 */
public record RingKey(long high, long low) implements Comparable<RingKey> {

  private static final Comparator<RingKey> UNSIGNED =
      Comparator.comparing(RingKey::high, Long::compareUnsigned)
          .thenComparing(RingKey::low, Long::compareUnsigned);

  /** The position of {@code sample} in {@code epoch} of the run with {@code seed}. */
  public static RingKey of(long seed, int epoch, SampleKey sample) {
    var words = new Words(new DrawKey(seed, epoch, sample, Purpose.RING, 0, 0));
    return new RingKey(words.getAsLong(), words.getAsLong());
  }

  /** 16 bytes, big-endian: their unsigned lexicographic order is the order of the keys. */
  public byte[] bytes() {
    return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
  }

  @Override
  public int compareTo(RingKey other) {
    return UNSIGNED.compare(this, other);
  }
}
