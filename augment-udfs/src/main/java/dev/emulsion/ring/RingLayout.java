package dev.emulsion.ring;

import dev.emulsion.random.RingKey;
import dev.emulsion.random.SampleKey;
import java.io.Serializable;
import java.nio.ByteBuffer;

/** The place of every sample on the ring of one epoch, computed from its id and class alone. */
public record RingLayout(long seed, int epoch, RingPartitioner partitioner)
    implements Serializable {

  private static final int RING_KEY_BYTES = 16;

  /** The key that orders the samples of a ring. */
  public RingKey key(String id) {
    return RingKey.of(seed, epoch, SampleKey.of(id));
  }

  /**
   * The lane in which a sample is a base.
   *
   * @param label the main class of the sample
   */
  public Lane lane(String id, int label) {
    SampleKey sample = SampleKey.of(id);
    return partitioner.lane(partitioner.group(sample), RingKey.of(seed, epoch, sample), label);
  }

  /**
   * Sorts the samples of a bucket: bases first, by ring key, then the halo, by lane and rank.
   * Partners of {@code pairing.table} follow their base by rank.
   */
  public byte[] sortKey(Target target, String id) {
    if (target.isListed()) {
      return ByteBuffer.allocate(1 + RING_KEY_BYTES + Integer.BYTES)
          .put((byte) 0)
          .put(target.pair().base().bytes())
          .putInt(target.rank())
          .array();
    }
    return target.isBase()
        ? ByteBuffer.allocate(1 + RING_KEY_BYTES).put((byte) 0).put(key(id).bytes()).array()
        : ByteBuffer.allocate(1 + Long.BYTES + Integer.BYTES)
            .put((byte) 1)
            .putLong(target.lane().code())
            .putInt(target.rank())
            .array();
  }
}
