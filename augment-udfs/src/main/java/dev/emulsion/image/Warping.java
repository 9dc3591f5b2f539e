package dev.emulsion.image;

import dev.emulsion.Require;
import dev.emulsion.VectorModule;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Pillow's {@code Image.transform} by an {@link AffineMap}, bit for bit.
 *
 * <p>An output pixel whose center maps outside the input gets the fill, without blending at the
 * edge. Results are truncated, not rounded, and the bicubic kernel has A = -1. In each row, the
 * pixels whose source is inside form one {@link Span}; kernels that reach beyond the edge repeat
 * the outermost pixels.
 */
final class Warping {

  private static final ThreadLocal<WarpKernel> OF_THREAD =
      ThreadLocal.withInitial(Warping::fastest);

  private static final VarHandle FOUR_BYTES =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private static final int LIMIT = 32768; // above this, Pillow does not use 16.16 fixed point
  private static final int ONE = 1 << 16;

  private final Image source;
  private final AffineMap map;
  private final int height;
  private final int width;
  private final int channels;
  private final byte[] out;

  private Warping(Image source, AffineMap map, Size size, byte[] fill) {
    this.source = source;
    this.map = map;
    height = size.height();
    width = size.width();
    channels = source.channels();
    out = filled(Math.toIntExact(size.area() * channels), fill);
  }

  /** Vectorized if the JVM was started with the module and the processor supports it. */
  private static WarpKernel fastest() {
    return VectorModule.isPresent() && VectorWarp.isFast() ? new VectorWarp() : new ScalarWarp();
  }

  static Image warp(Image source, AffineMap map, Size size, Filter filter, byte[] fill) {
    Require.that(
        filter == Filter.NEAREST || filter == Filter.BILINEAR || filter == Filter.BICUBIC,
        () -> "filter of an affine map must be nearest, bilinear or bicubic, was " + filter);
    boolean alpha = source.channels() % 2 == 0 && filter != Filter.NEAREST;
    // the fill is taken as premultiplied
    var warping = new Warping(alpha ? Alpha.multiplied(source) : source, map, size, fill);
    if (filter == Filter.NEAREST) {
      warping.nearest();
    } else {
      warping.interpolated(filter);
    }
    Image warped = Image.of(size.height(), size.width(), source.channels(), warping.out);
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

  /** For independent columns and rows; positions are accumulated, not multiplied. */
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
      int to = (y * width + first) * channels;
      if (shift) {
        int length = (end - first) * channels;
        System.arraycopy(samples, (from + columns[first]) * channels, out, to, length);
        continue;
      }
      for (int x = first; x < end; x++) {
        copy(samples, (from + columns[x]) * channels, to);
        to += channels;
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
    boolean shift = a == ONE && d == 0;
    // one byte more, so that a pixel of three bytes can be read as an int
    byte[] samples = source.samples();
    if (channels == 3 && !shift) {
      samples = Arrays.copyOf(samples, samples.length + 1);
    }
    for (int y = 0; y < height; y++) {
      int column = columns + b * y;
      int row = rows + e * y;
      Span span = new Span(width);
      span.within(column, a, source.width());
      span.within(row, d, source.height());
      if (span.first < span.end) {
        fixedRow(samples, span, column, a, row, d, (y * width + span.first) * channels);
      }
    }
  }

  private static int fixed(double value) {
    return (int) Math.floor(value * 65536.0 + 0.5);
  }

  private void fixedRow(byte[] samples, Span span, int column, int a, int row, int d, int start) {
    int stride = source.width();
    int to = start;
    if (d == 0 && a == ONE) {
      int from = channels * ((row >> 16) * stride + (column >> 16) + span.first);
      System.arraycopy(samples, from, out, to, (span.end - span.first) * channels);
      return;
    }
    int done = span.first;
    if (channels == 3) {
      // the fourth byte is overwritten by the next pixel, so the last one is copied separately
      done = span.end - 1;
      threeChannels(
          samples,
          column + a * span.first,
          a,
          row + d * span.first,
          d,
          stride,
          out,
          to,
          done - span.first);
    }
    for (int x = done; x < span.end; x++) {
      copy(
          samples,
          channels * ((row + d * x >> 16) * stride + (column + a * x >> 16)),
          start + (x - span.first) * channels);
    }
  }

  private static void threeChannels(
      byte[] samples,
      int column,
      int a,
      int row,
      int d,
      int stride,
      byte[] out,
      int start,
      int count) {
    int to = start;
    int end = start + 3 * count;
    int x = column;
    int y = row;
    while (to < end) {
      int from = 3 * ((y >> 16) * stride + (x >> 16));
      FOUR_BYTES.set(out, to, (int) FOUR_BYTES.get(samples, from));
      x += a;
      y += d;
      to += 3;
    }
  }

  /** As Pillow does for images too large for 16.16 fixed point. */
  private void accumulated() {
    byte[] samples = source.samples();
    double startX = map.c() + map.b() * 0.5 + map.a() * 0.5;
    double startY = map.f() + map.e() * 0.5 + map.d() * 0.5;
    for (int y = 0; y < height; y++) {
      double column = startX;
      double row = startY;
      for (int x = 0; x < width; x++) {
        if (column >= 0 && column < source.width() && row >= 0 && row < source.height()) {
          int from = ((int) row * source.width() + (int) column) * channels;
          copy(samples, from, (y * width + x) * channels);
        }
        column += map.a();
        row += map.d();
      }
      startX += map.b();
      startY += map.e();
    }
  }

  private void copy(byte[] samples, int from, int to) {
    for (int channel = 0; channel < channels; channel++) {
      out[to + channel] = samples[from + channel];
    }
  }

  private void interpolated(Filter filter) {
    WarpKernel kernel = OF_THREAD.get();
    if (source.size().area() > kernel.maxPixels()) {
      kernel = new ScalarWarp();
    }
    WarpKernel.Reader reader =
        filter == Filter.BILINEAR ? kernel.bilinear(source) : kernel.bicubic(source);
    for (int y = 0; y < height; y++) {
      double right = map.b() * (y + 0.5);
      double down = map.e() * (y + 0.5);
      Span span = new Span(width);
      span.within(map.a(), right, map.c(), source.width());
      span.within(map.d(), down, map.f(), source.height());
      if (span.first < span.end) {
        reader.row(map, right, down, span, out, y * width * channels);
      }
    }
  }
}
