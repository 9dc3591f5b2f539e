package dev.emulsion.image;

/** The interpolating inner loop of an affine map. Implementations give equal results. */
interface WarpKernel {

  /** An image prepared for the kernel, used for many rows. */
  interface Reader {

    /**
     * Computes the pixels of {@code span} in one row.
     *
     * @param right the row's part of the source's x, {@code b·(y + 0.5)}
     * @param down the row's part of the source's y, {@code e·(y + 0.5)}
     * @param out receives the samples; the row begins at {@code start}
     */
    void row(AffineMap map, double right, double down, Span span, byte[] out, int start);
  }

  Reader bilinear(Image image);

  Reader bicubic(Image image);

  /** The largest image, in pixels, that this kernel reads in reasonable memory. */
  long maxPixels();
}
