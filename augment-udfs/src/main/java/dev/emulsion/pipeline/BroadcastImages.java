package dev.emulsion.pipeline;

import dev.emulsion.DataException;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The mixing set as tasks use it. A small set is broadcast once and cached decoded, at the size
 * that the blend needs. Of a large set only the names are broadcast, and each image is shuffled
 * with the samples that drew it.
 *
 * <p>If the blend uses images at their own size, which is not known before they are decoded, as
 * many of them are cached as fit into the same limit.
 */
public final class BroadcastImages implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The largest set that is broadcast: 1300 decoded images of 256×256. */
  private static final long MAX_BYTES = 256L << 20;

  /** System property that sets another limit. It does not change the rows. */
  public static final String MAX_BYTES_PROPERTY = "emulsion.mixing-set.max-bytes";

  private final Content content;

  private BroadcastImages(Content content) {
    this.content = content;
  }

  /** A mixing set without images. */
  public static BroadcastImages empty() {
    return new BroadcastImages(new Content(List.of(), Map.of(), null));
  }

  /** An image of the mixing set cannot be decoded. The sample that drew it is not at fault. */
  public static final class UnreadableSideImage extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String id;
    private final String why;

    private UnreadableSideImage(String id, String why) {
      this(
          id,
          why,
          new DataException(
              "image "
                  + id
                  + " of mixing-set.path cannot be decoded: "
                  + why
                  + "; remove it from the set"));
    }

    private UnreadableSideImage(String id, String why, DataException cause) {
      super(cause.getMessage(), cause);
      this.id = id;
      this.why = why;
    }

    /** The image. */
    public String id() {
      return id;
    }

    /** What is wrong with it. */
    public String why() {
      return why;
    }
  }

  /** The part that each executor has once. Its images stay decoded. */
  private static final class Content implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ArrayList<String> ids;
    private final HashMap<String, byte[]> encoded;
    private final Size size;
    private transient volatile Map<String, Image> decoded;
    private transient long cachedBytes;

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

    /** Caches a decoded image if it fits. */
    synchronized void cache(String id, Image image) {
      if (size == null && cachedBytes + image.samples().length > max()) {
        return;
      }
      if (decoded().put(id, image) == null) {
        cachedBytes += image.samples().length;
      }
    }
  }

  /** Bytes that an executor may keep of a set, encoded and decoded. */
  public static long max() {
    return Long.getLong(MAX_BYTES_PROPERTY, MAX_BYTES);
  }

  /**
   * The images of a set.
   *
   * @param ids of all images, sorted
   * @param encoded all images by id; empty if each image is shuffled with the samples that drew it
   * @param size at which the blend uses all images, if it is fixed
   */
  public static BroadcastImages of(
      List<String> ids, Map<String, byte[]> encoded, Optional<Size> size) {
    return new BroadcastImages(new Content(ids, encoded, size.orElse(null)));
  }

  /** The names of all images of the set, sorted. */
  public List<String> ids() {
    return content.ids;
  }

  /**
   * Decodes an image of the set, or takes it from the cache.
   *
   * @param shuffled images that arrived with the sample
   * @throws UnreadableSideImage if it cannot be decoded
   */
  public Image image(String id, Map<String, byte[]> shuffled, ImageCodec codec) {
    byte[] encoded = content.encoded.get(id);
    if (encoded == null) {
      return decode(id, shuffled.get(id), codec);
    }
    Image cached = content.decoded().get(id);
    if (cached == null) {
      Image whole = decode(id, encoded, codec);
      cached = content.size == null ? whole : whole.resize(content.size, Filter.BICUBIC);
      content.cache(id, cached);
    }
    return cached;
  }

  private static Image decode(String id, byte[] encoded, ImageCodec codec) {
    if (encoded == null) {
      throw new IllegalStateException("image " + id + " did not arrive with its sample");
    }
    Decoded decoded = codec.decode(encoded);
    if (decoded instanceof Decoded.Rejected rejected) {
      throw new UnreadableSideImage(id, rejected.reason() + ", " + rejected.message());
    }
    return ((Decoded.DecodedImage) decoded).image();
  }
}
