/**
 * What Spark calls: rows to values and back ({@link OutputSchema}, {@link Tensors}), the digest of
 * rows ({@link ContentDigest}) and the Parquet format with our footer keys ({@link ShardFormat}).
 *
 * <p>Nothing here knows of the command line or of jobs, so it works in anyone's {@code
 * SparkSession}.
 */
package dev.emulsion.spark;
