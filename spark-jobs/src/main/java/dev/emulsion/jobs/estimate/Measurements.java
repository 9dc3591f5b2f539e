package dev.emulsion.jobs.estimate;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.run.CodecCheck;
import java.util.List;

/**
 * What {@link EstimateJob} measures on the input, and {@link Estimator} extrapolates from.
 *
 * @param classes of the labels
 * @param samplesByClass number of samples of each class
 * @param members number of images per epoch before mixing: samples, and generated images joined
 *     with them
 * @param firstEpoch the buckets of the first epoch
 * @param halo number of samples of the first epoch that are shuffled twice
 * @param unpaired number of samples without an eligible partner
 * @param pairs the rows of {@code pairing.table}
 * @param shards number of shards of all epochs
 * @param probe a few rendered rows
 * @param broadcastBytes what each executor keeps of a broadcast mixing set
 * @param pairBytes what each executor keeps of {@code pairing.table}
 * @param codecs of the driver and the executors
 */
record Measurements(
    EstimateReport.Input input,
    EstimateReport.Generated generated,
    List<String> classes,
    long[] samplesByClass,
    long members,
    BucketHistogram firstEpoch,
    long halo,
    long unpaired,
    Manifest.Pairs pairs,
    long shards,
    RowSizeProbe probe,
    long broadcastBytes,
    long pairBytes,
    CodecCheck codecs) {

  Measurements {
    classes = List.copyOf(classes);
  }

  EstimateReport.Pairing pairing(int epochs, int variants) {
    return new EstimateReport.Pairing(
        epochs, variants, firstEpoch.buckets(), firstEpoch.maxSamples(), halo, unpaired);
  }
}
