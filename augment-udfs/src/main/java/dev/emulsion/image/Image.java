package dev.emulsion.image;

import dev.emulsion.Require;
import java.util.Arrays;

/**
 * A picture: 8 bits a sample, row-major, bands interleaved (H×W×C).
 *
 * <p>Bands are 1 (gray), 2 (gray, alpha), 3 (RGB) or 4 (RGB, alpha). Decoding for augmentation
 * always gives 3. An image never changes once made: methods return new images, and equality is by
 * content.
 */
public final class Image {

  private final int height;
  private final int width;
  private final int bands;
  private final byte[] samples;

  private Image(int height, int width, int bands, byte[] samples) {
    Require.that(bands >= 1 && bands <= 4, "bands must be 1 to 4, was " + bands);
    this.height = Require.atLeast("height", 1, height);
    this.width = Require.atLeast("width", 1, width);
    this.bands = bands;
    this.samples = samples;
    long expected = (long) height * width * bands;
    Require.that(
        samples.length == expected,
        "samples must hold " + expected + " bytes, was " + samples.length);
  }

  /**
   * An image over {@code samples}, which is kept, not copied: the caller hands it over and must not
   * write to it again.
   */
  public static Image of(int height, int width, int bands, byte[] samples) {
    return new Image(height, width, bands, samples);
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  public int bands() {
    return bands;
  }

  public Size size() {
    return new Size(height, width);
  }

  /** The sample at a row, column and band, 0 to 255. */
  public int sample(int row, int column, int band) {
    return samples[(row * width + column) * bands + band] & 0xFF;
  }

  /** The samples themselves, H×W×C. Kernels read them; nobody writes to them. */
  public byte[] samples() {
    return samples;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Image that
        && height == that.height
        && width == that.width
        && bands == that.bands
        && Arrays.equals(samples, that.samples);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * height + width) + bands) + Arrays.hashCode(samples);
  }

  /** Shape only: {@code Image 224×224×3}. */
  @Override
  public String toString() {
    return "Image " + height + "×" + width + "×" + bands;
  }
}
