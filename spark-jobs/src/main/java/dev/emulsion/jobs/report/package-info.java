/**
 * {@code emulsion report}: what does a finished run look like, to someone who did not make it?
 *
 * <p>{@link dev.emulsion.jobs.report.ReportJob} collects a {@link dev.emulsion.report.RunReport}:
 * counts from the manifest, {@code RowStatistics} of the columns of some shards without their
 * images, {@code QuarantineExamples}, {@code CommitTimes}; and the images of a few rows, which
 * {@link dev.emulsion.jobs.preview} renders. {@link dev.emulsion.report} makes a page of it.
 */
package dev.emulsion.jobs.report;
