package dev.emulsion.image;

/** Plain loops that read the image directly. */
final class ScalarWarp implements WarpKernel {

  @Override
  public long maxPixels() {
    return Long.MAX_VALUE;
  }

  @Override
  public Reader bilinear(Image image) {
    return (map, right, down, span, out, start) -> {
      byte[] samples = image.samples();
      int channels = image.channels();
      int to = start + span.first * channels;
      for (int x = span.first; x < span.end; x++) {
        double column = Span.at(map.a(), right, map.c(), x) - 0.5;
        double row = Span.at(map.d(), down, map.f(), x) - 0.5;
        int left = column < 0 ? -1 : (int) column;
        int top = row < 0 ? -1 : (int) row;
        double dx = column - left;
        double dy = row - top;
        int x0 = inside(left, image.width()) * channels;
        int x1 = inside(left + 1, image.width()) * channels;
        int upper = inside(top, image.height()) * image.width() * channels;
        int lower = inside(top + 1, image.height()) * image.width() * channels;
        for (int channel = 0; channel < channels; channel++) {
          double above = between(samples[upper + x0], samples[upper + x1], dx);
          double below = between(samples[lower + x0], samples[lower + x1], dx);
          out[to++] = (byte) (int) (above + (below - above) * dy);
          x0++;
          x1++;
        }
      }
    };
  }

  private static double between(byte one, byte other, double share) {
    int first = one & 0xFF;
    return first + ((other & 0xFF) - first) * share;
  }

  @Override
  public Reader bicubic(Image image) {
    return (map, right, down, span, out, start) -> {
      int channels = image.channels();
      int length = image.width() * channels;
      int to = start + span.first * channels;
      for (int x = span.first; x < span.end; x++) {
        double column = Span.at(map.a(), right, map.c(), x) - 0.5;
        double row = Span.at(map.d(), down, map.f(), x) - 0.5;
        int left = column < 0 ? -1 : (int) column;
        int top = row < 0 ? -1 : (int) row;
        double dx = column - left;
        double dy = row - top;
        int x0 = inside(left - 1, image.width()) * channels;
        int x1 = inside(left, image.width()) * channels;
        int x2 = inside(left + 1, image.width()) * channels;
        int x3 = inside(left + 2, image.width()) * channels;
        int y0 = inside(top - 1, image.height()) * length;
        int y1 = inside(top, image.height()) * length;
        int y2 = inside(top + 1, image.height()) * length;
        int y3 = inside(top + 2, image.height()) * length;
        for (int channel = 0; channel < channels; channel++) {
          byte[] samples = image.samples();
          double middle = across(samples, y1 + channel, x0, x1, x2, x3, dx);
          double value =
              dy == 0
                  ? middle
                  : cubic(
                      across(samples, y0 + channel, x0, x1, x2, x3, dx),
                      middle,
                      across(samples, y2 + channel, x0, x1, x2, x3, dx),
                      across(samples, y3 + channel, x0, x1, x2, x3, dx),
                      dy);
          out[to++] = (byte) (value <= 0 ? 0 : value >= 255 ? 255 : (int) value);
        }
      }
    };
  }

  private static int inside(int i, int n) {
    return Math.max(0, Math.min(n - 1, i));
  }

  private static double across(byte[] samples, int p, int x0, int x1, int x2, int x3, double dx) {
    int middle = samples[p + x1] & 0xFF;
    return dx == 0
        ? middle
        : cubic(samples[p + x0] & 0xFF, middle, samples[p + x2] & 0xFF, samples[p + x3] & 0xFF, dx);
  }

  /** In Pillow's order, since sums of doubles round. */
  private static double cubic(double v1, double v2, double v3, double v4, double t) {
    double p2 = -v1 + v3;
    double p3 = 2 * (v1 - v2) + v3 - v4;
    double p4 = -v1 + v2 - v3 + v4;
    return v2 + t * (p2 + t * (p3 + t * p4));
  }
}
