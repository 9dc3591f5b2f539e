/**
 * {@code emulsion replay}: does a stored row follow from its plan?
 *
 * <p>{@link dev.emulsion.jobs.replay.ReplayJob} selects rows ({@link
 * dev.emulsion.jobs.replay.Selection}), reads the images that they were made of ({@link
 * dev.emulsion.jobs.replay.SourceImageReader}) and brings both together in groups. In a task, a
 * {@code ReplayPartition} renders each row with {@link dev.emulsion.jobs.replay.PlanReplayer},
 * which draws nothing, and compares it with the stored bytes. The tables between these stages are
 * records: {@link dev.emulsion.jobs.replay.PlannedRow}, {@code ImageNeed}, {@code SourceImage} and
 * {@code ReplayOutcome}. {@code verify} and {@code preview} use this package, too.
 */
package dev.emulsion.jobs.replay;
