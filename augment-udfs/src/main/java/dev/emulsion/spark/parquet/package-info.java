/**
 * The Parquet format of shards: Spark's own, with deterministic files and metadata in the footers.
 *
 * <p>{@link ShardFormat} is the data source, registered as {@code emulsion-shard}. {@link
 * ShardWriteSupport} adds keys to the footer and writes lists of floats; {@link OwnedBytes} spares
 * copies of images; {@link FooterOrder} gives footers one order of encodings; {@link BucketFiles}
 * names files by bucket, and {@link FileDigests} has their SHA-256 without reading them. {@link
 * PathWriterFactory} is what both need of a format. {@link WideRows} sets Spark up to read rows
 * that hold images. Any Parquet reader can read the files.
 */
package dev.emulsion.spark.parquet;
