package dev.emulsion.image;

import dev.emulsion.Require;

/**
 * Pillow's {@code Image.transform} by an {@link AffineMap}, bit for bit.
 *
 * <p>An output pixel whose centre lies outside the input is the fill; there is no blend at the
 * edge. Everything else is truncated, not rounded, and the bicubic kernel is the one with A = -1.
 * In a row, the pixels whose source is inside are one span, since each coordinate only grows or
 * only falls; beyond the input's edge its outermost pixels repeat.
 */
final class Warping {

  private static final int LIMIT = 32768; // beyond it the reference leaves 16.16 fixed point

  private final Image source;
  private final AffineMap map;
  private final int height;
  private final int width;
  private final int bands;
  private final byte[] out;

  private Warping(Image source, AffineMap map, Size size, byte[] fill) {
    this.source = source;
    this.map = map;
    height = size.height();
    width = size.width();
    bands = source.bands();
    out = filled(Math.toIntExact(size.area() * bands), fill);
  }

  static Image warp(Image source, AffineMap map, Size size, Filter filter, byte[] fill) {
    Require.that(
        filter == Filter.NEAREST || filter == Filter.BILINEAR || filter == Filter.BICUBIC,
        "filter of an affine map must be nearest, bilinear or bicubic, was " + filter);
    boolean alpha = source.bands() % 2 == 0 && filter != Filter.NEAREST;
    // the fill counts as weighted by its alpha already
    var warping = new Warping(alpha ? Alpha.multiplied(source) : source, map, size, fill);
    if (filter == Filter.NEAREST) {
      warping.nearest();
    } else {
      warping.interpolated(filter);
    }
    Image warped = Image.of(size.height(), size.width(), source.bands(), warping.out);
    return alpha ? Alpha.divided(warped) : warped;
  }

  private static byte[] filled(int length, byte[] pixel) {
    byte[] out = new byte[length];
    System.arraycopy(pixel, 0, out, 0, pixel.length);
    for (int done = pixel.length; done < length; done *= 2) {
      System.arraycopy(out, 0, out, done, Math.min(done, length - done));
    }
    return out;
  }

  private void nearest() {
    if (map.b() == 0 && map.d() == 0) {
      scaled();
    } else if (isFixed(0, 0) && isFixed(width, height) && isFixed(0, height) && isFixed(width, 0)) {
      fixedPoint();
    } else {
      accumulated();
    }
  }

  private boolean isFixed(int x, int y) {
    return Math.abs(x * map.a() + y * map.b() + map.c()) < LIMIT
        && Math.abs(x * map.d() + y * map.e() + map.f()) < LIMIT;
  }

  /** Columns and rows are independent; positions are sums of steps, not products. */
  private void scaled() {
    int[] columns = indices(map.c() + map.a() * 0.5, map.a(), width, source.width());
    int[] rows = indices(map.f() + map.e() * 0.5, map.e(), height, source.height());
    int first = 0;
    while (first < width && columns[first] < 0) {
      first++;
    }
    int end = width;
    while (end > first && columns[end - 1] < 0) {
      end--;
    }
    boolean shift = isConsecutive(columns, first, end);
    byte[] samples = source.samples();
    for (int y = 0; y < height; y++) {
      if (rows[y] < 0) {
        continue;
      }
      int from = rows[y] * source.width();
      int to = (y * width + first) * bands;
      if (shift) {
        int length = (end - first) * bands;
        System.arraycopy(samples, (from + columns[first]) * bands, out, to, length);
        continue;
      }
      for (int x = first; x < end; x++) {
        copy(samples, (from + columns[x]) * bands, to);
        to += bands;
      }
    }
  }

  private static boolean isConsecutive(int[] columns, int first, int end) {
    for (int x = first + 1; x < end; x++) {
      if (columns[x] != columns[x - 1] + 1) {
        return false;
      }
    }
    return first < end;
  }

  private static int[] indices(double start, double step, int out, int in) {
    int[] indices = new int[out];
    double position = start;
    for (int o = 0; o < out; o++) {
      indices[o] = position >= 0 && position < in ? (int) position : -1;
      position += step;
    }
    return indices;
  }

