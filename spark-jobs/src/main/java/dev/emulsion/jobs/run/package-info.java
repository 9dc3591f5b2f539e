/**
 * What all jobs share: the identity of a run, slices, counts, the quarantine limit and progress.
 *
 * <p>{@link dev.emulsion.jobs.run.RunId} says which runs write the same rows. {@link
 * dev.emulsion.jobs.run.Slice} is a range of buckets that is written and committed as one; {@link
 * dev.emulsion.jobs.run.SliceMetrics} counts what its tasks did, and {@link
 * dev.emulsion.jobs.run.QuarantinePolicy} decides whether too much of it was unusable. {@link
 * dev.emulsion.jobs.run.TableJob} is the frame of jobs that write one row per sample. Commits
 * themselves are in {@link dev.emulsion.io.run.CommitLog}.
 */
package dev.emulsion.jobs.run;
