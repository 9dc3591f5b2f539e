package dev.emulsion.image;

/**
 * The kernels of Pillow's {@code Image.resize}. All but {@link #NEAREST} are widened when an image
 * is reduced, to avoid aliasing.
 */
public enum Filter {
  /** The input pixel under the center of the output pixel; averages nothing. */
  NEAREST(0) {
    @Override
    double weight(double x) {
      throw new UnsupportedOperationException("nearest has no weights");
    }
  },
  BILINEAR(1) {
    @Override
    double weight(double x) {
      double a = Math.abs(x);
      return a < 1 ? 1 - a : 0;
    }
  },
  /** Catmull-Rom, A = -0.5. */
  BICUBIC(2) {
    @Override
    double weight(double x) {
      double a = Math.abs(x);
      if (a < 1) {
        return (1.5 * a - 2.5) * a * a + 1;
      }
      return a < 2 ? (((a - 5) * a + 8) * a - 4) * -0.5 : 0;
    }
  },
  LANCZOS(3) {
    @Override
    double weight(double x) {
      return -3 <= x && x < 3 ? sinc(x) * sinc(x / 3) : 0;
    }
  },
  BOX(0.5) {
    @Override
    double weight(double x) {
      return -0.5 < x && x <= 0.5 ? 1 : 0; // half open, so that an input counts for one output only
    }
  },
  HAMMING(1) {
    @Override
    double weight(double x) {
      double a = Math.abs(x);
      if (a == 0) {
        return 1;
      }
      double angle = a * Math.PI;
      // the constants are float32 in Pillow
      return a < 1 ? StrictMath.sin(angle) / angle * (0.54f + 0.46f * StrictMath.cos(angle)) : 0;
    }
  };

  private final double support;

  Filter(double support) {
    this.support = support;
  }

  /** Half the width of the kernel, in input pixels at scale 1. */
  double support() {
    return support;
  }

  /** The kernel at a distance of {@code x} input pixels from its center. */
  abstract double weight(double x);

  private static double sinc(double x) {
    double angle = x * Math.PI;
    return x == 0 ? 1 : StrictMath.sin(angle) / angle;
  }
}