  private void fixedPoint() {
    int a = fixed(map.a());
    int b = fixed(map.b());
    int d = fixed(map.d());
    int e = fixed(map.e());
    int columns = fixed(map.c() + map.a() * 0.5 + map.b() * 0.5);
    int rows = fixed(map.f() + map.d() * 0.5 + map.e() * 0.5);
    for (int y = 0; y < height; y++) {
      int column = columns + b * y;
      int row = rows + e * y;
      Span span = new Span(width);
      span.within(x -> (column + a * x) >> 16, a, source.width());
      span.within(x -> (row + d * x) >> 16, d, source.height());
      fixedRow(span, column, a, row, d, (y * width + span.first) * bands);
    }
  }

  private static int fixed(double value) {
    return (int) Math.floor(value * 65536.0 + 0.5);
  }

  private void fixedRow(Span span, int column, int a, int row, int d, int start) {
    byte[] samples = source.samples();
    int stride = source.width();
    int to = start;
    if (bands == 3) {
      for (int x = span.first; x < span.end; x++) {
        int from = 3 * ((row + d * x >> 16) * stride + (column + a * x >> 16));
        out[to] = samples[from];
        out[to + 1] = samples[from + 1];
        out[to + 2] = samples[from + 2];
        to += 3;
      }
      return;
    }
    for (int x = span.first; x < span.end; x++) {
      copy(samples, bands * ((row + d * x >> 16) * stride + (column + a * x >> 16)), to);
      to += bands;
    }
  }

  /** What the reference does with pictures that are too large for 16.16. */
  private void accumulated() {
    byte[] samples = source.samples();
    double startX = map.c() + map.b() * 0.5 + map.a() * 0.5;
    double startY = map.f() + map.e() * 0.5 + map.d() * 0.5;
    for (int y = 0; y < height; y++) {
      double column = startX;
      double row = startY;
      for (int x = 0; x < width; x++) {
        if (column >= 0 && column < source.width() && row >= 0 && row < source.height()) {
          int from = ((int) row * source.width() + (int) column) * bands;
          copy(samples, from, (y * width + x) * bands);
        }
        column += map.a();
        row += map.d();
      }
      startX += map.b();
      startY += map.e();
    }
  }

  private void copy(byte[] samples, int from, int to) {
    for (int band = 0; band < bands; band++) {
      out[to + band] = samples[from + band];
    }
  }

  private void interpolated(Filter filter) {
    Framed framed = Framed.of(source);
    for (int y = 0; y < height; y++) {
      // products and sums as the reference rounds them: a·x first, b·y next, the constant last
      double right = map.b() * (y + 0.5);
      double down = map.e() * (y + 0.5);
      Span span = new Span(width);
      span.within(x -> map.a() * (x + 0.5) + right + map.c(), map.a(), source.width());
      span.within(x -> map.d() * (x + 0.5) + down + map.f(), map.d(), source.height());
      if (filter == Filter.BILINEAR) {
        bilinear(framed, span, right, down, y * width * bands);
      } else {
        bicubic(framed, span, right, down, y * width * bands);
      }
    }
  }

  private void bilinear(Framed framed, Span span, double right, double down, int start) {
    double a = map.a();
    double c = map.c();
    double d = map.d();
    double f = map.f();
    int[] samples = framed.samples;
    int below = framed.stride;
    int to = start + span.first * bands;
    for (int x = span.first; x < span.end; x++) {
      double column = a * (x + 0.5) + right + c - 0.5;
      double row = d * (x + 0.5) + down + f - 0.5;
      int left = column < 0 ? -1 : (int) column;
      int top = row < 0 ? -1 : (int) row;
      double dx = column - left;
      double dy = row - top;
      int p = framed.at(top, left);
      for (int band = 0; band < bands; band++) {
        double upper = between(samples[p], samples[p + bands], dx);
        double lower = between(samples[p + below], samples[p + below + bands], dx);
        out[to++] = (byte) (int) (upper + (lower - upper) * dy);
        p++;
      }
    }
  }

  private static double between(int one, int other, double share) {
    return one + (other - one) * share;
  }

