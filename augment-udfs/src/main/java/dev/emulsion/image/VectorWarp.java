package dev.emulsion.image;

import java.util.stream.IntStream;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * All channels of a pixel at once, in four lanes of doubles. Loaded only where the module {@code
 * jdk.incubator.vector} is.
 *
 * <p>Reads a copy of the image in doubles with its outermost pixels repeated as far as a kernel
 * reaches, so that no index needs a check. An instance holds the buffers of one thread.
 */
final class VectorWarp implements WarpKernel {

  private static final VectorSpecies<Double> LANES = DoubleVector.SPECIES_256;
  private static final int PER_PIXEL = 4;
  private static final int FRAME = 2;
  private static final long MAX_PIXELS = 1 << 20;

  private static final double WHOLE = 0x1p52;

  /** As {@link #WHOLE}, for numbers that may be negative. */
  private static final double SIGNED_WHOLE = 0x1.8p52;

  /** Scales any negative difference of a sample and a whole number to −1 or less. */
  private static final double HUGE = 0x1p60;

  private static final double[] CENTERS = {0.5, 1.5, 2.5, 3.5};

  private static final double[] SAMPLES = IntStream.range(0, 256).asDoubleStream().toArray();

  private final ScalarWarp scalar = new ScalarWarp();
  private double[] framed = {};

  /**
   * For each column of a span: the distance of its source from the samples to its left and above.
   */
  private double[] dxs = {};

  private double[] dys = {};

  /** The index of that sample in {@link #framed}, plus {@link #WHOLE}. */
  private double[] indices = {};

  /** The results of a pixel's four lines. */
  private final double[] lines = new double[4 * PER_PIXEL];

  private double[] row = {};

  /** Whether the processor has such vectors; without them this class is very slow. */
  static boolean isFast() {
    return DoubleVector.SPECIES_PREFERRED.length() >= PER_PIXEL;
  }

  @Override
  public long maxPixels() {
    return MAX_PIXELS;
  }

  @Override
  public Reader bilinear(Image image) {
    if (image.channels() < 3) {
      return scalar.bilinear(image);
    }
    int stride = frame(image);
    return (map, right, down, span, out, start) -> {
      int count = locate(map, right, down, span, stride);
      bilinear(framed, stride, count);
      write(row, count, image.channels(), out, start + span.first * image.channels());
    };
  }

  @Override
  public Reader bicubic(Image image) {
    if (image.channels() < 3) {
      return scalar.bicubic(image);
    }
    int stride = frame(image);
    return (map, right, down, span, out, start) -> {
      int count = locate(map, right, down, span, stride);
      // shears and shifts do not move pixels along one axis
      if (map.d() == 0 && dys[0] == 0) {
        level(framed, count);
      } else if (map.a() == 1 && right == 0 && map.c() == 0) {
        upright(framed, stride, count);
      } else {
        bicubic(framed, stride, count);
      }
      write(row, count, image.channels(), out, start + span.first * image.channels());
    };
  }

  /** Finds the source of every column of {@code span} and returns their number. */
  private int locate(AffineMap map, double right, double down, Span span, int stride) {
    int count = span.end - span.first;
    if (dxs.length < count + PER_PIXEL) {
      dxs = new double[count + PER_PIXEL];
      dys = new double[count + PER_PIXEL];
      indices = new double[count + PER_PIXEL];
      row = new double[count * PER_PIXEL];
    }
    double a = map.a();
    double c = map.c();
    double d = map.d();
    double f = map.f();
    for (int i = 0; i < count; i += PER_PIXEL) {
      DoubleVector x = DoubleVector.fromArray(LANES, CENTERS, 0).add(span.first + i);
      // rounded after each operation, as in Pillow
      DoubleVector column = x.mul(a).add(right).add(c).sub(0.5);
      DoubleVector line = x.mul(d).add(down).add(f).sub(0.5);
      DoubleVector left = floor(column);
      DoubleVector top = floor(line);
      column.sub(left).intoArray(dxs, i);
      line.sub(top).intoArray(dys, i);
      DoubleVector across = left.add(FRAME).mul(PER_PIXEL);
      top.add(FRAME).mul(stride).add(across).add(WHOLE).intoArray(indices, i);
    }
    return count;
  }

