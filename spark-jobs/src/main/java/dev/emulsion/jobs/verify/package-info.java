/**
 * {@code emulsion verify}: is a finished run complete and unchanged?
 *
 * <p>Start at {@link dev.emulsion.jobs.verify.VerifyJob#run}, which runs the checks in the order of
 * {@link dev.emulsion.jobs.verify.Problem.Check}. Each {@code *Checks} class first reads plain
 * values with Spark and then compares them with the manifest in a function without Spark, which the
 * unit tests call: {@code SealChecks} (the manifest by itself), {@code SidecarChecks} (the files in
 * {@code OUT.emulsion}), {@code FileChecks} (shard names and lengths), {@code FooterChecks}
 * (Parquet footers), {@code ContentChecks} with {@code RowChecks} (every row) and {@code
 * ConservationChecks} (the ids). {@link dev.emulsion.jobs.replay} re-renders the sampled rows.
 */
package dev.emulsion.jobs.verify;
