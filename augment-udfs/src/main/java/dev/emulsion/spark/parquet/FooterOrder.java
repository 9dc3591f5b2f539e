package dev.emulsion.spark.parquet;

import java.util.AbstractSet;
import java.util.ArrayList;
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
 * Gives the encodings of a column one order in footers, so that equal rows make equal files in
 * every process.
 *
 * <p>Parquet collects encodings in a hash set of enum constants, whose order differs between
 * processes. It interns these sets: of equal ones it keeps the first. So this class registers
 * sorted sets before anything is written.
 */
final class FooterOrder {

  /** Encodings that pages use for values and levels, with and without a dictionary. */
  private static final List<Set<Encoding>> USED =
      List.of(
          EnumSet.of(Encoding.PLAIN, Encoding.BIT_PACKED),
          EnumSet.of(Encoding.PLAIN, Encoding.RLE),
          EnumSet.of(Encoding.PLAIN, Encoding.RLE, Encoding.BIT_PACKED),
          EnumSet.of(Encoding.PLAIN_DICTIONARY, Encoding.RLE),
          EnumSet.of(Encoding.PLAIN_DICTIONARY, Encoding.RLE, Encoding.PLAIN));

  private static final List<List<Encoding>> ORDERS =
      USED.stream().flatMap(set -> orders(set).stream()).toList();

  private static final List<CompressionCodecName> CODECS =
      List.of(
          CompressionCodecName.UNCOMPRESSED,
          CompressionCodecName.SNAPPY,
          CompressionCodecName.ZSTD);

  private FooterOrder() {}

  /** Orders the encodings in footers of files with this schema that this process writes later. */
  static void fix(MessageType schema) {
    for (ColumnDescriptor column : schema.getColumns()) {
      ColumnPath path = ColumnPath.get(column.getPath());
      for (CompressionCodecName codec : CODECS) {
        for (List<Encoding> found : ORDERS) {
          ColumnChunkProperties.get(path, column.getPrimitiveType(), codec, new Sorted(found));
        }
      }
    }
  }

  private static List<List<Encoding>> orders(Set<Encoding> set) {
    if (set.isEmpty()) {
      return List.of(List.of());
    }
    List<List<Encoding>> orders = new ArrayList<>();
    for (Encoding first : set) {
      Set<Encoding> others = EnumSet.copyOf(set);
      others.remove(first);
      for (List<Encoding> rest : orders(others)) {
        List<Encoding> order = new ArrayList<>(List.of(first));
        order.addAll(rest);
        orders.add(order);
      }
    }
    return orders;
  }

  /** A set that iterates in the order of the constants but hashes like {@code sought}. */
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

    /** Parquet hashes this array to look up a set. */
    @Override
    public Object[] toArray() {
      return sought.toArray();
    }
  }
}
