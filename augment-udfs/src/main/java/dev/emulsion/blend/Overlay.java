package dev.emulsion.blend;

import dev.emulsion.Require;
import dev.emulsion.image.Image;

/**
 * Blends an image over another: {@code (1 − alpha) · under + alpha · over}, in float32, truncated,
 * as in the authors' code of DiffuseMix.
 *
 * @param alpha weight of the image on top, between 0 and 1
 */
record Overlay(double alpha) {

  Overlay {
    Require.share("alpha", alpha);
  }

  /** Both images must have the same shape. */
  Image of(Image under, Image over) {
    under.size().requireOf(under, over);
    float[] below = multiples((float) (1.0 - alpha));
    float[] above = multiples((float) alpha);
    byte[] a = under.samples();
    byte[] b = over.samples();
    byte[] out = new byte[a.length];
    for (int i = 0; i < out.length; i++) {
      // at most 255: the sum of the weights may exceed 1 by the last bit of a float
      out[i] = (byte) Math.min(255, (int) (below[a[i] & 0xFF] + above[b[i] & 0xFF]));
    }
    return Image.of(under.height(), under.width(), under.channels(), out);
  }

  private static float[] multiples(float weight) {
    float[] table = new float[256];
    for (int sample = 0; sample < 256; sample++) {
      table[sample] = weight * sample;
    }
    return table;
  }
}
