package dev.emulsion.ring;

import dev.emulsion.mix.GivenMix;
import dev.emulsion.random.RingKey;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A pair of {@code pairing.table}, as it travels with the image of the partner.
 *
 * @param high upper half of the base's {@link RingKey}
 * @param low lower half
 * @param lambda in 65536ths; {@link #NONE} to draw it
 * @param method index among the sorted methods of the recipe; {@link #NONE} to draw it
 */
public record ListedPair(long high, long low, int lambda, int method) implements Serializable {

  /** The value of a λ or a method that is not given. */
  public static final int NONE = -1;

  /** What a λ is a multiple of, as where it is drawn. */
  public static final double LAMBDA_UNITS = 65_536;

  /** The length of {@link #bytes}. */
  public static final int BYTES = 2 * Long.BYTES + Integer.BYTES + Byte.BYTES;

  /** The pair of a base. */
  public static ListedPair of(RingKey base, int lambda, int method) {
    return new ListedPair(base.high(), base.low(), lambda, method);
  }

  /** The inverse of {@link #write}. */
  public static ListedPair read(ByteBuffer bytes) {
    return new ListedPair(bytes.getLong(), bytes.getLong(), bytes.getInt(), bytes.get());
  }

  /** Appends the pair to {@code bytes}. */
  public void write(ByteBuffer bytes) {
    bytes.putLong(high).putLong(low).putInt(lambda).put((byte) method);
  }

  /** What {@link #write} appends. */
  public byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    write(bytes);
    return bytes.array();
  }

  /** The place of the base on the ring. */
  public RingKey base() {
    return new RingKey(high, low);
  }

  /**
   * What the table gives instead of draws.
   *
   * @param methods sorted names of the methods of the recipe
   */
  public GivenMix given(List<String> methods) {
    return new GivenMix(
        lambda == NONE ? Optional.empty() : Optional.of(lambda / LAMBDA_UNITS),
        method == NONE ? Optional.empty() : Optional.of(methods.get(method)));
  }
}
