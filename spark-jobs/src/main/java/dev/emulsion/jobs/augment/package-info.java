/**
 * {@code emulsion augment}: the main job.
 *
 * <p>Read {@link dev.emulsion.jobs.augment.AugmentJob} first: it opens the inputs, claims the
 * output and runs the epochs. {@code EpochRun} plans the ring of an epoch, shuffles the encoded
 * images into its buckets and writes them slice by slice; {@code EpochSlices} knows what is
 * committed, {@code EpochQuarantine} writes the quarantine table, {@code EpochBalance} checks the
 * counts before the epoch is closed. {@code AugmentPartition} is what a task does with a bucket:
 * {@link dev.emulsion.ring.PairingIterator} walks along the ring and pairs samples, and {@link
 * dev.emulsion.pipeline} makes rows of them.
 */
package dev.emulsion.jobs.augment;
