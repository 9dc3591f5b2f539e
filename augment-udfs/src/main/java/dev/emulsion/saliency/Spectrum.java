package dev.emulsion.saliency;

/**
 * The unnormalized discrete Fourier transform of a 64×64 plane, by radix 2. A plane is an array of
 * rows, so that each step applies to whole rows alike.
 */
final class Spectrum {

  static final int SIDE = 64;

  private static final Butterfly BUTTERFLY = Butterfly.fastest();
  private static final double[] COS = new double[SIDE / 2];
  private static final double[] SIN = new double[SIDE / 2];

  static {
    for (int k = 0; k < SIDE / 2; k++) {
      COS[k] = StrictMath.cos(2 * Math.PI * k / SIDE);
      SIN[k] = -StrictMath.sin(2 * Math.PI * k / SIDE);
    }
  }

  private Spectrum() {}

  /**
   * Replaces the plane by its transform, with rows and columns exchanged. With real and imaginary
   * parts exchanged this is the inverse transform.
   */
  static void transform(double[][] re, double[][] im) {
    columns(re, im);
    transpose(re);
    transpose(im);
    columns(re, im);
  }

  /** Transforms every column: butterflies over ever closer rows, then bit-reversed row order. */
  private static void columns(double[][] re, double[][] im) {
    for (int half = SIDE / 2; half > 0; half /= 2) {
      for (int block = 0; block < SIDE; block += 2 * half) {
        for (int k = 0; k < half; k++) {
          int a = block + k;
          int b = a + half;
          int turn = k * (SIDE / 2 / half);
          BUTTERFLY.apply(re[a], im[a], re[b], im[b], COS[turn], SIN[turn]);
        }
      }
    }
    for (int i = 0; i < SIDE; i++) {
      int j = Integer.reverse(i) >>> Integer.numberOfLeadingZeros(SIDE - 1);
      if (i < j) {
        swap(re, i, j);
        swap(im, i, j);
      }
    }
  }

  private static void swap(double[][] plane, int i, int j) {
    double[] kept = plane[i];
    plane[i] = plane[j];
    plane[j] = kept;
  }

  private static void transpose(double[][] plane) {
    for (int y = 1; y < SIDE; y++) {
      for (int x = 0; x < y; x++) {
        double kept = plane[y][x];
        plane[y][x] = plane[x][y];
        plane[x][y] = kept;
      }
    }
  }
}
