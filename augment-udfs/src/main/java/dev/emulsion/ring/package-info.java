/**
 * The ring: which sample is mixed with which.
 *
 * <p><b>Ring.</b> Every sample of an epoch has a 128-bit key, drawn from seed, epoch and id. The
 * samples sorted by that key, the last followed by the first, form the ring. The partner of a base
 * is its successor; the partner of variant k is the k-th successor that {@link PartnerRule}
 * accepts. The definition mentions no partitions, so every partitioning gives the same pairs.
 *
 * <p><b>Bucket.</b> What one task reads, renders and writes.
 *
 * <p><b>Lane.</b> A run of consecutive samples of one ring in one bucket. {@link RingPartitioner}
 * computes the {@link Lane} of a sample and the bucket of a lane. A bucket is one lane, unless
 * {@code pairing.labels: same} gives every class a ring of its own.
 *
 * <p><b>Halo.</b> The last bases of a lane have their partners in the next one. The first samples
 * after each lane, the {@link Halo}, are therefore sent to it as well, as partners only. {@link
 * HaloSelector} decides how many are enough.
 *
 * <p>{@link PairingIterator} walks through a bucket and has {@code pipeline} make rows of its
 * samples. How samples get into their buckets is up to the user: {@code jobs.pairing} for a run,
 * {@code spark.ml} for a stage of MLlib.
 */
package dev.emulsion.ring;
