package dev.emulsion.jobs.estimate;

/**
 * How long one core is busy, by the measurement of the whole job in {@code docs/benchmarks.md}: in
 * a CPU second 1914 JPEG images of 500×375 are decoded, and 666 go all the way to a row of 224×224.
 *
 * <p>Decoding is taken to grow with the pixels of the image, and all that follows with the pixels
 * of the row. Other recipes, formats, processors and storage differ by a factor of a few.
 */
final class CostModel {

  private static final double DECODED_PER_SECOND = 1914;
  private static final double DONE_PER_SECOND = 666;
  private static final double IMAGE_PIXELS = 500 * 375;
  private static final double ROW_PIXELS = 224 * 224;

  private static final double SECONDS_PER_IMAGE_PIXEL = 1 / DECODED_PER_SECOND / IMAGE_PIXELS;
  private static final double SECONDS_PER_ROW_PIXEL =
      (1 / DONE_PER_SECOND - 1 / DECODED_PER_SECOND) / ROW_PIXELS;

  private CostModel() {}

  /** Seconds of one core for so many pixels of images and of rows. */
  static double coreSeconds(double imagePixels, double rowPixels) {
    return imagePixels * SECONDS_PER_IMAGE_PIXEL + rowPixels * SECONDS_PER_ROW_PIXEL;
  }
}
