/**
 * The pipeline: what happens to one sample, from encoded bytes to an output row.
 *
 * <p>{@link SamplePipeline} names the three stages. {@code prepare} ({@link SamplePreparer}, {@link
 * SampleBlender}) decodes an {@link EncodedSample}, transforms it and blends it with its generated
 * images or an image of the mixing set; it gives a {@link PreparedSample} of one or more {@link
 * MixInput}s, or a {@link RejectedSample} with its {@link Reason}. {@code mix} ({@link
 * SampleMixer}) mixes a base with its partner; it gives a {@link PendingRow}. {@code toRow} ({@link
 * RowBuilder}) computes the label and encodes the image.
 *
 * <p>A pending row may wait for {@link PendingAttention}: maps that a model or saliency computes
 * from pixels. {@link AttentionBatcher} keeps the rows in order while it computes attention in
 * batches.
 *
 * <p>Every stage is a function of its arguments and a {@link PipelineSpec}; all draws are keyed by
 * the sample. Nothing here knows of rings, tasks or files, so tests run the pipeline without Spark.
 * The jobs and the MLlib stages share it.
 */
package dev.emulsion.pipeline;
