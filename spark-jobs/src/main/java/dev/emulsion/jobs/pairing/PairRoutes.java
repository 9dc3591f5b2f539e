package dev.emulsion.jobs.pairing;

import dev.emulsion.io.side.ListedPairs;
import dev.emulsion.jobs.sideinput.PairIndex;
import dev.emulsion.random.SampleKey;
import dev.emulsion.ring.ListedPair;
import dev.emulsion.ring.PartnerCopies;
import dev.emulsion.ring.RingLayout;
import dev.emulsion.ring.Target;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Which bases each partner of {@code pairing.table} is sent to in one epoch. Every mapper finds its
 * images here, so that each is shuffled once as a base, and once for every pair in which it is the
 * partner; no join moves an image.
 *
 * <p>An entry of {@value #ENTRY_BYTES} bytes per pair: key of the partner, turn, {@link
 * ListedPair}. They are sorted, in one array for each first byte of the key.
 */
final class PairRoutes implements PartnerCopies {

  private static final long serialVersionUID = 1L;

  private static final int KEY_BYTES = 2 * Long.BYTES;
  private static final int ENTRY_BYTES = KEY_BYTES + Short.BYTES + ListedPair.BYTES;
  private static final int ARRAYS = 1 << Byte.SIZE;

  private final byte[][] entries;

  private PairRoutes(byte[][] entries) {
    this.entries = entries;
  }

  /**
   * Collects the pairs whose turn it is.
   *
   * @param pairs of {@link PairIndex#pairs}
   * @param variants rows of each base in an epoch
   */
  static PairRoutes of(Dataset<Row> pairs, RingLayout layout, int variants) {
    List<byte[]> found =
        pairs
            .select(
                ListedPairs.BASE,
                ListedPairs.PARTNER,
                ListedPairs.LAMBDA,
                ListedPairs.METHOD,
                PairIndex.TURN,
                PairIndex.TURNS)
            .flatMap(
                (FlatMapFunction<Row, byte[]>) row -> entry(row, layout, variants).iterator(),
                Encoders.BINARY())
            .collectAsList();
    return of(found);
  }

  static PairRoutes of(List<byte[]> found) {
    byte[][] sorted = found.toArray(byte[][]::new);
    Arrays.sort(sorted, Arrays::compareUnsigned);
    byte[][] entries = new byte[ARRAYS][];
    int from = 0;
    for (int first = 0; first < ARRAYS; first++) {
      int to = from;
      while (to < sorted.length && Byte.toUnsignedInt(sorted[to][0]) == first) {
        to++;
      }
      ByteBuffer array = ByteBuffer.allocate((to - from) * ENTRY_BYTES);
      for (int i = from; i < to; i++) {
        array.put(sorted[i]);
      }
      entries[first] = array.array();
      from = to;
    }
    return new PairRoutes(entries);
  }

  /** The entry of a pair; none if it is not its turn in the epoch. */
  private static List<byte[]> entry(Row row, RingLayout layout, int variants) {
    int turns = row.getInt(5);
    long before = (long) layout.epoch() * variants;
    int rank = (int) Math.floorMod(row.getInt(4) - before, (long) turns);
    ListedPair pair = ListedPair.of(layout.key(row.getString(0)), row.getInt(2), row.getInt(3));
    return rank < variants ? List.of(entry(row.getString(1), rank, pair)) : List.of();
  }

  /**
   * An entry.
   *
   * @param rank of the pair among those of its base in the epoch, from 0
   */
  static byte[] entry(String partner, int rank, ListedPair pair) {
    ByteBuffer entry = ByteBuffer.allocate(ENTRY_BYTES).put(key(partner)).putShort((short) rank);
    pair.write(entry);
    return entry.array();
  }

  private static byte[] key(String id) {
    SampleKey key = SampleKey.of(id);
    return ByteBuffer.allocate(KEY_BYTES).putLong(key.high()).putLong(key.low()).array();
  }

  @Override
  public List<Target> targets(String id, RingLayout layout) {
    byte[] key = key(id);
    byte[] array = entries[Byte.toUnsignedInt(key[0])];
    List<Target> targets = new ArrayList<>();
    for (int i = first(array, key); i < array.length && isAt(array, i, key); i += ENTRY_BYTES) {
      ByteBuffer entry = ByteBuffer.wrap(array, i + KEY_BYTES, ENTRY_BYTES - KEY_BYTES);
      int rank = entry.getShort();
      ListedPair pair = ListedPair.read(entry);
      targets.add(new Target(layout.partitioner().lane(pair.base(), 0), rank + 1, pair));
    }
    return targets;
  }

  /** Where the first entry that is not below {@code key} begins. */
  private static int first(byte[] array, byte[] key) {
    int low = 0;
    int high = array.length / ENTRY_BYTES;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int at = middle * ENTRY_BYTES;
      if (Arrays.compareUnsigned(array, at, at + KEY_BYTES, key, 0, KEY_BYTES) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low * ENTRY_BYTES;
  }

  private static boolean isAt(byte[] array, int at, byte[] key) {
    return Arrays.equals(array, at, at + KEY_BYTES, key, 0, KEY_BYTES);
  }

  @Override
  public long size() {
    return bytes() / ENTRY_BYTES;
  }

  @Override
  public long bytes() {
    return Arrays.stream(entries).mapToLong(array -> array.length).sum();
  }
}