  private static DoubleVector floor(DoubleVector value) {
    DoubleVector rounded = value.add(SIGNED_WHOLE).sub(SIGNED_WHOLE);
    return rounded.add(value.sub(rounded).min(0.0).mul(HUGE).max(-1.0));
  }

  /** The integer, 0 to 2^31 − 1, to which {@link #WHOLE} was added. */
  private static int whole(double number) {
    return (int) Double.doubleToRawLongBits(number);
  }

  private void bilinear(double[] samples, int stride, int count) {
    double[] dxs = this.dxs;
    double[] dys = this.dys;
    double[] indices = this.indices;
    double[] row = this.row;
    for (int i = 0; i < count; i++) {
      DoubleVector dx = DoubleVector.broadcast(LANES, dxs[i]);
      int p = whole(indices[i]);
      DoubleVector above = between(samples, p, dx);
      DoubleVector below = between(samples, p + stride, dx);
      // between two samples, so no clamping is needed
      truncated(above.add(below.sub(above).mul(dys[i])), row, i * PER_PIXEL);
    }
  }

  private static DoubleVector between(double[] samples, int p, DoubleVector share) {
    DoubleVector one = DoubleVector.fromArray(LANES, samples, p);
    DoubleVector other = DoubleVector.fromArray(LANES, samples, p + PER_PIXEL);
    return one.add(other.sub(one).mul(share));
  }

  private void bicubic(double[] samples, int stride, int count) {
    double[] dxs = this.dxs;
    double[] dys = this.dys;
    double[] indices = this.indices;
    double[] row = this.row;
    double[] lines = this.lines;
    for (int i = 0; i < count; i++) {
      double dx = dxs[i];
      int p = whole(indices[i]);
      across(samples, p - stride, dx, lines, 0);
      across(samples, p, dx, lines, PER_PIXEL);
      across(samples, p + stride, dx, lines, 2 * PER_PIXEL);
      across(samples, p + 2 * stride, dx, lines, 3 * PER_PIXEL);
      down(lines, PER_PIXEL, PER_PIXEL, dys[i], row, i * PER_PIXEL);
    }
  }

  /** For sources in the middle of their rows. */
  private void level(double[] samples, int count) {
    double[] dxs = this.dxs;
    double[] indices = this.indices;
    double[] row = this.row;
    for (int i = 0; i < count; i++) {
      across(samples, whole(indices[i]), dxs[i], row, i * PER_PIXEL);
      store(DoubleVector.fromArray(LANES, row, i * PER_PIXEL), row, i * PER_PIXEL);
    }
  }

  /** For sources in the middle of their columns. */
  private void upright(double[] samples, int stride, int count) {
    double[] dys = this.dys;
    double[] indices = this.indices;
    double[] row = this.row;
    for (int i = 0; i < count; i++) {
      down(samples, whole(indices[i]), stride, dys[i], row, i * PER_PIXEL);
    }
  }

  // neither returns a vector, which in a method as long as bicubic() would be allocated

  private static void across(double[] samples, int p, double share, double[] row, int to) {
    DoubleVector dx = DoubleVector.broadcast(LANES, share);
    DoubleVector v1 = DoubleVector.fromArray(LANES, samples, p - PER_PIXEL);
    DoubleVector v2 = DoubleVector.fromArray(LANES, samples, p);
    DoubleVector v3 = DoubleVector.fromArray(LANES, samples, p + PER_PIXEL);
    DoubleVector v4 = DoubleVector.fromArray(LANES, samples, p + 2 * PER_PIXEL);
    // sums of whole numbers are exact in any order
    DoubleVector ahead = v1.sub(v2);
    DoubleVector sum = ahead.add(v3.sub(v4));
    DoubleVector inner = sum.add(ahead).sub(dx.mul(sum));
    v2.add(dx.mul(v3.sub(v1).add(dx.mul(inner)))).intoArray(row, to);
  }

