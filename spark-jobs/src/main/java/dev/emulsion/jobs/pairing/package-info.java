/**
 * Pairing: which sample is mixed with which, and the one shuffle that brings them together.
 *
 * <p><b>Ring.</b> Every sample of an epoch has a 128-bit key, drawn from seed, epoch and id. The
 * samples sorted by that key, the last followed by the first, form the {@link
 * dev.emulsion.jobs.pairing.PairingRing}. The partner of a base is its successor; the partner of
 * variant k is the k-th successor that {@link dev.emulsion.jobs.pairing.PartnerRule} accepts. The
 * definition mentions no partitions, so every partitioning gives the same pairs.
 *
 * <p><b>Bucket.</b> What one task reads, renders and writes; {@link
 * dev.emulsion.jobs.pairing.BucketCount} says how many there are, from data and recipe alone.
 *
 * <p><b>Lane.</b> A run of consecutive samples of one ring in one bucket. {@link
 * dev.emulsion.jobs.pairing.RingPartitioner} computes the {@link dev.emulsion.jobs.pairing.Lane} of
 * a sample and the bucket of a lane. A bucket is one lane, unless {@code pairing.labels: same}
 * gives every class a ring of its own.
 *
 * <p><b>Halo.</b> The last bases of a lane have their partners in the next one. The first samples
 * after each lane, the {@link dev.emulsion.jobs.pairing.Halo}, are therefore sent to it as well, as
 * partners only. {@link dev.emulsion.jobs.pairing.HaloSelector} decides how many are enough.
 *
 * <p>Read {@link dev.emulsion.jobs.pairing.RingPlan} first: it plans a ring from ids and labels.
 * {@link dev.emulsion.jobs.pairing.RingShuffle} then sends every encoded image to its lane and its
 * halos, as {@link dev.emulsion.jobs.pairing.ShuffledRow}s sorted in ring order, and {@link
 * dev.emulsion.jobs.pairing.ShuffledSampleReader} reads them in the task. What a task does with
 * them is in {@code jobs.augment} and {@code jobs.pipeline}.
 */
package dev.emulsion.jobs.pairing;
