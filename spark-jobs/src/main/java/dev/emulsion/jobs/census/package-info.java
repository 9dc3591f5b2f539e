/**
 * What a run knows of its inputs before any image is read.
 *
 * <p>Read {@link dev.emulsion.jobs.census.Inputs} first: it opens samples and side inputs, matches
 * them, and takes the {@link dev.emulsion.jobs.census.Census}, which is the sum of a {@link
 * dev.emulsion.jobs.census.CensusPart} per partition. {@link dev.emulsion.jobs.census.LabelScan}
 * checks all labels against {@link dev.emulsion.jobs.census.LabelRule}s and yields the {@link
 * dev.emulsion.jobs.census.LabelReader}; {@link dev.emulsion.jobs.census.Duplicates} says which of
 * several samples with one id is used. {@link dev.emulsion.jobs.census.SealedInputs} opens the
 * inputs of a sealed run again, without a census, for replay and preview.
 *
 * <p>Depends on {@code io} and {@code jobs.sideinput}.
 */
package dev.emulsion.jobs.census;
