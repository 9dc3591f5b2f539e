package dev.emulsion.image;

import java.util.Random;

/** Small images for tests. */
public final class Images {

  private Images() {}

  /** Three channels of 0. */
  public static Image black(int height, int width) {
    return flat(height, width, 0, 0, 0);
  }

  /** Three channels of 255. */
  public static Image white(int height, int width) {
    return flat(height, width, 255, 255, 255);
  }

  /** One color, as many channels as it has samples. */
  public static Image flat(int height, int width, int... color) {
    byte[] samples = new byte[height * width * color.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) color[i % color.length];
    }
    return Image.of(height, width, color.length, samples);
  }

  /** One channel with these samples, row by row. */
  public static Image gray(int height, int width, int... samples) {
    byte[] bytes = new byte[samples.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) samples[i];
    }
    return Image.of(height, width, 1, bytes);
  }

  /** Arbitrary samples; equal arguments give equal images. */
  public static Image noise(int height, int width, int channels, long seed) {
    byte[] samples = new byte[height * width * channels];
    new Random(seed).nextBytes(samples);
    return Image.of(height, width, channels, samples);
  }

  /** A copy that shares nothing with {@code image}. */
  public static Image copy(Image image) {
    return Image.of(image.height(), image.width(), image.channels(), image.samples().clone());
  }
}