  /**
   * The cubic through four lines, from the one before {@code p}; in Pillow's order, since sums
   * round.
   */
  private static void down(
      double[] samples, int p, int stride, double share, double[] row, int to) {
    DoubleVector dy = DoubleVector.broadcast(LANES, share);
    DoubleVector v1 = DoubleVector.fromArray(LANES, samples, p - stride);
    DoubleVector v2 = DoubleVector.fromArray(LANES, samples, p);
    DoubleVector v3 = DoubleVector.fromArray(LANES, samples, p + stride);
    DoubleVector v4 = DoubleVector.fromArray(LANES, samples, p + 2 * stride);
    DoubleVector ahead = v1.sub(v2);
    DoubleVector p3 = ahead.add(ahead).add(v3).sub(v4);
    DoubleVector p4 = v2.sub(v1).sub(v3).add(v4);
    store(v2.add(dy.mul(v3.sub(v1).add(dy.mul(p3.add(dy.mul(p4)))))), row, to);
  }

  /** Stores the value clamped to 0 to 255 and truncated, in the low bits. */
  private static void store(DoubleVector value, double[] row, int to) {
    truncated(value.max(0.0).min(255.0), row, to);
  }

  /**
   * Stores a truncated sample in the low bits of a double: doubles at 2^52 are one apart, so adding
   * rounds; if that was up, the sign bit of the difference is subtracted.
   */
  private static void truncated(DoubleVector sample, double[] row, int to) {
    DoubleVector rounded = sample.add(WHOLE);
    LongVector up = sample.sub(rounded.sub(WHOLE)).reinterpretAsLongs();
    LongVector whole =
        rounded.reinterpretAsLongs().sub(up.lanewise(VectorOperators.LSHR, Long.SIZE - 1));
    whole.reinterpretAsDoubles().intoArray(row, to);
  }

  private static void write(double[] row, int count, int channels, byte[] out, int start) {
    int to = start;
    if (channels == 3) {
      for (int i = 0; i < count * PER_PIXEL; i += PER_PIXEL) {
        out[to] = (byte) Double.doubleToRawLongBits(row[i]);
        out[to + 1] = (byte) Double.doubleToRawLongBits(row[i + 1]);
        out[to + 2] = (byte) Double.doubleToRawLongBits(row[i + 2]);
        to += 3;
      }
      return;
    }
    for (int i = 0; i < count * PER_PIXEL; i++) {
      out[to++] = (byte) Double.doubleToRawLongBits(row[i]);
    }
  }

  /** Fills {@link #framed} and returns the length of its rows. */
  private int frame(Image image) {
    int stride = (image.width() + 2 * FRAME) * PER_PIXEL;
    int height = image.height() + 2 * FRAME;
    if (framed.length < stride * height) {
      framed = new double[stride * height];
    }
    byte[] from = image.samples();
    int channels = image.channels();
    for (int y = 0; y < height; y++) {
      int line = Math.max(0, Math.min(image.height() - 1, y - FRAME));
      fill(from, line * image.width() * channels, image.width(), channels, framed, y * stride);
    }
    return stride;
  }

  private static void fill(
      byte[] from, int start, int width, int channels, double[] framed, int row) {
    int p = start;
    int to = row + FRAME * PER_PIXEL;
    if (channels == 3) {
      for (int x = 0; x < width; x++) {
        framed[to] = SAMPLES[from[p] & 0xFF];
        framed[to + 1] = SAMPLES[from[p + 1] & 0xFF];
        framed[to + 2] = SAMPLES[from[p + 2] & 0xFF];
        p += 3;
        to += PER_PIXEL;
      }
    } else {
      for (int i = 0; i < width * channels; i++) {
        framed[to++] = SAMPLES[from[p++] & 0xFF];
      }
    }
    for (int i = 1; i <= FRAME * PER_PIXEL; i++) {
      int left = row + FRAME * PER_PIXEL;
      framed[left - i] = framed[left - i + PER_PIXEL];
      framed[to + i - 1] = framed[to + i - 1 - PER_PIXEL];
    }
  }
}
