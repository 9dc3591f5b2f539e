/**
 * Pairing as a run does it: the plan of a ring, and the one shuffle that brings partners together.
 * What a ring, a bucket, a lane and a halo are is described in {@link dev.emulsion.ring}.
 *
 * <p>Read {@link dev.emulsion.jobs.pairing.RingPlan} first: it plans a {@link
 * dev.emulsion.jobs.pairing.PairingRing} from ids and labels, of as many buckets as {@link
 * dev.emulsion.jobs.pairing.BucketCount} derives from data and recipe. {@link
 * dev.emulsion.jobs.pairing.RingShuffle} then sends every encoded image to its lane and its halos,
 * as {@link dev.emulsion.jobs.pairing.ShuffledRow}s sorted in ring order, and {@link
 * dev.emulsion.jobs.pairing.ShuffledSampleReader} reads them in the task. What a task does with
 * them is in {@code jobs.augment}.
 */
package dev.emulsion.jobs.pairing;