  private void bicubic(Framed framed, Span span, double right, double down, int start) {
    double a = map.a();
    double c = map.c();
    double d = map.d();
    double f = map.f();
    int[] samples = framed.samples;
    int below = framed.stride;
    int to = start + span.first * bands;
    for (int x = span.first; x < span.end; x++) {
      double column = a * (x + 0.5) + right + c - 0.5;
      double row = d * (x + 0.5) + down + f - 0.5;
      int left = column < 0 ? -1 : (int) column;
      int top = row < 0 ? -1 : (int) row;
      double dx = column - left;
      double dy = row - top;
      int p = framed.at(top, left);
      for (int band = 0; band < bands; band++) {
        double value;
        if (dy == 0) {
          value = across(samples, p, dx);
        } else {
          value =
              cubic(
                  across(samples, p - below, dx),
                  across(samples, p, dx),
                  across(samples, p + below, dx),
                  across(samples, p + 2 * below, dx),
                  dy);
        }
        out[to++] = (byte) (value <= 0 ? 0 : value >= 255 ? 255 : (int) value);
        p++;
      }
    }
  }

  private double across(int[] samples, int p, double dx) {
    return dx == 0
        ? samples[p]
        : cubic(samples[p - bands], samples[p], samples[p + bands], samples[p + 2 * bands], dx);
  }

  private static double cubic(double v1, double v2, double v3, double v4, double t) {
    double p2 = -v1 + v3;
    double p3 = 2 * (v1 - v2) + v3 - v4;
    double p4 = -v1 + v2 - v3 + v4;
    return v2 + t * (p2 + t * (p3 + t * p4));
  }

  /** The columns of a row that show the input: from {@code first} up to {@code end}. */
  private static final class Span {

    private interface Coordinate {
      double at(int x);
    }

    int first;
    int end;

    Span(int width) {
      end = width;
    }

    /** Keeps the columns where the coordinate is in [0, bound); it grows if {@code step} does. */
    void within(Coordinate coordinate, double step, int bound) {
      if (step >= 0) {
        first = search(coordinate, 0, 1);
        end = search(coordinate, bound, 1);
      } else {
        // falling: the columns before the coordinate is below the bound, and before it is below 0
        first = search(coordinate, bound, -1);
        end = search(coordinate, 0, -1);
      }
    }

    /** The first column whose coordinate is at least (or, falling, less than) {@code bound}. */
    private int search(Coordinate coordinate, int bound, int direction) {
      int low = first;
      int high = end;
      while (low < high) {
        int middle = (low + high) >>> 1;
        boolean reached = coordinate.at(middle) >= bound;
        if (reached == direction > 0) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low;
    }
  }

  /** The samples with two pixels around them that repeat the outermost ones. */
  private static final class Framed {

    private static final int FRAME = 2;

    final int[] samples;
    final int stride;
    private final int bands;

    private Framed(int[] samples, int stride, int bands) {
      this.samples = samples;
      this.stride = stride;
      this.bands = bands;
    }

    static Framed of(Image image) {
      int bands = image.bands();
      int stride = (image.width() + 2 * FRAME) * bands;
      int[] samples = new int[stride * (image.height() + 2 * FRAME)];
      byte[] from = image.samples();
      int length = image.width() * bands;
      for (int y = 0; y < image.height(); y++) {
        int row = y * length;
        int to = (y + FRAME) * stride + FRAME * bands;
        for (int i = 0; i < length; i++) {
          samples[to + i] = from[row + i] & 0xFF;
        }
        for (int i = 1; i <= FRAME * bands; i++) {
          samples[to - i] = samples[to - i + bands];
        }
        for (int i = 0; i < FRAME * bands; i++) {
          samples[to + length + i] = samples[to + length + i - bands];
        }
      }
      for (int i = 0; i < FRAME; i++) {
        int last = (image.height() + FRAME - 1) * stride;
        System.arraycopy(samples, FRAME * stride, samples, i * stride, stride);
        System.arraycopy(samples, last, samples, last + (i + 1) * stride, stride);
      }
      return new Framed(samples, stride, bands);
    }

    int at(int row, int column) {
      return (row + FRAME) * stride + (column + FRAME) * bands;
    }
  }
}
