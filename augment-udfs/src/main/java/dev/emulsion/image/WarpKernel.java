package dev.emulsion.image;

/** The interpolating inner loop of an affine map. Implementations give equal results. */
interface WarpKernel {

  /** An image as the kernel reads it, for many rows. */
  interface Reader {

    /**
     * One row: the pixels of {@code span}.
     *
     * @param right what the row adds to the source's x, {@code b·(y + 0.5)}
     * @param down the same for y, {@code e·(y + 0.5)}
     * @param out where the samples go, the row beginning at {@code start}
     */
    void row(AffineMap map, double right, double down, Span span, byte[] out, int start);
  }

  Reader bilinear(Image image);

  Reader bicubic(Image image);

  /** The largest image that {@code this} reads in reasonable memory, in pixels. */
  long maxPixels();
}
