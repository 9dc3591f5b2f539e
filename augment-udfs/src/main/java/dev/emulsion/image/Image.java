package dev.emulsion.image;

import dev.emulsion.Require;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * An image with 8 bits per channel, row-major, channels interleaved (H×W×C).
 *
 * <p>It has 1 (gray), 2 (gray, alpha), 3 (RGB) or 4 (RGB, alpha) channels; decoding always gives 3.
 * Images are immutable: methods return new images, and equality is by content. A <i>sample</i> of
 * an image is the value of one channel of one pixel.
 */
public final class Image {

  private static final VarHandle FOUR_BYTES =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private final int height;
  private final int width;
  private final int channels;
  private final byte[] samples;

  private Image(int height, int width, int channels, byte[] samples) {
    Require.that(channels >= 1 && channels <= 4, () -> "channels must be 1 to 4, was " + channels);
    this.height = Require.atLeast("height", 1, height);
    this.width = Require.atLeast("width", 1, width);
    this.channels = channels;
    this.samples = samples;
    long expected = (long) height * width * channels;
    Require.that(
        samples.length == expected,
        () -> "samples must hold " + expected + " bytes, was " + samples.length);
  }

  /**
   * An image that keeps {@code samples} without copying: the caller must not modify them afterward.
   */
  public static Image of(int height, int width, int channels, byte[] samples) {
    return new Image(height, width, channels, samples);
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  public int channels() {
    return channels;
  }

  public Size size() {
    return new Size(height, width);
  }

  public Shape shape() {
    return new Shape(height, width, channels);
  }

  /** How many of the channels are color: 1 or 3. */
  public int colors() {
    return shape().colors();
  }

  /** The sample at a row, column and channel, 0 to 255. */
  public int value(int row, int column, int channel) {
    return samples[(row * width + column) * channels + channel] & 0xFF;
  }

  /** The samples, H×W×C, without copying; read only. */
  public byte[] samples() {
    return samples;
  }

  /** The part inside {@code box}; black where the box reaches outside. */
  public Image crop(Box box) {
    return crop(box, Border.BLACK);
  }

  /** The part inside {@code box}, with {@code border} where the box reaches outside. */
  public Image crop(Box box, Border border) {
    Size size = box.size();
    if (box.isInside(size())) {
      return box.equals(Box.whole(size())) ? this : inside(box);
    }
    // columns inside the image are copied at once, those outside one by one
    int first = Math.min(Math.max(-box.left(), 0), size.width());
    int end = Math.max(first, Math.min(width - box.left(), size.width()));
    int[] outside = IntStream.range(0, size.width()).filter(x -> x < first || x >= end).toArray();
    int[] all = IntStream.range(0, size.width()).toArray();
    byte[] fill = border.pixel(channels);
    byte[] out = new byte[Math.toIntExact(size.area() * channels)];
    for (int y = 0; y < size.height(); y++) {
      int row = border.source(box.top() + y, height);
      int at = y * size.width() * channels;
      if (row >= 0 && first < end) {
        int from = (row * width + box.left() + first) * channels;
        System.arraycopy(samples, from, out, at + first * channels, (end - first) * channels);
      }
      for (int x : row < 0 ? all : outside) {
        int column = border.source(box.left() + x, width);
        boolean filled = row < 0 || column < 0;
        int from = filled ? 0 : (row * width + column) * channels;
        System.arraycopy(filled ? fill : samples, from, out, at + x * channels, channels);
      }
    }
    return new Image(size.height(), size.width(), channels, out);
  }

  private Image inside(Box box) {
    int length = box.width() * channels;
    byte[] out = new byte[box.height() * length];
    for (int y = 0; y < box.height(); y++) {
      int from = ((box.top() + y) * width + box.left()) * channels;
      System.arraycopy(samples, from, out, y * length, length);
    }
    return new Image(box.height(), box.width(), channels, out);
  }

  /** This image with {@code padding} around it, filled by {@code border}. */
  public Image pad(Padding padding, Border border) {
    Size size = padding.around(size());
    return crop(new Box(-padding.top(), -padding.left(), size.height(), size.width()), border);
  }

  /** Mirrored left to right. */
  public Image flipHorizontal() {
    byte[] out = new byte[samples.length];
    int length = width * channels;
    for (int start = 0; start < samples.length; start += length) {
      int from = start + length - channels;
      int to = start;
      int last = start + length - channels;
      if (channels == 3 && width > 1) {
        copyPixel(out, to, from);
        // four bytes are a pixel and one byte more, which the next pixel overwrites
        for (from -= 3, to += 3; to < last; from -= 3, to += 3) {
          FOUR_BYTES.set(out, to, (int) FOUR_BYTES.get(samples, from));
        }
      }
      for (; to <= last; from -= channels, to += channels) {
        copyPixel(out, to, from);
      }
    }
    return new Image(height, width, channels, out);
  }

  private void copyPixel(byte[] out, int to, int from) {
    for (int channel = 0; channel < channels; channel++) {
      out[to + channel] = samples[from + channel];
    }
  }

  /** Mirrored top to bottom. */
  public Image flipVertical() {
    byte[] out = new byte[samples.length];
    int length = width * channels;
    for (int y = 0; y < height; y++) {
      System.arraycopy(samples, y * length, out, (height - 1 - y) * length, length);
    }
    return new Image(height, width, channels, out);
  }

  /** This image with the pixels inside {@code box} from {@code other}, of the same shape. */
  public Image withPatch(Box box, Image other) {
    return withPatches(List.of(box), other);
  }

  /** This image with the pixels inside {@code boxes} from {@code other}, of the same shape. */
  public Image withPatches(List<Box> boxes, Image other) {
    size().requireOf(this, other);
    byte[] out = samples.clone();
    for (Box box : boxes) {
      copyBox(box, other, box, out);
    }
    return new Image(height, width, channels, out);
  }

  /**
   * This image with the pixels inside {@code box} replaced by those inside {@code from}, a box of
   * the same size, of {@code other}, an image of the same shape.
   */
  public Image withPatch(Box box, Image other, Box from) {
    size().requireOf(this, other);
    Require.that(
        box.height() == from.height() && box.width() == from.width(),
        () -> box + " and " + from + " must have the same size");
    byte[] out = samples.clone();
    copyBox(box, other, from, out);
    return new Image(height, width, channels, out);
  }

  private void copyBox(Box box, Image other, Box from, byte[] out) {
    Require.that(box.isInside(size()), () -> box + " must be inside " + size());
    Require.that(from.isInside(size()), () -> from + " must be inside " + size());
    int length = box.width() * channels;
    for (int y = 0; y < box.height(); y++) {
      int source = ((from.top() + y) * width + from.left()) * channels;
      int target = ((box.top() + y) * width + box.left()) * channels;
      System.arraycopy(other.samples, source, out, target, length);
    }
  }

  /**
   * This image with the color samples inside {@code box} replaced.
   *
   * @param rule gives a sample, 0 to 255, of a channel; called once per sample, channel by channel,
   *     row by row
   */
  public Image withSamples(Box box, IntUnaryOperator rule) {
    Require.that(box.isInside(size()), () -> box + " must be inside " + size());
    byte[] out = samples.clone();
    for (int channel = 0; channel < colors(); channel++) {
      for (int y = box.top(); y < box.bottom(); y++) {
        for (int x = box.left(); x < box.right(); x++) {
          out[(y * width + x) * channels + channel] = (byte) rule.applyAsInt(channel);
        }
      }
    }
    return new Image(height, width, channels, out);
  }

  /**
   * {@code weight} of this image plus the rest of {@code other}, of the same shape.
   *
   * <p>As timm mixes 8-bit images: both products and their sum are float32, and the sum is rounded
   * to nearest, ties to even.
   *
   * @param weight between 0 and 1; 1 gives this image
   */
  public Image blend(Image other, double weight) {
    size().requireOf(this, other);
    Require.share("weight", weight);
    if (weight == 1) {
      return this;
    }
    float[] mine = multiples((float) weight);
    float[] theirs = multiples((float) (1.0 - weight));
    byte[] out = new byte[samples.length];
    for (int i = 0; i < out.length; i++) {
      float sum = mine[samples[i] & 0xFF] + theirs[other.samples[i] & 0xFF];
      // floats at 2^23 are one apart, so the addition rounds; the low byte is the integer
      out[i] = (byte) Float.floatToRawIntBits(sum + 0x1p23f);
    }
    return new Image(height, width, channels, out);
  }

  private static float[] multiples(float weight) {
    float[] table = new float[256];
    for (int sample = 0; sample < 256; sample++) {
      table[sample] = sample * weight;
    }
    return table;
  }

  /** This image resized as by Pillow: antialiased unless {@code NEAREST}. */
  public Image resize(Size size, Filter filter) {
    return resize(Box.whole(size()), size, filter);
  }

  /**
   * The part inside {@code box} resized: equal to cropping and then resizing, without the copy.
   * Pixels outside the box have no influence.
   */
  public Image resize(Box box, Size size, Filter filter) {
    Require.that(
        box.area() > 0 && box.isInside(size()),
        () -> box + " must be inside " + size() + " and not empty");
    return Resampling.resize(this, box, SubpixelBox.whole(box.height(), box.width()), size, filter);
  }

  /** The part inside {@code region} resized; pixels around it have an influence, as in Pillow. */
  public Image resize(SubpixelBox region, Size size, Filter filter) {
    return Resampling.resize(this, Box.whole(size()), region, size, filter);
  }

  /**
   * An image of {@code size} whose pixels are sampled where {@code map} maps them, as by Pillow's
   * {@code Image.transform}.
   *
   * @param filter nearest, bilinear or bicubic
   * @param fill of pixels mapped outside this image: one sample for all channels or one per
   *     channel; a color becomes its luma in a gray image, and opaque with alpha
   */
  public Image warp(AffineMap map, Size size, Filter filter, List<Integer> fill) {
    return Warping.warp(this, map, size, filter, Border.constant(fill).pixel(channels));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Image that
        && height == that.height
        && width == that.width
        && channels == that.channels
        && Arrays.equals(samples, that.samples);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * height + width) + channels) + Arrays.hashCode(samples);
  }

  /** Shape only: {@code Image 224×224×3}. */
  @Override
  public String toString() {
    return "Image " + shape();
  }
}
