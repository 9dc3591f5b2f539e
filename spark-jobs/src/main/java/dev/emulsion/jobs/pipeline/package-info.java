/**
 * The pipeline: what happens to one sample, from encoded bytes to an output row.
 *
 * <p>{@link dev.emulsion.jobs.pipeline.SamplePipeline} names the three stages. {@code prepare}
 * ({@link dev.emulsion.jobs.pipeline.SamplePreparer}, {@link
 * dev.emulsion.jobs.pipeline.SampleBlender}) decodes a sample, transforms it and blends it with its
 * generated images or an image of the mixing set; it gives a {@link
 * dev.emulsion.jobs.pipeline.PreparedSample} of one or more {@link
 * dev.emulsion.jobs.pipeline.MixInput}s, or a {@link dev.emulsion.jobs.pipeline.RejectedSample}.
 * {@code mix} ({@link dev.emulsion.jobs.pipeline.SampleMixer}) mixes a base with its partner; it
 * gives a {@link dev.emulsion.jobs.pipeline.PendingRow}. {@code toRow} ({@link
 * dev.emulsion.jobs.pipeline.RowBuilder}) computes the label and encodes the image.
 *
 * <p>A pending row may wait for {@link dev.emulsion.jobs.pipeline.PendingAttention}: maps that a
 * model or saliency computes from pixels. {@link dev.emulsion.jobs.pipeline.AttentionBatcher} keeps
 * the rows in order while it computes attention in batches.
 *
 * <p>Every stage is a function of its arguments and a {@link
 * dev.emulsion.jobs.pipeline.PipelineSpec}; all draws are keyed by the sample. Nothing here knows
 * of rings, tasks or files, so tests run the pipeline without Spark.
 */
package dev.emulsion.jobs.pipeline;
