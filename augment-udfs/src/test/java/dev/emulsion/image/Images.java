package dev.emulsion.image;

import java.util.Random;

/** Small pictures for tests. */
public final class Images {

  private Images() {}

  /** Three bands of 0. */
  public static Image black(int height, int width) {
    return flat(height, width, 0, 0, 0);
  }

  /** Three bands of 255. */
  public static Image white(int height, int width) {
    return flat(height, width, 255, 255, 255);
  }

  /** One colour, as many bands as it has samples. */
  public static Image flat(int height, int width, int... colour) {
    byte[] samples = new byte[height * width * colour.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) colour[i % colour.length];
    }
    return Image.of(height, width, colour.length, samples);
  }

  /** One band with these samples, row by row. */
  public static Image gray(int height, int width, int... samples) {
    byte[] bytes = new byte[samples.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) samples[i];
    }
    return Image.of(height, width, 1, bytes);
  }

  /** Arbitrary samples; equal arguments give equal pictures. */
  public static Image noise(int height, int width, int bands, long seed) {
    byte[] samples = new byte[height * width * bands];
    new Random(seed).nextBytes(samples);
    return Image.of(height, width, bands, samples);
  }

  /** A copy that shares nothing with {@code image}. */
  public static Image copy(Image image) {
    return Image.of(image.height(), image.width(), image.bands(), image.samples().clone());
  }
}
