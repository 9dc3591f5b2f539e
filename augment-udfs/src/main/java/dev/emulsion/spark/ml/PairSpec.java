package dev.emulsion.spark.ml;

import dev.emulsion.attention.AttentionSource;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.ring.HaloSelector;
import dev.emulsion.ring.LaneHeads;
import dev.emulsion.ring.RingLayout;
import dev.emulsion.ring.RingPartitioner;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The settings of {@link PairMixer} that tasks receive.
 *
 * @param recipe with the kind of the labels
 * @param classes number of classes; 0 for the largest label plus one
 * @param partitions number of buckets of the ring
 * @param source of attention; {@code TABLE} if it is in a column
 */
record PairSpec(
    Recipe recipe,
    int epoch,
    int classes,
    int partitions,
    AttentionSource source,
    OutputImage.Format format,
    boolean plans,
    InvalidRows invalid)
    implements Serializable {

  /** Samples of a halo beyond one per variant, in case some are unreadable. */
  private static final int SPARES = 16;

  /**
   * The places on the ring. With {@code pairing.labels: same}, the rings of all classes are cut as
   * if they were of one size: their true sizes are not known before the dataset is read.
   */
  RingLayout layout() {
    long[] equal = new long[Math.max(1, classes)];
    Arrays.fill(equal, 1);
    return new RingLayout(
        recipe.seed(), epoch, new RingPartitioner(recipe.pairing().labels(), partitions, equal));
  }

  HaloSelector selector() {
    return new HaloSelector(recipe.pairing().labels(), recipe.pairing().variants() + SPARES);
  }

  /** A summary of no samples. */
  RingSummary summary() {
    return new RingSummary(layout(), new LaneHeads(selector()));
  }
}
