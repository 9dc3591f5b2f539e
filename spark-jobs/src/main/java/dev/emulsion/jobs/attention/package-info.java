/**
 * {@code emulsion attention}: a vision transformer runs once on every image, and its attention maps
 * become a table that recipes can mix by.
 *
 * <p>{@link dev.emulsion.jobs.attention.AttentionJob} opens the {@linkplain
 * dev.emulsion.jobs.run.TableJob frame} that it shares with {@code ingest}, and writes the seal.
 * {@code AttentionPartition} is what a task does: it decodes images and runs the model on batches
 * of them. The format of the table is in {@link dev.emulsion.io.side.AttentionTable}.
 */
package dev.emulsion.jobs.attention;
