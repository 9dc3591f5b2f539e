package dev.emulsion.jobs.estimate;

/**
 * Converts pixels into core seconds, by the benchmark in {@code docs/benchmarks.md}: one core
 * decodes 609 JPEG images of 500×375 per second, and takes 356 of them all the way to rows of
 * 224×224.
 *
 * <p>Decoding is assumed to scale with the pixels of the image, everything else with the pixels of
 * the row. Other recipes, formats, processors and storage differ by a factor of a few.
 */
final class CostModel {

  private static final double DECODED_PER_SECOND = 609;
  private static final double AUGMENTED_PER_SECOND = 356;
  private static final double IMAGE_PIXELS = 500 * 375;
  private static final double ROW_PIXELS = 224 * 224;

  private static final double SECONDS_PER_IMAGE_PIXEL = 1 / DECODED_PER_SECOND / IMAGE_PIXELS;
  private static final double SECONDS_PER_ROW_PIXEL =
      (1 / AUGMENTED_PER_SECOND - 1 / DECODED_PER_SECOND) / ROW_PIXELS;

  private CostModel() {}

  /**
   * Seconds that one core takes.
   *
   * @param imagePixels pixels of all images that are decoded
   * @param rowPixels pixels of all rows that are written
   */
  static double coreSeconds(double imagePixels, double rowPixels) {
    return imagePixels * SECONDS_PER_IMAGE_PIXEL + rowPixels * SECONDS_PER_ROW_PIXEL;
  }
}
