/**
 * {@code emulsion ingest}: any input becomes a table of checked samples.
 *
 * <p>{@link dev.emulsion.jobs.ingest.IngestJob} opens the {@linkplain
 * dev.emulsion.jobs.run.TableJob frame} that it shares with {@code attention}, and writes the seal.
 * {@code IngestPartition} is what a task does: it checks each image and makes its row. The format
 * of the table is in {@link dev.emulsion.io.source.SampleTable}, which {@code io} reads as an
 * input.
 */
package dev.emulsion.jobs.ingest;
