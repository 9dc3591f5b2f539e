/**
 * The samples of an input, regardless of its format: an index of ids and labels to plan with, and
 * the encoded images, which are read once per epoch.
 *
 * <p>Read {@link dev.emulsion.io.source.Samples} first, then its rows, {@link
 * dev.emulsion.io.source.IndexRow} and {@link dev.emulsion.io.source.PayloadRow}, and {@link
 * dev.emulsion.io.source.SourceInfo}, what a source knows of all samples together. The sources are
 * a folder per class, a manifest, tar archives, Parquet files and tables of the catalog. Sources
 * that are files read images with {@link dev.emulsion.io.source.ImageRangeReader}, one by one;
 * tables find rows with {@link dev.emulsion.io.source.BloomSelection}, without a join. {@link
 * dev.emulsion.io.source.SampleTable} is what {@code emulsion ingest} writes.
 *
 * <p>Depends on {@code io.fs}, {@code io.run}, {@code io.shard} and below.
 */
package dev.emulsion.io.source;
