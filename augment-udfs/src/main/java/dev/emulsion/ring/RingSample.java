package dev.emulsion.ring;

import dev.emulsion.random.RingKey;
import java.util.Comparator;

/**
 * A sample as planning knows it. The natural order is that of the ring.
 *
 * @param label the main class of the sample
 */
public record RingSample(RingKey key, String id, int label) implements Comparable<RingSample> {

  private static final Comparator<RingSample> RING_ORDER =
      Comparator.comparing(RingSample::key).thenComparing(RingSample::id);

  @Override
  public int compareTo(RingSample other) {
    return RING_ORDER.compare(this, other);
  }
}
