package dev.emulsion.image.codec;

import dev.emulsion.VectorModule;
import dev.emulsion.image.VectorRows;

/**
 * The inner loops of {@link JpegDecoder}: blocks to samples, and samples to pixels. Implementations
 * give equal results.
 */
interface JpegKernel {

  /** The fastest that this JVM and processor have. */
  static JpegKernel fastest() {
    return Holder.VECTORS ? new VectorJpeg() : new ScalarJpeg();
  }

  /** Whether {@link #fastest} uses vector instructions. */
  static boolean hasVectors() {
    return Holder.VECTORS;
  }

  /** How many blocks are transformed at once. */
  int blocks();

  /**
   * Writes the samples of blocks, by the inverse discrete cosine transform.
   *
   * @param coefficients of {@link #blocks} blocks, which alternate: natural position × {@link
   *     #blocks} + block. Coefficients of blocks that are not used are 0
   * @param used number of blocks, the first ones
   * @param quantization 64 factors in natural order
   * @param to receives 8 rows of 8 samples for each block
   * @param first position of each block's first sample in {@code to}
   * @param stride between two rows of samples
   */
  void samples(
      short[] coefficients, int used, int[] quantization, byte[] to, int[] first, int stride);

  /**
   * Doubles the width of a row between two rows of half the height, with weights 3/4 and 1/4 both
   * ways.
   *
   * @param near position of the first sample of the nearer row
   * @param far position of the first sample of the other one
   * @param width number of samples, at least 3
   * @param row receives {@code 2 * width} samples, and may be changed after them
   */
  void interpolate(byte[] samples, int near, int far, int width, byte[] row);

  /**
   * Converts a row of YCbCr to RGB.
   *
   * @param rows samples of the three components
   * @param first position of the first sample in each of {@code rows}
   * @param at position of the first pixel's red in {@code rgb}
   * @param width in pixels
   */
  void rgb(byte[][] rows, int[] first, byte[] rgb, int at, int width);

  /** Defers the question until a decoder asks it. */
  final class Holder {
    private static final boolean VECTORS = VectorModule.isPresent() && VectorRows.isFast();

    private Holder() {}
  }
}
