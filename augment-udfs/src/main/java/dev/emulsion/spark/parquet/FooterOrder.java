package dev.emulsion.spark.parquet;

import java.util.AbstractSet;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.metadata.ColumnChunkProperties;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;

/**
 * Makes footers list the encodings of a column in a fixed order, so that equal rows give equal
 * files in every process.
 *
 * <p>Parquet collects them in a hash set of enum constants, whose order differs from one Java
 * process to the next. But it interns equal sets and keeps the first one, so sorted sets are
 * registered before anything is written.
 */
final class FooterOrder {

  /** What plain pages use, the values' encoding and those of the levels, in any order. */
  private static final List<List<Encoding>> USED =
      List.of(
          List.of(Encoding.PLAIN, Encoding.BIT_PACKED),
          List.of(Encoding.BIT_PACKED, Encoding.PLAIN),
          List.of(Encoding.PLAIN, Encoding.RLE),
          List.of(Encoding.RLE, Encoding.PLAIN),
          List.of(Encoding.PLAIN, Encoding.RLE, Encoding.BIT_PACKED),
          List.of(Encoding.PLAIN, Encoding.BIT_PACKED, Encoding.RLE),
          List.of(Encoding.RLE, Encoding.PLAIN, Encoding.BIT_PACKED),
          List.of(Encoding.RLE, Encoding.BIT_PACKED, Encoding.PLAIN),
          List.of(Encoding.BIT_PACKED, Encoding.PLAIN, Encoding.RLE),
          List.of(Encoding.BIT_PACKED, Encoding.RLE, Encoding.PLAIN));

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
        for (List<Encoding> found : USED) {
          ColumnChunkProperties.get(path, column.getPrimitiveType(), codec, new Sorted(found));
        }
      }
    }
  }

  /** Encodings in the order of their constants, where a set that lists them otherwise is sought. */
  private static final class Sorted extends AbstractSet<Encoding> {

    private final Set<Encoding> sorted;
    private final List<Encoding> sought;

    Sorted(List<Encoding> sought) {
      this.sorted = EnumSet.copyOf(sought);
      this.sought = sought;
    }

    @Override
    public Iterator<Encoding> iterator() {
      return sorted.iterator();
    }

    @Override
    public int size() {
      return sorted.size();
    }

    /** Parquet's hash of a set is that of this array. */
    @Override
    public Object[] toArray() {
      return sought.toArray();
    }
  }
}
