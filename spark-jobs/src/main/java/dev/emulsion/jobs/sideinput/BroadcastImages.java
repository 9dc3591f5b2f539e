package dev.emulsion.jobs.sideinput;

import dev.emulsion.DataException;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.io.side.ImageSet;
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
 * A set of images as tasks know it. A small one is sent to every executor once and kept there
 * decoded, at the size that is wanted; of a large one only the names are, and each image comes with
 * the samples that drew it. Images that are used at their own size, which nobody knows beforehand,
 * are kept decoded as far as they fit into the same bound.
 */
public final class BroadcastImages implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Up to here a set is sent to every executor: 1300 images of 256×256. */
  private static final long MAX_BYTES = 256L << 20;

  /** Names another limit; whatever it is, the rows are the same. */
  public static final String MAX_BYTES_PROPERTY = "emulsion.mixing-set.max-bytes";

  private static final int CHANNELS = 3;

  private final Content content;

  private BroadcastImages(Content content) {
    this.content = content;
  }

  /** A shelf that nobody takes an image from. */
  public static BroadcastImages empty() {
    return new BroadcastImages(new Content(List.of(), Map.of(), null));
  }

  /** An image of the set cannot be used, which is no fault of the sample that drew it. */
  static final class UnreadableSideImage extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private UnreadableSideImage(DataException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** What is kept once per executor. Images that are decoded stay so. */
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

    /** Keeps an image if there is room for it. */
    synchronized void keep(String id, Image image) {
      if (size == null && kept + image.samples().length > max()) {
        return;
      }
      if (decoded().put(id, image) == null) {
        kept += image.samples().length;
      }
    }
  }

  private static long max() {
    return Long.getLong(MAX_BYTES_PROPERTY, MAX_BYTES);
  }

  /**
   * Sends a set to the executors, or its names.
   *
   * @param size at which its images are used, if that is one
   */
  static Broadcast<BroadcastImages> of(SparkSession spark, ImageSet set, Optional<Size> size) {
    Map<String, byte[]> encoded = new HashMap<>();
    if (fitsBroadcast(set, size)) {
      for (Row row : set.payload().collectAsList()) {
        encoded.put(row.getString(0), row.getAs(1));
      }
    }
    BroadcastImages broadcastImages =
        new BroadcastImages(new Content(set.ids(), encoded, size.orElse(null)));
    return new JavaSparkContext(spark.sparkContext()).broadcast(broadcastImages);
  }

  /** Whether the images themselves, rather than their names, are sent to every executor. */
  static boolean fitsBroadcast(ImageSet set, Optional<Size> size) {
    boolean fits = size.isEmpty() || decodedBytes(set, size.get()) <= max();
    return fits && set.bytes() <= max();
  }

  /** What an executor keeps of a set that {@link #fitsBroadcast}, at most. */
  static long bytes(ImageSet set, Optional<Size> size) {
    return set.bytes() + size.map(to -> decodedBytes(set, to)).orElse(max());
  }

  private static long decodedBytes(ImageSet set, Size size) {
    return set.count() * size.area() * CHANNELS;
  }

  /** The names of the set, in its order. */
  public List<String> ids() {
    return content.ids;
  }

  /**
   * An image of the set.
   *
   * @param brought images that came with the sample
   * @throws UnreadableSideImage if it cannot be read
   */
  public Image image(String id, Map<String, byte[]> brought, ImageCodec codec) {
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
      throw new IllegalStateException("image " + id + " did not come with its sample");
    }
    Decoded decoded = codec.decode(encoded);
    if (decoded instanceof Decoded.Rejected rejected) {
      throw new UnreadableSideImage(
          new DataException(
              "image "
                  + id
                  + " of mixing-set.path cannot be decoded: "
                  + rejected.reason()
                  + ", "
                  + rejected.message()
                  + "; remove it from the set"));
    }
    return ((Decoded.DecodedImage) decoded).image();
  }
}
