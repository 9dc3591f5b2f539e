/**
 * What Spark calls: rows to values and back ({@link OutputSchema}, {@link Tensors}), the digest of
 * rows ({@link ContentDigest}), the Parquet format with our footer keys ({@link
 * dev.emulsion.spark.parquet.ShardFormat}), models as tasks get them ({@link ModelSource}) and
 * stages for MLlib ({@link dev.emulsion.spark.ml.AttentionScorer}, {@link
 * dev.emulsion.spark.ml.SaliencyScorer}).
 *
 * <p>Nothing here knows of the command line or of jobs, so it works in anyone's {@code
 * SparkSession}.
 */
package dev.emulsion.spark;
