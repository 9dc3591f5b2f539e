package dev.emulsion.image;

import dev.emulsion.Require;
import dev.emulsion.VectorModule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Pillow's {@code Image.resize}, bit for bit: two passes in 22-bit fixed point, the horizontal one
 * first, rounded to 8 bits in between.
 *
 * <p>Rows are streamed: each input row goes through the horizontal pass once, a few rows at a time,
 * into a ring buffer as high as the vertical kernel plus these rows. An instance holds the buffers
 * of one thread and its most recent weights.
 */
final class Resampling {

  private static final ThreadLocal<Resampling> OF_THREAD =
      ThreadLocal.withInitial(() -> new Resampling(vectors()));

  /**
   * The number of weight tables cached per thread; datasets repeat sizes, random crops rarely do.
   */
  private static final int TABLES = 64;

  /** Larger tables are not cached: computing them costs little compared with such a reduction. */
  private static final int MAX_TAPS = 64;

  /** What determines the weights of an axis. */
  private record Axis(int in, float from, float to, int out, Filter filter) {}

  private final RowKernel scalar = new ScalarRows();
  private final Optional<RowKernel> vectors;
  private final Map<Axis, Weights> tables =
      new LinkedHashMap<>(2 * TABLES, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Axis, Weights> eldest) {
          return size() > TABLES;
        }
      };
  private int[] starts = {};
  private final int[] offsets = new int[RowKernel.ROWS];
  private final int[] targets = new int[RowKernel.ROWS];

  /** Uses {@code vectors}, if there are any, for the images that they serve. */
  Resampling(Optional<RowKernel> vectors) {
    this.vectors = vectors;
  }

  /** Present if the JVM was started with the module and the processor supports it. */
  private static Optional<RowKernel> vectors() {
    return VectorModule.isPresent() && VectorRows.isFast()
        ? Optional.of(new VectorRows())
        : Optional.empty();
  }

  /**
   * Resizes {@code region} of the image that is {@code view} of {@code source}. The view is inside
   * the source and not empty.
   */
  static Image resize(Image source, Box view, SubpixelBox region, Size size, Filter filter) {
    return OF_THREAD.get().resized(source, view, region, size, filter);
  }

  Image resized(Image source, Box view, SubpixelBox region, Size size, Filter filter) {
    Require.that(
        region.bottom() <= view.height() && region.right() <= view.width(),
        () -> region + " must be inside " + view.size());
    if (size.equals(view.size()) && region.equals(SubpixelBox.whole(view.height(), view.width()))) {
      return source.crop(view);
    }
    if (filter == Filter.NEAREST) {
      return nearest(source, view, region, size);
    }
    if (source.channels() == 2 || source.channels() == 4) {
      Image weighted = Alpha.multiplied(source.crop(view));
      return Alpha.divided(averaged(weighted, Box.whole(view.size()), region, size, filter));
    }
    return averaged(source, view, region, size, filter);
  }

  private Image averaged(Image source, Box view, SubpixelBox region, Size size, Filter filter) {
    Weights columns = weights(view.width(), region.left(), region.right(), size.width(), filter);
    Weights down = weights(view.height(), region.top(), region.bottom(), size.height(), filter);
    int channels = source.channels();
    int length = size.width() * channels;
    RowKernel kernel = kernel(channels, view.width(), size.width());
    int ring = down.taps + RowKernel.ROWS - 1;
    int step = length + RowKernel.GAP;
    kernel.reserve(Math.multiplyExact(ring, step));
    if (starts.length < down.taps) {
      starts = new int[down.taps];
    }
    byte[] out = new byte[Math.toIntExact(size.area() * channels)];
    int next = 0;
    for (int y = 0; y < size.height(); y++) {
      int first = down.first[y];
      int count = down.count[y];
      next = Math.max(next, first);
      while (next < first + count) {
        for (int k = 0; k < RowKernel.ROWS; k++) {
          int line = Math.min(next, view.height() - 1); // below the last row, the last row again
          offsets[k] = ((view.top() + line) * source.width() + view.left()) * channels;
          targets[k] = next++ % ring * step;
        }
        kernel.across(source.samples(), offsets, view.width(), channels, columns, targets);
      }
      for (int k = 0; k < count; k++) {
        starts[k] = (first + k) % ring * step;
      }
      kernel.down(starts, down, y, length, out, y * length);
    }
    return Image.of(size.height(), size.width(), channels, out);
  }

  private RowKernel kernel(int channels, int width, int outputs) {
    return vectors.filter(rows -> rows.serves(channels, width, outputs)).orElse(scalar);
  }

  private Weights weights(int in, float from, float to, int out, Filter filter) {
    Axis axis = new Axis(in, from, to, out, filter);
    Weights known = tables.get(axis);
    if (known != null) {
      return known;
    }
    boolean same = in == out && from == 0 && to == in;
    Weights made = same ? Weights.identity(in) : Weights.of(in, from, to, out, filter);
    if (made.taps <= MAX_TAPS) {
      tables.put(axis, made);
    }
    return made;
  }

  private static Image nearest(Image source, Box view, SubpixelBox region, Size size) {
    int[] columns = indices(region.left(), region.right(), size.width(), view.width());
    int[] lines = indices(region.top(), region.bottom(), size.height(), view.height());
    int channels = source.channels();
    byte[] samples = source.samples();
    byte[] out = new byte[Math.toIntExact(size.area() * channels)];
    int at = 0;
    for (int line : lines) {
      int start = ((view.top() + line) * source.width() + view.left()) * channels;
      for (int column : columns) {
        int from = start + column * channels;
        for (int channel = 0; channel < channels; channel++) {
          out[at++] = samples[from + channel];
        }
      }
    }
    return Image.of(size.height(), size.width(), channels, out);
  }

  private static int[] indices(float from, float to, int out, int in) {
    int[] indices = new int[out];
    double step = (double) (to - from) / out;
    double position = from + 0.5 * step;
    for (int o = 0; o < out; o++) {
      indices[o] = Math.min((int) position, in - 1);
      position += step; // accumulated, as in Pillow; o * step rounds differently
    }
    return indices;
  }
}
