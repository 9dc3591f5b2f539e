package dev.emulsion.jobs.pairing;

import dev.emulsion.random.RingKey;
import dev.emulsion.random.SampleKey;
import java.io.Serializable;
import java.util.Comparator;

/** A sample as planning sees it, with the main class of its label. The order is the ring's. */
record RingSample(RingKey key, String id, int label)
    implements Comparable<RingSample>, Serializable {

  private static final Comparator<RingSample> ORDER =
      Comparator.comparing(RingSample::key).thenComparing(RingSample::id);

  static RingSample of(long seed, int epoch, String id, int label) {
    return new RingSample(RingKey.of(seed, epoch, SampleKey.of(id)), id, label);
  }

  @Override
  public int compareTo(RingSample other) {
    return ORDER.compare(this, other);
  }
}
