/**
 * Shards: how output rows are stored, and how they are read again.
 *
 * <p>{@link dev.emulsion.io.shard.Shards} writes rows of {@link dev.emulsion.spark.OutputSchema} in
 * the recipe's profile, and {@link dev.emulsion.io.shard.ShardReader} reads them as the same rows.
 * {@link dev.emulsion.io.shard.FileSizes} decides how large files and row groups are. {@code
 * ShardMetadata} and {@code ArrowSchema} compute the footers, {@code HfColumns} converts columns
 * for Hugging Face, and {@link dev.emulsion.io.shard.WebDatasetFormat} with {@code WebDatasetRows},
 * {@code WebDatasetKey} and {@code JsonRow} is the tar format. The {@code readers} resources become
 * the README next to the shards. {@code docs/formats.md} specifies every format.
 */
package dev.emulsion.io.shard;
