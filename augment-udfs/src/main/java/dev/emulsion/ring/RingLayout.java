package dev.emulsion.ring;

import dev.emulsion.random.RingKey;
import dev.emulsion.random.SampleKey;
import java.io.Serializable;

/** The place of every sample on the ring of one epoch, computed from its id and class alone. */
public record RingLayout(long seed, int epoch, RingPartitioner partitioner)
    implements Serializable {

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
    return partitioner.lane(key(id), label);
  }
}
