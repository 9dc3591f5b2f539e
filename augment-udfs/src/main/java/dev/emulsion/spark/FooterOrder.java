package dev.emulsion.spark;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.metadata.ColumnChunkProperties;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;

/**
 * Makes footers list the encodings of a column in one order, so that equal rows make equal files in
 * every process.
 *
 * <p>Parquet collects them in a hash set of enum constants, whose order differs from one Java
 * process to the next. But it keeps only the first of all equal sets that it ever sees; so it is
 * shown ordered ones first.
 */
final class FooterOrder {

  /** What plain pages use: the values' encoding, and those of the levels. */
  private static final List<Set<Encoding>> USED =
      List.of(
          EnumSet.of(Encoding.PLAIN, Encoding.BIT_PACKED),
          EnumSet.of(Encoding.PLAIN, Encoding.RLE),
          EnumSet.of(Encoding.PLAIN, Encoding.RLE, Encoding.BIT_PACKED));

  private static final List<CompressionCodecName> CODECS =
      List.of(
          CompressionCodecName.UNCOMPRESSED,
          CompressionCodecName.SNAPPY,
          CompressionCodecName.ZSTD);

  private FooterOrder() {}

  /** Orders the footers of files with this schema, from now on, in this process. */
  static void fix(MessageType schema) {
    for (ColumnDescriptor column : schema.getColumns()) {
      ColumnPath path = ColumnPath.get(column.getPath());
      for (CompressionCodecName codec : CODECS) {
        for (Set<Encoding> encodings : USED) {
          ColumnChunkProperties.get(path, column.getPrimitiveType(), codec, encodings);
        }
      }
    }
  }
}
