/**
 * What the kernels need in order to run on Spark: rows, digests and models. Nothing here knows jobs
 * or the command line, so it works in any {@code SparkSession}.
 *
 * <p>{@link OutputSchema} defines the columns of an output row, {@link OutputRow} is one row.
 * {@link ImageColumn} converts images to the bytes of the {@code image} column and back, by way of
 * {@link Tensors} for the profiles with tensors; {@link LabelColumn} and {@link AttentionColumn} do
 * the same for labels and attention maps. {@link ContentDigest} computes the digest of a set of
 * rows. {@link ModelSource} provides attention models to tasks. Start with {@link OutputSchema}.
 *
 * <p>{@link EmulsionExtensions} gives sessions the functions of SQL that {@link SqlFunctions}
 * lists; {@link SqlFunction} says what holds for all of them.
 *
 * <p>The package {@code spark.ml} has stages for MLlib pipelines and {@code spark.parquet} the file
 * format of shards. Depends on {@code recipe}, the kernels and Spark.
 */
package dev.emulsion.spark;
