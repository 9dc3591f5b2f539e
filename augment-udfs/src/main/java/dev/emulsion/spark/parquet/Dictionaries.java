package dev.emulsion.spark.parquet;

import dev.emulsion.spark.OutputSchema;
import java.util.Map;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.parquet.hadoop.ParquetWriter;

/**
 * Which columns of Parquet files are encoded with a dictionary: only the floats of images, of which
 * a channel has 256 distinct values. Ids, plans and bytes of pixels do not repeat.
 *
 * <p>All tables have the same settings, and need them. The writers of a process share the factory
 * of what encodes their values, and at the start of every row group a writer gets the encoders of
 * the one that was opened last: a small table with other settings would change the shards that are
 * being written at the same time.
 */
public final class Dictionaries {

  private static final String KEY = ParquetOutputFormat.ENABLE_DICTIONARY;
  private static final String FLOATS = OutputSchema.IMAGE + ".list.element";

  /** Options for Spark's writers of Parquet. */
  public static final Map<String, String> OPTIONS =
      Map.of(KEY, "false", KEY + "#" + FLOATS, "true");

  private Dictionaries() {}

  /** The same for a writer without Spark. */
  public static <B extends ParquetWriter.Builder<?, B>> B set(B writer) {
    return writer.withDictionaryEncoding(false).withDictionaryEncoding(FLOATS, true);
  }
}
