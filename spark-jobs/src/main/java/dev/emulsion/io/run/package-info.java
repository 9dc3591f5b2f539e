/**
 * The output directory of a job and how it is committed.
 *
 * <p>{@link dev.emulsion.io.run.RunDirectory} knows where everything is. {@link
 * dev.emulsion.io.run.CommitLog} is the protocol of all jobs: a header says what the output is, a
 * {@linkplain dev.emulsion.io.run.RunLease lease} which process owns it, records which parts are
 * written, and the seal that it is complete. {@link dev.emulsion.io.run.Manifest} is the seal of
 * {@code augment}; {@link dev.emulsion.io.run.Quarantine} is the table of samples that could not be
 * used.
 */
package dev.emulsion.io.run;
