package dev.emulsion.jobs;

import dev.emulsion.DataException;
import dev.emulsion.image.Decoded;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.ImageCodec;
import dev.emulsion.image.Size;
import dev.emulsion.io.PictureSet;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A set of pictures as tasks know it. A small one is sent to every executor once and kept there
 * decoded, at the size that is wanted; of a large one only the names are, and each picture comes
 * with the samples that drew it. Pictures that are used at their own size, which nobody knows
 * beforehand, are kept decoded as far as they fit into the same bound.
 */
final class Shelf implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Up to here a set is sent to every executor: 1300 pictures of 256×256. */
  private static final long MOST_BYTES = 256L << 20;

  /** Names another limit; whatever it is, the rows are the same. */
  static final String MOST_BYTES_PROPERTY = "emulsion.fractals.most-bytes";

  private static final int BANDS = 3;

  private final Content content;

  private Shelf(Content content) {
    this.content = content;
  }

  /** A shelf that nobody takes a picture from. */
  static Shelf empty() {
    return new Shelf(new Content(List.of(), Map.of(), null));
  }

  /** A picture of the set cannot be used, which is no fault of the sample that drew it. */
  static final class Spoilt extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private Spoilt(DataException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** What is kept once per executor. Pictures that are decoded stay so. */
  private static final class Content implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ArrayList<String> ids;
    private final HashMap<String, byte[]> encoded;
    private final Size size;
    private transient volatile Map<String, Image> decoded;
    private transient long kept;

    Content(List<String> ids, Map<String, byte[]> encoded, Size size) {
      this.ids = new ArrayList<>(ids);
      this.encoded = new HashMap<>(encoded);
      this.size = size;
    }

    Map<String, Image> decoded() {
      if (decoded == null) {
        synchronized (this) {
          if (decoded == null) {
            decoded = new ConcurrentHashMap<>();
          }
        }
      }
      return decoded;
    }

    /** Keeps a picture if there is room for it. */
    synchronized void keep(String id, Image picture) {
      if (size == null && kept + picture.samples().length > most()) {
        return;
      }
      if (decoded().put(id, picture) == null) {
        kept += picture.samples().length;
      }
    }
  }

  private static long most() {
    return Long.getLong(MOST_BYTES_PROPERTY, MOST_BYTES);
  }

  /**
   * Sends a set to the executors, or its names.
   *
   * @param size at which its pictures are used, if that is one
   */
  static Broadcast<Shelf> of(SparkSession spark, PictureSet set, Optional<Size> size) {
    Map<String, byte[]> encoded = new HashMap<>();
    if (travels(set, size)) {
      for (Row row : set.payload().collectAsList()) {
        encoded.put(row.getString(0), row.getAs(1));
      }
    }
    Shelf shelf = new Shelf(new Content(set.ids(), encoded, size.orElse(null)));
    return new JavaSparkContext(spark.sparkContext()).broadcast(shelf);
  }

  /** Whether the pictures themselves, rather than their names, are sent to every executor. */
  static boolean travels(PictureSet set, Optional<Size> size) {
    boolean fits = size.isEmpty() || decodedBytes(set, size.get()) <= most();
    return fits && set.bytes() <= most();
  }

  /** What an executor keeps of a set that {@link #travels}, at most. */
  static long bytes(PictureSet set, Optional<Size> size) {
    return set.bytes() + size.map(to -> decodedBytes(set, to)).orElse(most());
  }

  private static long decodedBytes(PictureSet set, Size size) {
    return set.count() * size.area() * BANDS;
  }

  /** The names of the set, in its order. */
  List<String> ids() {
    return content.ids;
  }

  /**
   * A picture of the set.
   *
   * @param brought pictures that came with the sample
   * @throws Spoilt if it cannot be read
   */
  Image picture(String id, Map<String, byte[]> brought, ImageCodec codec) {
    byte[] own = content.encoded.get(id);
    if (own == null) {
      return decode(id, brought.get(id), codec);
    }
    Image known = content.decoded().get(id);
    if (known == null) {
      Image whole = decode(id, own, codec);
      known = content.size == null ? whole : whole.resize(content.size, Filter.BICUBIC);
      content.keep(id, known);
    }
    return known;
  }

  private static Image decode(String id, byte[] encoded, ImageCodec codec) {
    if (encoded == null) {
      throw new IllegalStateException("picture " + id + " did not come with its sample");
    }
    Decoded decoded = codec.decode(encoded);
    if (decoded instanceof Decoded.Rejected rejected) {
      throw new Spoilt(
          new DataException(
              "picture "
                  + id
                  + " of fractals.path cannot be decoded: "
                  + rejected.reason()
                  + ", "
                  + rejected.message()
                  + "; remove it from the set"));
    }
    return ((Decoded.Picture) decoded).image();
  }
}
